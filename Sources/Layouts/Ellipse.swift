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

  /// The smallest axis-aligned box around the ellipse: half-sides √(a²cos² + b²sin²) and
  /// √(a²sin² + b²cos²).
  ///
  /// An ellipse without area gives a box without area at its centre.
  public var bounds: Box {
    guard major > 0, minor > 0 else {
      return Box(x: centerX, y: centerY, width: 0, height: 0)
    }
    let (sine, cosine) = sineAndCosine(ofDegrees: angle)
    let along = (x: major * cosine, y: major * sine)
    let across = (x: minor * sine, y: minor * cosine)
    let halfWidth = (along.x * along.x + across.x * across.x).squareRoot()
    let halfHeight = (along.y * along.y + across.y * across.y).squareRoot()
    return Box(
      x: centerX - halfWidth, y: centerY - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight)
  }

  /// Whether every number of the ellipse is finite.
  public var isFinite: Bool {
    centerX.isFinite && centerY.isFinite && major.isFinite && minor.isFinite && angle.isFinite
  }

  /// Tells whether a point lies inside the ellipse or on its rim.
  public func contains(x: Double, y: Double) -> Bool {
    guard major > 0, minor > 0 else { return false }
    let (sine, cosine) = sineAndCosine(ofDegrees: angle)
    let along = ((x - centerX) * cosine + (y - centerY) * sine) / major
    let across = ((y - centerY) * cosine - (x - centerX) * sine) / minor
    return along * along + across * across <= 1
  }
}

// MARK: - From boxes

extension Ellipse {
  /// How an ellipse takes the place of a box.
  public enum BoxFit: Hashable, Sendable, CaseIterable {
    /// The ellipse touches the four sides from within; it covers π/4 of the box.
    case inscribed
    /// The ellipse has half-sides 1.10 times the box's, which makes their overlap the largest:
    /// the intersection over union is 0.837.
    case bestOverlap

    /// The half-axes as a multiple of the box's half-sides.
    public var scale: Double {
      switch self {
      case .inscribed: 1
      case .bestOverlap: 1.10
      }
    }
  }

  /// Creates the upright ellipse that takes the place of a box.
  public init(_ box: Box, fit: BoxFit = .bestOverlap) {
    let upright = Ellipse(
      centerX: box.centerX, centerY: box.centerY, major: box.width / 2 * fit.scale,
      minor: box.height / 2 * fit.scale, angle: 0)
    self = upright.normalized
  }
}
