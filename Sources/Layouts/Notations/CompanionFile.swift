/// A file that belongs beside a text: names of classes, or a picture that the text mentions.
public struct CompanionFile: Hashable, Sendable {
  /// What the file holds.
  public enum Content: Hashable, Sendable {
    /// A text.
    case text(String)
    /// A picture, white where the region is and black elsewhere.
    case mask(LayoutObject.Region, canvas: Canvas)
    /// A picture of several regions, later ones over earlier ones, each in a colour that stands for its
    /// number as Regional Prompter counts them.
    case regions([LayoutObject.Region], canvas: Canvas)
  }

  /// The name of the file, without folders.
  public var name: String
  /// What the file holds.
  public var content: Content

  /// Creates a companion.
  public init(name: String, content: Content) {
    self.name = name
    self.content = content
  }
}
