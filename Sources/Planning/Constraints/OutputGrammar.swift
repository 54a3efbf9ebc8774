public import Layouts

/// A grammar in llama.cpp's GBNF that holds an answer to a style and a canvas while it is sampled.
///
/// No white space is optional: a small model that may indent does little else. Names are held to
/// narrow classes of characters, since each class is compared with the whole vocabulary at each token.
/// A grammar bounds each number by the canvas, not their sums: answers are checked all the same.
public struct OutputGrammar: Hashable, Sendable {
  /// The most objects that an answer may have.
  public static let objectLimit = 24
  /// The longest name in characters.
  public static let nameLimit = 48
  /// The longest word of a name with hyphens in characters.
  public static let wordLimit = 24
  /// The longest prompt line in characters.
  public static let lineLimit = 160

  /// The grammar.
  public let text: String

  /// Makes the grammar of a style.
  ///
  /// - Parameters:
  ///   - style: the form of the answer.
  ///   - canvas: the canvas that bounds the numbers.
  ///   - scripts: texts whose scripts names may use beside the Latin one, such as the caption.
  ///   - headers: the objects that are to be described, in their order; any when empty.
  public init(
    _ style: PromptStyle, canvas: Canvas, scripts: String = "", headers: [String] = []
  ) {
    let letters = NameCharacters(scripts).classBody
    let rules: [String] =
      switch style {
      case .boxes: Self.tuples
      case .cssBoxes: Self.boxRules
      case .cssBlobs: Self.blobRules
      case .json: Self.json
      case .descriptions: Self.descriptions(of: headers)
      case .background: Self.surroundings
      }
    let shared = [
      "letter ::= [\(letters)]",
      // A word begins with a letter or a digit, and single blanks or hyphens join words.
      "word ::= [\(letters)0-9]{1,\(Self.wordLimit)}",
      "name ::= letter ([\(letters)0-9] | [ -] [\(letters)0-9]){0,\(Self.nameLimit)}",
      "sentence ::= line \".\" (\" \" line \".\")?",
      "line ::= [\(letters)0-9] ([\(letters)0-9] | \", \" | [ -] [\(letters)0-9]){0,\(Self.lineLimit)}",
      "x ::= \(Self.number(upTo: canvas.width - 1))",
      "y ::= \(Self.number(upTo: canvas.height - 1))",
      "width ::= \(Self.number(from: 1, upTo: canvas.width))",
      "height ::= \(Self.number(from: 1, upTo: canvas.height))",
      "radius ::= \(Self.number(from: 1, upTo: max(canvas.width, canvas.height)))",
      "angle ::= \(Self.number(upTo: 180))",
    ]
    let used = rules.joined(separator: "\n")
    let needed = shared.filter {
      Self.isUsed($0, by: used) || $0.hasPrefix("letter")
        || $0.hasPrefix("line ") && used.contains(" sentence ")
    }
    text = (rules + needed).map { $0 + "\n" }.joined()
  }

  // MARK: - Styles

  private static let ending =
    #""\nBackground prompt: " line "\nNegative prompt:" (" " line?)?"#
  private static let more = "{0,\(objectLimit - 1)}"

  /// LMD's list of tuples; a colon and a blank may stand between "Objects:" and the list.
  private static let tuples = [
    #"root ::= "[" (object (", " object)\#(more))? "]" \#(ending)"#,
    #"object ::= "('" name "', [" x ", " y ", " width ", " height "])""#,
  ]

  private static let boxRules = [
    #"root ::= ("No objects" | rule ("\n" rule)\#(more)) \#(ending)"#,
    #"rule ::= key " {height: " height "px; width: " width "px; top: " y "px; left: " x "px; }""#,
    #"key ::= word ("-" word){0,11}"#,
  ]

  private static let blobRules = [
    #"root ::= ("No objects" | rule ("\n" rule)\#(more)) \#(ending)"#,
    #"rule ::= key " {major-radius: " radius "px; minor-radius: " radius "px; cx: " x "px; cy: " y "px; angle: " angle "}""#,
    #"key ::= word ("-" word){0,11}"#,
  ]

