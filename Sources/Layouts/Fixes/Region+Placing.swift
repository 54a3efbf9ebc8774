/// Regions moved, scaled and brought into a canvas, with numbers that people would write.
extension LayoutObject.Region {
  /// The step in which the region's numbers change: whole pixels where all of them are whole.
  var grain: Double {
    let numbers =
      switch self {
      case .box(let box): [box.x, box.y, box.width, box.height]
      case .ellipse(let ellipse): [ellipse.centerX, ellipse.centerY, ellipse.major, ellipse.minor]
      }
    return numbers.allSatisfy { $0 == $0.rounded() } ? 1 : Self.finestGrain
  }

  /// A hundredth of a pixel, which nobody sees.
  static let finestGrain = 0.01

  /// The region elsewhere.
  package func moved(x: Double, y: Double) -> LayoutObject.Region {
    switch self {
    case .box(var box):
      if x != 0 { box.x = (box.x + x).inSteps(of: grain) }
      if y != 0 { box.y = (box.y + y).inSteps(of: grain) }
      return .box(box)
    case .ellipse(var ellipse):
      if x != 0 { ellipse.centerX = (ellipse.centerX + x).inSteps(of: grain) }
      if y != 0 { ellipse.centerY = (ellipse.centerY + y).inSteps(of: grain) }
      return .ellipse(ellipse)
    }
  }

  /// The region scaled about its centre, its sides rounded up or down.
  package func scaled(by factor: Double) -> LayoutObject.Region {
    let rule: FloatingPointRoundingRule = factor > 1 ? .up : .down
    let step = Self.finestGrain
    switch self {
    case .box(let box):
      let width = (box.width * factor).inSteps(of: step, rule)
      let height = (box.height * factor).inSteps(of: step, rule)
      return .box(
        Box(
          x: (box.centerX - width / 2).inSteps(of: step),
          y: (box.centerY - height / 2).inSteps(of: step), width: width, height: height))
    case .ellipse(var ellipse):
      ellipse.major = (ellipse.major * factor).inSteps(of: step, rule)
      ellipse.minor = (ellipse.minor * factor).inSteps(of: step, rule)
      return .ellipse(ellipse)
    }
  }

  /// The same kind of region around or in a box; an ellipse becomes upright.
  package func fitted(to bounds: Box) -> LayoutObject.Region {
    switch self {
    case .box: .box(bounds)
    case .ellipse: .ellipse(Ellipse(bounds, fit: .inscribed))
    }
  }

  /// How far the centre lies from another region's, in pixels.
  package func distance(to other: LayoutObject.Region) -> Double {
    let (one, two) = (center, other.center)
    let (x, y) = (one.x - two.x, one.y - two.y)
    return (x * x + y * y).squareRoot()
  }
}

// MARK: - Into the canvas

extension LayoutObject.Region {
  /// The region shifted into the canvas by as little as it takes, and made smaller where it is
  /// larger than the canvas.
  package func inside(_ canvas: Canvas) -> LayoutObject.Region {
    switch self {
    case .box(let box): .box(box.inside(canvas))
    case .ellipse(let ellipse): .ellipse(ellipse.inside(canvas))
    }
  }

  /// The part of a box inside the canvas, or nil when there is none; an ellipse has no such part.
  func clipped(to canvas: Canvas) -> LayoutObject.Region? {
    guard case .box(let box) = self, let part = box.intersection(canvas.bounds) else { return nil }
    return .box(part.inside(canvas))
  }
}

extension Box {
  fileprivate func inside(_ canvas: Canvas) -> Box {
    let grain = LayoutObject.Region.box(self).grain
    let (x, width) = Self.inside(x, width, length: Double(canvas.width), grain: grain)
    let (y, height) = Self.inside(y, height, length: Double(canvas.height), grain: grain)
    return Box(x: x, y: y, width: width, height: height)
  }

  /// Brings a stretch into 0...length.
  private static func inside(
    _ start: Double, _ extent: Double, length: Double, grain: Double
  ) -> (start: Double, extent: Double) {
    guard start < 0 || start + extent > length else { return (start, extent) }
    guard extent < length else { return (0, length) }
    guard start >= 0 else { return (0, extent) }
    var start = (length - extent).inSteps(of: grain, .down)
    // The sum of two decimals may come out above the length by the last bit.
    while start + extent > length { start -= grain }
    return start >= 0 ? (start.inSteps(of: grain), extent) : (0, extent)
  }
}

extension Ellipse {
  fileprivate func inside(_ canvas: Canvas) -> Ellipse {
    let step = LayoutObject.Region.finestGrain
    var result = self
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let scale = min(width / bounds.width, height / bounds.height)
    if scale < 1 {
      result.major = (major * scale).inSteps(of: step, .down)
      result.minor = min((minor * scale).inSteps(of: step, .down), result.major)
    }
    let grain = LayoutObject.Region.ellipse(result).grain
    for grain in [grain, step] {
      var shifted = result
      shifted.centerX += Self.shift(bounds: (result.bounds.x, result.bounds.maxX), width, grain)
      shifted.centerY += Self.shift(bounds: (result.bounds.y, result.bounds.maxY), height, grain)
      shifted.centerX = shifted.centerX.inSteps(of: grain)
      shifted.centerY = shifted.centerY.inSteps(of: grain)
      if canvas.bounds.contains(shifted.bounds) { return shifted }
    }
    // It is as large as the canvas to the last bit: in the middle, a step smaller.
    result.centerX = width / 2
    result.centerY = height / 2
    while !canvas.bounds.contains(result.bounds), result.major > step {
      result.major -= step
      result.minor = min(result.minor, result.major)
    }
    return result
  }

  private static func shift(
    bounds: (low: Double, high: Double), _ length: Double, _ grain: Double
  ) -> Double {
    if bounds.low < 0 { return (-bounds.low).inSteps(of: grain, .up) }
    return bounds.high > length ? -(bounds.high - length).inSteps(of: grain, .up) : 0
  }
}

extension Double {
  /// The multiple of a step next to the number; a hundredth is taken as a decimal.
  func inSteps(of step: Double, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero)
    -> Double
  {
    step == 1 ? rounded(rule) : (self * 100).rounded(rule) / 100
  }
}

// MARK: - Larger

extension LayoutObject.Region {
  /// The region scaled about its centre to an area, then brought into the canvas.
  ///
  /// Where a side would reach beyond the canvas, it ends there and the other one grows on.
  func grown(to needed: Double, in canvas: Canvas) -> LayoutObject.Region {
    let factor = (needed / area).squareRoot()
    var grown = scaled(by: factor)
    if case .box(var box) = grown {
      let (width, height) = (Double(canvas.width), Double(canvas.height))
      if box.width > width { box.height = (needed / width).inSteps(of: Self.finestGrain, .up) }
      if box.height > height { box.width = (needed / height).inSteps(of: Self.finestGrain, .up) }
      box.x = (self.bounds.centerX - box.width / 2).inSteps(of: Self.finestGrain)
      box.y = (self.bounds.centerY - box.height / 2).inSteps(of: Self.finestGrain)
      grown = .box(box)
    }
    return grown.inside(canvas)
  }
}

// MARK: - Shape

extension LayoutObject.Region {
  /// How many times the longer side is longer than the shorter one.
  var stretch: Double {
    let (width, height) =
      switch self {
      case .box(let box): (box.width, box.height)
      case .ellipse(let ellipse): (ellipse.major, ellipse.minor)
      }
    return max(width, height) / max(min(width, height), Self.finestGrain)
  }
}
