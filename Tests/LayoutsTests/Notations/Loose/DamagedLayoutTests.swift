import Foundation
import Layouts
import Testing

/// Clean layouts in the forms that language models use, damaged as their answers are: the same objects
/// come back, whatever was done to the text.
@Suite struct DamagedLayoutTests {
  /// Objects that only one way of measuring fits.
  static let objects = [
    LayoutObject(name: "a cat", box: Box(x: 20, y: 30, width: 180, height: 150)),
    LayoutObject(name: "two red apples", box: Box(x: 300, y: 40, width: 190, height: 440)),
    LayoutObject(name: "a child and her dog", box: Box(x: 40, y: 330, width: 200, height: 160)),
  ]

  /// A manner of writing a layout.
  enum Form: String, CaseIterable {
    case tuples, dictionaries, corners, mapping, parallel, lines, words, rules

    var text: String {
      func rows(_ separator: String, _ row: (Int, String, [Int]) -> String) -> String {
        objects.enumerated().map { index, object in
          let box = object.region.bounds
          return row(index, object.name, [box.x, box.y, box.width, box.height].map { Int($0) })
        }.joined(separator: separator)
      }
      func ends(_ box: [Int]) -> [Int] { [box[0], box[1], box[0] + box[2], box[1] + box[3]] }
      switch self {
      case .tuples:
        return "[\(rows(", ") { "('\($1)', \($2))" })]\nBackground prompt: a room\n"
          + "Negative prompt: people"
      case .dictionaries:
        return #"{"background": "a room", "objects": ["#
          + rows(", ") { #"{"name": "\#($1)", "bbox": \#($2)}"# } + "]}"
      case .corners:
        return "["
          + rows(", ") {
            let ends = ends($2)
            return #"{"label": "\#($1)", "box": {"x_min": \#(ends[0]), "y_min": \#(ends[1]), "#
              + #""x_max": \#(ends[2]), "y_max": \#(ends[3])}}"#
          } + "]"
      case .mapping: return "{\(rows(", ") { #""\#($1)": \#($2)"# })}"
      case .parallel:
        let names = rows(", ") { _, name, _ in "\"\(name)\"" }
        let boxes = rows(", ") { _, _, box in "\(ends(box))" }
        return #"{"phrases": [\#(names)], "boxes": [\#(boxes)]}"#
      case .lines:
        return rows("\n") { index, name, box in
          "\(index + 1). \(name): (\(ends(box).map(String.init).joined(separator: ", ")))"
        }
      case .words:
        return rows("\n") { "- \($1): x=\($2[0]), y=\($2[1]), width=\($2[2]), height=\($2[3])" }
      case .rules:
        return rows("\n") { _, name, box in
          "\(name.replacing(" ", with: "-")) {height: \(box[3])px; width: \(box[2])px; "
            + "top: \(box[1])px; left: \(box[0])px; }"
        }
      }
    }
  }

