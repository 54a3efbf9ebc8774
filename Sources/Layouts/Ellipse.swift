/// A tilted ellipse in pixels of the canvas: BlobGEN's "blob" (arXiv 2405.08246, section 3.1).
///
/// The angle runs from the +x axis to the major axis, clockwise on screen, in degrees in [0, 180), as
/// SVG and CVAT turn. BlobGEN's own angle is measured differently: its notation converts.
public struct Ellipse: Hashable, Sendable {
  /// The horizontal centre in pixels.
  public var centerX: Double
  /// The vertical centre in pixels.
  public var centerY: Double
  /// The semi-major axis in pixels.
  public var major: Double
  /// The semi-minor axis in pixels.
  public var minor: Double
  /// The angle of the major axis, in degrees clockwise on screen from the +x axis.
  public var angle: Double

  /// Creates an ellipse from its centre and semi-axes in pixels and its angle in degrees.
  public init(centerX: Double, centerY: Double, major: Double, minor: Double, angle: Double) {
    self.centerX = centerX
    self.centerY = centerY
    self.major = major
    self.minor = minor
    self.angle = angle
  }

  /// The same ellipse with major ≥ minor and the angle in [0, 180).
  public var normalized: Ellipse {
    var result = self
    if minor > major {
      result.major = minor
      result.minor = major
      result.angle += 90
    }
    let turned = result.angle.truncatingRemainder(dividingBy: 180)
    result.angle = turned < 0 ? turned + 180 : turned
    if result.angle >= 180 { result.angle = 0 }
    return result
  }

  /// The area in square pixels, zero for an empty or inverted ellipse.
  public var area: Double { major > 0 && minor > 0 ? .pi * major * minor : 0 }
}
