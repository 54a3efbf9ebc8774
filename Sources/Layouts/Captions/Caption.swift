/// What a picture is to show, in a human language.
public struct Caption: Hashable, Sendable {
  /// The caption as it was given.
  public var text: String
  /// The BCP 47 tag of its language, when the caller knows it.
  public var language: String?

  /// Creates a caption.
  public init(_ text: String, language: String? = nil) {
    self.text = text
    self.language = language
  }
}
