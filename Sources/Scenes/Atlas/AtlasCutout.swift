public import Drawing

/// One picture of a thing, clear around it.
public struct AtlasCutout: Hashable, Sendable {
  /// The longest side that is read, in pixels.
  public static let largestSide = 2048

  /// The name of its file in the atlas.
  public var file: String
  /// The character that it was drawn for, such as "U+1F408", or the empty string.
  public var glyph: String
  /// The index of its thing in the atlas.
  public var thing: Int
  /// The colour that it has by nature, when people would name one.
  public var colour: ThingColour?
  /// Whether it may be given any colour.
  public var isColourable: Bool
  /// Colours of the part that takes on another, as levels of red, green and blue.
  ///
  /// Where the list is empty the commonest hue is taken, or the greys where there is none.
  public var body: [[UInt8]]
  /// The picture, cropped to what is not clear, in red, green, blue and opacity.
  public var image: Image
}
