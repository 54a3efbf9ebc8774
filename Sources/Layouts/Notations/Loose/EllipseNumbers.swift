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
    "radius": .radius, "angle": .angle, "rotation": .angle, "theta": .angle,
  ]
}

/// An ellipse as a text gives it, before it is known how its lengths are measured.
struct RawEllipse {
  var ellipse: Ellipse
  /// What the lengths count, where signs such as `%` tell it.
  var unit: BoxFrame.Unit?

  init(_ ellipse: Ellipse, unit: BoxFrame.Unit?) {
    self.ellipse = ellipse
    self.unit = unit
  }

  /// The ellipse of numbers in the order centre, radii, angle, which may be missing.
  init?(numbers: [RawNumber], canvas: Canvas) {
    guard numbers.count == 4 || numbers.count == 5 else { return nil }
    self.init(lengths: Array(numbers.prefix(4)), angle: numbers.dropFirst(4).first, canvas: canvas)
  }

  /// The ellipse of the centre and the radii; percentages beside pixels are taken of the canvas.
  fileprivate init(lengths: [RawNumber], angle: RawNumber?, canvas: Canvas) {
    let isMixed =
      Set(lengths.map(\.unit)).count > 1 && lengths.contains { $0.unit == .percent }
    let values = lengths.enumerated().map { index, length in
      let side = Double(index.isMultiple(of: 2) ? canvas.width : canvas.height)
      return isMixed && length.unit == .percent ? length.value * side / 100 : length.value
    }
    ellipse = Ellipse(
      centerX: values[0], centerY: values[1], major: values[2], minor: values[3],
      angle: angle?.value ?? 0)
    unit = isMixed ? .pixels : lengths[0].unit
  }
}

/// The numbers of an ellipse by what keys say they stand for, beside those of its centre.
struct EllipseNumbers {
  private var numbers: [EllipseLength: RawNumber] = [:]

  var isEmpty: Bool { numbers.isEmpty }
  var count: Int { numbers.count }

  subscript(length: EllipseLength) -> RawNumber? {
    get { numbers[length] }
    set { numbers[length] = newValue }
  }

  /// The ellipse around a centre, or nil while the centre or a radius is missing.
  ///
  /// A corner stands for the centre where nothing says otherwise.
  func ellipse(around sides: BoxSides, canvas: Canvas) -> RawEllipse? {
    guard let x = sides[.centerX] ?? sides[.left], let y = sides[.centerY] ?? sides[.top],
      let major = numbers[.major] ?? numbers[.radius],
      let minor = numbers[.minor] ?? numbers[.radius]
    else { return nil }
    return RawEllipse(lengths: [x, y, major, minor], angle: numbers[.angle], canvas: canvas)
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
