/// What a key or a word says that a number of an ellipse stands for, beside those of its centre.
enum EllipseLength: Hashable {
  case major, minor
  /// Both axes at once.
  case radius
  case angle

  /// The length of a key in lower case without joints, such as `majoraxis`.
  init?(key: String) {
    guard let length = Self.names[key] else { return nil }
    self = length
  }

  static let names: [String: EllipseLength] = [
    "major": .major, "majorradius": .major, "majoraxis": .major, "semimajor": .major,
    "semimajoraxis": .major, "rx": .major, "radiusx": .major, "xradius": .major,
    "minor": .minor, "minorradius": .minor, "minoraxis": .minor, "semiminor": .minor,
    "semiminoraxis": .minor, "ry": .minor, "radiusy": .minor, "yradius": .minor,
    "radius": .radius, "angle": .angle, "rotation": .angle, "theta": .angle, "tilt": .angle,
    "orientation": .angle, "rotated": .angle, "tilted": .angle,
  ]

  /// How an angle beside a radius of that name is measured, where that is left to convention.
  ///
  /// A `major-radius` is BlobGEN's. Beside `major` the angle is the layout's own, beside `rx` SVG's.
  static func angles(besideRadius key: String) -> AngleConvention? {
    switch key {
    case "majorradius", "minorradius": .fromVertical
    case "majoraxis", "minoraxis", "semimajor", "semiminor", "semimajoraxis", "semiminoraxis":
      .fromHorizontal
    default: nil
    }
  }
}

/// An ellipse as a text gives it, before it is known how its lengths are measured.
struct RawEllipse {
  var ellipse: Ellipse
  /// What the lengths count, where signs such as `%` tell it.
  var unit: BoxFrame.Unit?
  /// How the angle is measured, where that is a matter of convention; else from the x axis.
  var angles: AngleConvention?

  init(_ ellipse: Ellipse, unit: BoxFrame.Unit?, angles: AngleConvention?) {
    self.ellipse = ellipse
    self.unit = unit
    self.angles = angles
  }

  /// The ellipse of numbers in the order centre, radii, angle, which may be missing.
  init?(numbers: [RawNumber], canvas: Canvas) {
    guard numbers.count == 4 || numbers.count == 5 else { return nil }
    self.init(lengths: Array(numbers.prefix(4)), angle: numbers.dropFirst(4).first, canvas: canvas)
  }

  /// The ellipse of the centre and the radii; percentages beside pixels are taken of the canvas.
  fileprivate init(lengths: [RawNumber], angle: RawNumber?, canvas: Canvas) {
    let values: [Double]
    (values, unit) = lengths.inOneUnit(on: canvas)
    ellipse = Ellipse(
      centerX: values[0], centerY: values[1], major: values[2], minor: values[3],
      angle: angle?.value ?? 0)
  }
}

/// The numbers of an ellipse by what keys say they stand for, beside those of its centre.
struct EllipseNumbers {
  private var numbers: [EllipseLength: RawNumber] = [:]
  /// How the names of the radii say that the angle is measured.
  private var angles: AngleConvention?

  var isEmpty: Bool { numbers.isEmpty }
  var count: Int { numbers.count }

  subscript(length: EllipseLength) -> RawNumber? { numbers[length] }

  /// Sets a length that goes by a name, given in lower case without joints.
  mutating func set(_ length: EllipseLength, named key: String, to number: RawNumber) {
    numbers[length] = number
    angles = angles ?? EllipseLength.angles(besideRadius: key)
  }

  /// The ellipse around a centre, or nil while the centre or a radius is missing.
  ///
  /// A corner stands for the centre where nothing says otherwise.
  func ellipse(around sides: BoxSides, canvas: Canvas) -> RawEllipse? {
    guard let x = sides[.centerX] ?? sides[.left], let y = sides[.centerY] ?? sides[.top],
      let major = numbers[.major] ?? numbers[.radius],
      let minor = numbers[.minor] ?? numbers[.radius]
    else { return nil }
    var raw = RawEllipse(lengths: [x, y, major, minor], angle: numbers[.angle], canvas: canvas)
    raw.angles = angles
    return raw
  }
}

extension Ellipse {
  /// The ellipse with its centre multiplied along x and along y, and each axis as it is directed.
  func scaled(x scaleX: Double, y scaleY: Double) -> Ellipse {
    func stretch(_ degrees: Double) -> Double {
      guard scaleX != scaleY else { return scaleX }
      let (sine, cosine) = sineAndCosine(ofDegrees: degrees)
      return (cosine * scaleX * cosine * scaleX + sine * scaleY * sine * scaleY).squareRoot()
    }
    return Ellipse(
      centerX: centerX * scaleX, centerY: centerY * scaleY, major: major * stretch(angle),
      minor: minor * stretch(angle + 90), angle: angle)
  }

  /// Whether all lengths are so small that they can only be fractions of a canvas.
  var looksLikeFractions: Bool {
    let lengths = [centerX, centerY, major, minor]
    return lengths.allSatisfy { $0.magnitude <= 1 } && lengths.contains { $0 != $0.rounded() }
  }
}
