/// A box with exactly the numbers of a box in LMD's prompt.
///
/// Weak language models copy boxes from the examples in the prompt and not from the caption. One of
/// them, of the angry dog, reaches a pixel beyond the canvas (LLM-groundedDiffusion, prompt.py).
public struct CopiedExemplar: Rule {
  /// The name `copied-exemplar`.
  public var name: String { "copied-exemplar" }
  /// The code `MQ111`.
  public var code: String { "MQ111" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A box has the numbers of an example in LMD's prompt." }
  /// Why it matters.
  public var explanation: String {
    """
    The language model copied the box from the prompt and did not plan it. Ask again, or use \
    a stronger model.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a dog', [302, 119, 211, 228])",
      good: "('a dog', [280, 130, 200, 220])")
  }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard layout.canvas == .standard else { return [] }
    return layout.objects.enumerated().compactMap { index, object in
      guard case .box(let box) = object.region else { return nil }
      let numbers = [box.x, box.y, box.width, box.height]
      guard let match = Self.exemplars.first(where: { $0.numbers == numbers }) else { return nil }
      let text = numbers.map(\.fullText).joined(separator: ", ")
      return finding(
        "\(JSONWriter.quoted(object.name)) has the box [\(text)] of \(JSONWriter.quoted(match.name))"
          + " in LMD's examples",
        object: index)
    }
  }

  /// The boxes of the examples in LMD's template v0.1.
  private static let exemplars: [(name: String, numbers: [Double])] = [
    ("a green car", [21, 281, 211, 159]), ("a blue truck", [269, 283, 209, 160]),
    ("a red air balloon", [66, 8, 145, 135]), ("a bird", [296, 42, 143, 100]),
    ("a wooden table", [20, 148, 472, 216]), ("an apple", [150, 226, 100, 100]),
    ("an apple", [280, 226, 100, 100]), ("a skier", [5, 152, 139, 168]),
    ("a skier", [278, 192, 121, 158]), ("a skier", [148, 173, 124, 155]),
    ("a palm tree", [404, 105, 103, 251]), ("a steam boat", [232, 225, 257, 149]),
    ("a jumping pink dolphin", [21, 249, 189, 123]), ("a cute cat", [51, 67, 271, 324]),
    ("an angry dog", [302, 119, 211, 228]), ("a panda", [30, 171, 212, 226]),
    ("a panda", [264, 173, 222, 221]), ("a painting", [88, 85, 335, 203]),
    ("a cabinet", [57, 308, 404, 201]), ("a flower vase", [166, 222, 92, 108]),
    ("a flower vase", [328, 222, 92, 108]),
  ]
}