  /// What happens to texts on their way from a language model, nil where it can't.
  static let damages: [(name: String, apply: @Sendable (Form, String) -> String?)] = [
    ("none", { $1 }),
    ("prose", { "Sure! Here is a layout for you:\n\n\($1)\n\nLet me know if you want changes." }),
    ("fence", { "```\n\($1)\n```" }),
    ("thoughts", { "<think>\nThe cat goes left, (maybe) high up.\n</think>\n\($1)" }),
    ("line ends", { $1.replacing("\n", with: "\r\n") }),
    ("indent", { "    " + $1.replacing("\n", with: "\n    ") }),
    (
      "curly quotes",
      {
        $1.replacing(/"([^"]*)"/) { "“\($0.output.1)”" }
          .replacing(/'([^']*)'/) { "‘\($0.output.1)’" }
      }
    ),
    ("single quotes", { $1.replacing("\"", with: "'") }),
    (
      "numbers in quotes",
      { form, text in
        [.tuples, .dictionaries, .corners, .mapping, .parallel].contains(form)
          ? text.replacing(/([\[ ])(\d+)([,\]}])/) {
            "\($0.output.1)\"\($0.output.2)\"\($0.output.3)"
          }
          : nil
      }
    ),
    (
      "missing commas",
      { form, text in
        [.tuples, .dictionaries, .corners].contains(form)
          ? text.replacing("}, {", with: "} {").replacing("), (", with: ") (") : nil
      }
    ),
    (
      "missing commas before keys",
      { form, text in
        [.dictionaries, .corners].contains(form) ? text.replacing("\", \"", with: "\" \"") : nil
      }
    ),
    (
      "trailing commas",
      { form, text in
        [.tuples, .dictionaries, .corners].contains(form)
          ? text.replacing("])]", with: "]),]").replacing("}]", with: "},]") : nil
      }
    ),
    (
      "a tail cut off",
      { form, text in
        switch form {
        case .tuples: String(text.prefix { $0 != "\n" }.dropLast()) + ", ('a bi"
        case .dictionaries: String(text.dropLast(2)) + ", {\"name\": \"a bi"
        case .lines: text + "\n4. a bir"
        default: nil
        }
      }
    ),
    (
      "missing brackets at the end",
      { form, text in
        form == .dictionaries
          ? String(text.dropLast(2)) : form == .mapping ? String(text.dropLast()) : nil
      }
    ),
    (
      "units",
      { form, text in
        form == .rules || form == .corners || form == .parallel
          ? nil : text.replacing(/(\d+)([,\])])/) { "\($0.output.1)px\($0.output.2)" }
      }
    ),
    (
      "wide marks",
      { form, text in
        [.lines, .dictionaries, .mapping].contains(form)
          ? text.replacing(": ", with: "：").replacing(", ", with: "，") : nil
      }
    ),
    (
      "bold names",
      { form, text in
        [.lines, .words].contains(form)
          ? text.replacing(#/(\d\. |- )([^:]*):/#) { "\($0.output.1)**\($0.output.2)**:" } : nil
      }
    ),
    (
      "comments",
      { form, text in
        switch form {
        case .dictionaries, .corners: text.replacing("}, {", with: "}, // next\n {")
        case .tuples: text.replacing("), (", with: "), # next\n (")
        default: nil
        }
      }
    ),
    (
      "keys without quotes",
      { form, text in
        [.dictionaries, .corners].contains(form)
          ? text.replacing(/"(\w+)":/) { "\($0.output.1):" } : nil
      }
    ),
    (
      "bullets",
      { form, text in
        form == .lines
          ? text.replacing(#/(^|\n)\d\. /#) { "\($0.output.1)* " }
          : form == .rules ? "- " + text.replacing("\n", with: "\n- ") : nil
      }
    ),
    (
      "labels",
      { form, text in
        form == .tuples
          ? "**Objects**: "
            + text.replacing("Background prompt", with: "background prompt")
            .replacing("Negative prompt", with: "**negative prompt**") : nil
      }
    ),
    (
      "decimals",
      { form, text in
        form == .rules ? nil : text.replacing(/(\d+)([,\])])/) { "\($0.output.1).0\($0.output.2)" }
      }
    ),
  ]

  @Test(arguments: Form.allCases)
  func objectsSurvive(form: Form) throws {
    for (name, apply) in Self.damages {
      guard let text = apply(form, form.text) else { continue }
      let parsed = try AutomaticNotation().parse(text, canvas: .standard)
      let objects = parsed.layout.objects.map { LayoutObject(name: $0.name, region: $0.region) }
      #expect(objects == Self.objects, "\(form) with \(name), as \(parsed.notation): \(text)")
    }
  }

  /// Two kinds of damage at a time.
  @Test(arguments: Form.allCases)
  func objectsSurviveTwice(form: Form) throws {
    let around: Set = ["prose", "fence", "thoughts", "line ends", "indent"]
    for (first, apply) in Self.damages where !around.contains(first) {
      guard let damaged = apply(form, form.text) else { continue }
      for (second, wrap) in Self.damages where around.contains(second) {
        // Words behind a text that was cut off would belong to its last object.
        if first == "a tail cut off" || first == "missing brackets at the end",
          second != "line ends"
        {
          continue
        }
        guard let text = wrap(form, damaged) else { continue }
        let parsed = try AutomaticNotation().parse(text, canvas: .standard)
        let objects = parsed.layout.objects.map { LayoutObject(name: $0.name, region: $0.region) }
        #expect(objects == Self.objects, "\(form) with \(first) and \(second): \(text)")
      }
    }
  }

  /// Each closing bracket in turn is lost: what follows is not taken for a part of what it closes.
  @Test(arguments: [Form.tuples, .dictionaries, .corners, .mapping, .parallel])
  func objectsSurviveALostBracket(form: Form) throws {
    let text = form.text
    for place in text.indices where "])}".contains(text[place]) {
      var damaged = text
      damaged.remove(at: place)
      let parsed = try AutomaticNotation().parse(damaged, canvas: .standard)
      let objects = parsed.layout.objects.map { LayoutObject(name: $0.name, region: $0.region) }
      #expect(objects == Self.objects, "\(form), as \(parsed.notation): \(damaged)")
      #expect(!parsed.findings.contains { $0.severity == .error }, "\(damaged)")
    }
  }

  /// Of a long list every few objects one lacks its last bracket.
  @Test(arguments: [3, 4, 1500])
  func longListsSurviveLostBrackets(every: Int) throws {
    let count = 3000
    let rows: [(String, String, @Sendable (Int) -> String)] = [
      (
        "{\"objects\": [", "]}",
        { "{\"name\": \"thing \($0)\", \"box\": [1, \($0 % 400), 60, 40]}" }
      ),
      ("{", "}", { "\"thing \($0)\": [1, \($0 % 400), 60, 40]" }),
      ("[", "]", { "('thing \($0)', [1, \($0 % 400), 60, 40])" }),
      ("{layout: [", "]}", { "{name: thing \($0), box: [1, \($0 % 400), 60, 40]}" }),
    ]
    for (opening, closing, row) in rows {
      let objects = (0..<count).map { index in
        index % every == 1 ? String(row(index).dropLast()) : row(index)
      }
      let text = opening + objects.joined(separator: ", ") + closing
      let parsed = try AutomaticNotation().parse(text, canvas: .standard)
      #expect(parsed.layout.objects.map(\.name) == (0..<count).map { "thing \($0)" }, "\(row(1))")
      #expect(!parsed.findings.contains { $0.rule == "nested-too-deep" }, "\(row(1))")
    }
  }

  /// Brackets that lie too deep cost what they hold, and not what follows.
  @Test func whatFollowsDeepBracketsIsRead() throws {
    let deep = String(repeating: "[", count: 70)
    for closing in ["", String(repeating: "]", count: 70)] {
      let text =
        #"[{"name": "a cat", "box": [10, 20, 100, 120]}, \#(deep)\#(closing), "#
        + #"{"name": "a dog", "box": [200, 50, 200, 300]}]"#
      let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
      #expect(parsed.layout.objects.map(\.name) == ["a cat", "a dog"], "\(text)")
      #expect(parsed.findings.contains { $0.rule == "nested-too-deep" })
    }
  }
}
