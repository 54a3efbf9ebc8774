/// A planned picture: captioned regions on a canvas, a background and a negative prompt.
///
/// This is the language that every room speaks. Coordinates are pixels of the canvas; they may lie
/// outside it, which is a finding and not an error. The JSON form is `maquette/layout/1`.
public struct Layout: Hashable, Sendable {
  /// The picture plane.
  public var canvas: Canvas
  /// The caption that the layout was planned for, or the empty string.
  public var caption: String
  /// The BCP 47 tag of the caption's language, when known.
  public var language: String?
  /// The prompt for everything outside the objects.
  public var background: String
  /// What the picture must not show.
  public var negative: String
  /// The objects, from back to front.
  public var objects: [LayoutObject]
  /// Where the layout came from: planner, model, seed and the like.
  public var provenance: JSONObject
  /// Keys of the JSON form that this version does not know, kept for the round trip.
  public var extras: JSONObject

  /// Creates a layout.
  public init(
    canvas: Canvas = .standard, caption: String = "", language: String? = nil,
    background: String = "", negative: String = "", objects: [LayoutObject] = [],
    provenance: JSONObject = JSONObject(), extras: JSONObject = JSONObject()
  ) {
    self.canvas = canvas
    self.caption = caption
    self.language = language
    self.background = background
    self.negative = negative
    self.objects = objects
    self.provenance = provenance
    self.extras = extras
  }
}
