/// One thing of a layout: a name, where it is, and how it looks.
public struct LayoutObject: Hashable, Sendable {
  /// Where an object lies: exactly one of a box and an ellipse.
  public enum Region: Hashable, Sendable {
    /// An axis-aligned rectangle.
    case box(Box)
    /// A tilted ellipse.
    case ellipse(Ellipse)
  }

  /// The phrase that names the object, such as "a red apple".
  public var name: String
  /// A sentence on how it looks, or the empty string.
  public var description: String
  /// Where it lies, in pixels of the canvas.
  public var region: Region
  /// Keys of the JSON form that this version does not know, kept for the round trip.
  public var extras: JSONObject

  /// Creates an object.
  public init(
    name: String, description: String = "", region: Region, extras: JSONObject = JSONObject()
  ) {
    self.name = name
    self.description = description
    self.region = region
    self.extras = extras
  }

  /// Creates an object that lies in a box.
  public init(name: String, description: String = "", box: Box) {
    self.init(name: name, description: description, region: .box(box))
  }

  /// Creates an object that lies in an ellipse.
  public init(name: String, description: String = "", ellipse: Ellipse) {
    self.init(name: name, description: description, region: .ellipse(ellipse))
  }
}
