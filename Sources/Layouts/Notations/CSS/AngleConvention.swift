/// How a notation of ellipses measures their angles.
///
/// BlobGEN (arXiv 2405.08246) does not say where its angle starts nor which way it turns, and its
/// printed example disagrees with itself. Over the COCO boxes of image 315441, in intersection over
/// union, the cat's angle of 3 fits an upright ellipse better (0.66 against 0.59 for a lying one), which
/// is `fromVertical`; the teddy bear's 96 fits an upright one too (0.59 against 0.41), which is
/// `fromHorizontal`. So the convention is an explicit choice.
public enum AngleConvention: String, Hashable, Sendable, CaseIterable {
  /// 0 is an upright ellipse, and the major axis turns anticlockwise on screen: 90° less the angle
  /// from the +x axis.
  ///
  /// This follows from reading the paper's stored pair as sine and cosine, its stated order. It is the
  /// default.
  case fromVertical = "from-vertical"
  /// 0 is a lying ellipse, and the major axis turns clockwise on screen: the layout's own convention.
  case fromHorizontal = "from-horizontal"
  /// 0 is an upright ellipse, and the major axis turns clockwise on screen, as OpenCV's `fitEllipse`
  /// gives it when its second size is the long axis.
  case fitEllipse = "fit-ellipse"

  /// The angle from the +x axis, clockwise on screen, in [0, 180), of an angle in this convention.
  public func canvasAngle(of angle: Double) -> Double {
    let turned =
      switch self {
      case .fromVertical: 90 - angle
      case .fromHorizontal: angle
      case .fitEllipse: angle + 90
      }
    return Self.halfTurn(turned)
  }

  /// The angle in this convention, in [0, 180), of an angle from the +x axis, clockwise on screen.
  public func angle(ofCanvasAngle angle: Double) -> Double {
    let turned =
      switch self {
      case .fromVertical: 90 - angle
      case .fromHorizontal: angle
      case .fitEllipse: angle - 90
      }
    return Self.halfTurn(turned)
  }

  /// The convention in words for a message.
  var words: String {
    switch self {
    case .fromVertical: "BlobGEN measures it: 0 is upright, and it turns anticlockwise"
    case .fromHorizontal: "from the x axis: 0 is lying, and it turns clockwise"
    case .fitEllipse: "OpenCV measures it: 0 is upright, and it turns clockwise"
    }
  }

  private static func halfTurn(_ angle: Double) -> Double {
    let rest = angle.truncatingRemainder(dividingBy: 180)
    let positive = rest < 0 ? rest + 180 : rest
    return positive >= 180 ? 0 : positive
  }
}
