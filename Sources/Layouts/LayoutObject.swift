/// One thing of a layout: a name, where it is, and how it looks.
public struct LayoutObject: Hashable, Sendable {
  /// Where an object lies: exactly one of a box and an ellipse.
  public enum Region: Hashable, Sendable {
    /// An axis-aligned rectangle.
    case box(Box)
    /// A tilted ellipse.
    case ellipse(Ellipse)

    /// The smallest axis-aligned box around the region.
    public var bounds: Box {
      switch self {
      case .box(let box): box
      case .ellipse(let ellipse): ellipse.bounds
      }
    }

    /// The area in square pixels.
    public var area: Double {
      switch self {
      case .box(let box): box.area
      case .ellipse(let ellipse): ellipse.area
      }
    }

    /// The point in the middle, in pixels.
    public var center: (x: Double, y: Double) {
      switch self {
      case .box(let box): (box.centerX, box.centerY)
      case .ellipse(let ellipse): (ellipse.centerX, ellipse.centerY)
      }
    }

    /// Whether every number of the region is finite.
    public var isFinite: Bool {
      switch self {
      case .box(let box): box.isFinite
      case .ellipse(let ellipse): ellipse.isFinite
      }
    }

    /// Tells whether a point lies in the region or on its rim.
    public func contains(x: Double, y: Double) -> Bool {
      switch self {
      case .box(let box): box.contains(x: x, y: y)
      case .ellipse(let ellipse): ellipse.contains(x: x, y: y)
      }
    }
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