  /// With the objects known, only their looks are free.
  private static func descriptions(of headers: [String]) -> [String] {
    guard !headers.isEmpty else {
      return [
        #"root ::= described ("\n" described)\#(more)"#, #"described ::= key " {" sentence "}""#,
        #"key ::= word ("-" word){0,11}"#,
      ]
    }
    let lines = headers.map { literal($0 + " {") + #" sentence "}""# }
    return ["root ::= " + lines.joined(separator: #" "\n" "#)]
  }

  private static let surroundings = [
    #"root ::= "Background prompt: " line "\nNegative prompt:" (" " line?)?"#
  ]

  /// A text as GBNF writes it.
  private static func literal(_ text: String) -> String {
    let escaped = text.map { character -> String in
      switch character {
      case "\\", "\"": "\\\(character)"
      case _ where character.isNewline: " "
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static let json = [
    #"root ::= "{\"objects\":[" (object ("," object)\#(more))? "],\"background\":\"" line "\",\"negative\":\"" line? "\"}""#,
    #"object ::= "{\"name\":\"" name "\",\"box\":{\"x\":" x ",\"y\":" y ",\"width\":" width ",\"height\":" height "}}""#,
  ]

  /// Whether some rule uses the one that a definition defines.
  private static func isUsed(_ definition: String, by rules: String) -> Bool {
    let name = definition.prefix { $0 != " " }
    return rules.contains(" \(name) ") || rules.contains(" \(name)?") || rules.contains("(\(name) ")
      || rules.contains(" \(name))")
  }

  // MARK: - Numbers

  /// The alternatives of the decimal numbers from zero or one up to a bound, without leading zeros.
  static func number(from start: Int = 0, upTo bound: Int) -> String {
    let bound = max(bound, start)
    guard bound > 9 else { return "[\(start)-\(bound)]" }
    let digits = String(bound).map { Int(String($0)) ?? 0 }
    var alternatives = ["[\(start)-9]"]
    // All shorter numbers, and those of as many digits up to the bound.
    for count in 2..<max(digits.count, 2) {
      alternatives.append("[1-9]" + String(repeating: " [0-9]", count: count - 1))
    }
    for (place, digit) in digits.enumerated() {
      let least = place == 0 ? 1 : 0
      let greatest = place == digits.count - 1 ? digit : digit - 1
      guard greatest >= least else { continue }
      let head = digits[..<place].map(String.init).joined()
      var parts = head.isEmpty ? [] : ["\"\(head)\""]
      parts.append("[\(least)-\(greatest)]")
      parts += Array(repeating: "[0-9]", count: digits.count - 1 - place)
      alternatives.append(parts.joined(separator: " "))
    }
    return alternatives.joined(separator: " | ")
  }
}

/// The letters that names may have: Latin ones, and those of the scripts that some text uses.
struct NameCharacters: Hashable, Sendable {
  /// The blocks of letters that are added as a whole when a text uses one of them (Unicode, Blocks).
  private static let blocks: [ClosedRange<UInt32>] = [
    0x00C0...0x024F, 0x0370...0x03FF, 0x0400...0x04FF, 0x0590...0x05FF, 0x0600...0x06FF,
    0x0900...0x097F, 0x0980...0x09FF, 0x0B80...0x0BFF, 0x0E00...0x0E7F, 0x3041...0x309F,
    0x30A0...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
  ]

  /// The inside of a bracket of GBNF.
  let classBody: String

  init(_ text: String) {
    let used = Self.blocks.filter { block in
      text.unicodeScalars.contains { block.contains($0.value) }
    }
    classBody =
      "a-zA-Z"
      + used.compactMap { block in
        guard let first = Unicode.Scalar(block.lowerBound),
          let last = Unicode.Scalar(block.upperBound)
        else { return nil }
        return "\(first)-\(last)"
      }.joined()
  }
}
