import Layouts
import Testing

/// Texts that would take a careless reader quadratic time; so long that it would not come to an end.
@Suite struct LinearTimeTests {
  private static let pieces = [
    "[", "(", "{", "[(", "'", "\"", "'a", "'a, ", "‘", "\\", "1", "1+", "1,", ",", "a ", " ", "\n",
    "# ", "//\n", "/*", "- ", "```", "background", "Background prompt: \n", "Objects: [\n",
    "Frame 1: [\n", "{\"a\":1},", "a {", "a {\n", "a {b: c}\n", "width: 1 ", "a {width: 1 width: 2",
    "(a) ", "[('a', [1,2,3,4]", "{'a': 1, ", "\u{3000}", "é", "x(1)", "[1 2 ",
  ]

  @Test(.timeLimit(.minutes(2)), arguments: pieces)
  func repeatedPieces(piece: String) throws {
    let repeated = String(repeating: piece, count: 40_000 / piece.utf8.count)
    for text in [repeated, "[('" + repeated, "{\"schema\": " + repeated] {
      for name in Notations.names {
        let parsed = try? Notations.named(name)?.parse(text, canvas: .standard)
        #expect(parsed?.layout.objects.count ?? 0 <= 40_000)
      }
    }
  }
}
