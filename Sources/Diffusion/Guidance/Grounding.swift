public import Layouts

/// The prompt of a layout, and which of its tokens are to be seen where.
public struct Grounding: Sendable {
  /// A phrase of the prompt and the regions of the objects that it names.
  public struct Phrase: Sendable {
    /// The phrase, such as "a red apple".
    public var text: String
    /// The positions of its tokens in the encoded prompt, start token included in the count.
    public var tokens: [Int]
    /// The position of the last token of its word, the one that stands for the object.
    public var wordToken: Int
    /// The layout's objects of this phrase, by index.
    public var objects: [Int]
    /// Where they lie, in pixels of the canvas; as many as `objects`.
    public var regions: [LayoutObject.Region]

    /// Creates a phrase.
    public init(
      text: String, tokens: [Int], wordToken: Int, objects: [Int], regions: [LayoutObject.Region]
    ) {
      self.text = text
      self.tokens = tokens
      self.wordToken = wordToken
      self.objects = objects
      self.regions = regions
    }
  }

  /// The canvas that the regions are measured on.
  public var canvas: Canvas
  /// The prompt, with phrases appended that it lacked.
  public var prompt: String
  /// The position of the prompt's end token.
  public var endToken: Int
  /// The phrases.
  public var phrases: [Phrase]
  /// The objects that no phrase names, by index, where a prompt is taken as it stands.
  public var unbound: [Int] = []

  /// Creates a grounding.
  public init(canvas: Canvas, prompt: String, endToken: Int, phrases: [Phrase]) {
    self.canvas = canvas
    self.prompt = prompt
    self.endToken = endToken
    self.phrases = phrases
  }
}
