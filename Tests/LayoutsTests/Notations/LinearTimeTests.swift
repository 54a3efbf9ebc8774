import Layouts
import TestSupport
import Testing

/// Texts that would take a careless reader quadratic time take eight times as long when they are eight
/// times as long.
@Suite struct LinearTimeTests {
  private static let pieces = [
    "[", "(", "{", "[(", "'", "\"", "'a", "'a, ", "‘", "\\", "1", "1+", "1,", ",", "a ", " ", "\n",
    "# ", "//\n", "/*", "- ", "```", "background", "Background prompt: \n", "Objects: [\n",
    "Frame 1: [\n", "{\"a\":1},", "a {", "a {\n", "a {b: c}\n", "width: 1 ", "a {width: 1 width: 2",
    "(a) ", "[('a', [1,2,3,4]", "{'a': 1, ", "\u{3000}", "é", "x(1)", "(1)", "[1 2 ",
    "x: 1\n", "  width: 1\n", "{\"a\":[1,2,3,4,", "{\"a\":{", "[('a',[1,2,3,4],",
    "&quot;", "\"\"a", "''a", "٣", "٣، ", "a(", "a(b=", "a(\"", "(a(", "\"background\":",
    "[Background]",
    "The background is a ", "a. The background is b", "name,x,y,w,h\n", "1,2,3,4,5\n", "<a b=\"",
    "<a ",
    "(1,2,3,4). A ", "x in [1, 2] ", "a: [1,2,3,4] sorry, ", "radii 1 ", "Final:\n",
    "Final: 1 2 3 4\n", "1); background ", "；背景", "; background: a", "｛", "｛a：", "{a：１",
    "# box x, y, ",
    "coord ", "set_background(\"", "a.b(1,2,3,4) ", "final:[", "<a>b</a>",
  ]

  @Test(arguments: pieces)
  func repeatedPieces(piece: String) throws {
    for start in ["", "[('", "{\"schema\": ", "- a cat:\n"] {
      func text(_ length: Int) -> String {
        start + String(repeating: piece, count: length / piece.utf8.count)
      }
      let short = seconds(toRead: text(1000))
      let long = seconds(toRead: text(8000))
      // Linear growth gives 8, quadratic 64; a thread's own time hardly depends on other work.
      #expect(long < 24 * short + 0.005, "\(start)\(piece): \(short) s and \(long) s")
    }
  }

  /// Many marks around a name, and keys of which each stands twice.
  @Test(arguments: ["marks", "keys"]) func longNamesAndDictionaries(kind: String) {
    func text(_ count: Int) -> String {
      kind == "marks"
        ? String(repeating: "*", count: 20 * count)
          + "bear" + String(repeating: ":", count: 20 * count) + " {width: 1px}"
        : "{"
          + (0..<count).map { #""box\#($0)": [1, 2, 3, 4], "box\#($0)": [1, 2, 3, 4], "# }.joined()
          + #""name": "x", "name": "y"}"#
    }
    let short = seconds(toRead: text(100))
    let long = seconds(toRead: text(800))
    #expect(long < 24 * short + 0.005, "\(short) s and \(long) s")
  }

  /// The least time of this thread in which all notations read a text.
  private func seconds(toRead text: String) -> Double {
    (0..<2).map { _ in
      let begin = Fuzzing.threadSeconds
      for notation in Notations.all { _ = try? notation.parse(text, canvas: .standard) }
      return Fuzzing.threadSeconds - begin
    }.min() ?? 0
  }
}
