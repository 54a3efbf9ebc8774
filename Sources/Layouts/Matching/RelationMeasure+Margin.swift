extension RelationMeasure {
  /// How far two regions are from lying otherwise than the relation says, as a part of the canvas.
  ///
  /// It is above zero where `fault(of:to:)` finds nothing and below where it finds something; nil for
  /// relations that are not measured pair by pair.
  func margin(of subject: LayoutObject.Region, to landmark: LayoutObject.Region) -> Double? {
    switch kind {
    case .leftOf: directionMargin(subject, landmark, x: -1, y: 0)
    case .rightOf: directionMargin(subject, landmark, x: 1, y: 0)
    case .above: directionMargin(subject, landmark, x: 0, y: -1)
    case .below: directionMargin(subject, landmark, x: 0, y: 1)
    case .on: onMargin(subject.bounds, landmark.bounds)
    case .nextTo: besideMargin(subject.bounds, landmark.bounds)
    case .inside:
      Self.touch - Self.gap(subject.bounds, landmark.bounds) / longSide
    case .inFrontOf: depthMargin(subject.bounds, landmark.bounds)
    case .behind: depthMargin(landmark.bounds, subject.bounds)
    default: nil
    }
  }

  private var longSide: Double { Double(max(canvas.width, canvas.height)) }

  private func directionMargin(
    _ subject: LayoutObject.Region, _ landmark: LayoutObject.Region, x: Double, y: Double
  ) -> Double {
    let (right, down) = (
      subject.center.x - landmark.center.x, subject.center.y - landmark.center.y
    )
    let along = right * x + down * y
    let reach = (right * right + down * down).squareRoot()
    let least = reach * sineAndCosine(ofDegrees: angle).cosine
    return min(along, along - least) / Double(x == 0 ? canvas.height : canvas.width)
  }

  private func onMargin(_ subject: Box, _ landmark: Box) -> Double {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    guard isOnTop else {
      let aside = max(landmark.x - subject.maxX, subject.x - landmark.maxX)
      let below = subject.centerY - landmark.maxY
      return min(Self.touch - aside / width, Self.touch - below / height)
    }
    let low = (subject.centerY - landmark.centerY) / height
    let isWithin = (subject.intersection(landmark)?.area ?? 0) >= subject.area * Self.within
    return isWithin ? Self.touch - low : -low
  }

  private func besideMargin(_ subject: Box, _ landmark: Box) -> Double {
    let near = Self.far - Self.gap(subject, landmark) / longSide
    guard statesSide else { return near }
    let between = max(landmark.y - subject.maxY, subject.y - landmark.maxY)
    let right = (subject.centerX - landmark.centerX).magnitude
    let down = (subject.centerY - landmark.centerY).magnitude
    return min(near, max(-between, right - down / 2) / longSide)
  }

  /// What is in front has its foot lower, or covers the other.
  private func depthMargin(_ front: Box, _ back: Box) -> Double {
    let foot = Self.depth - (back.maxY - front.maxY) / Double(canvas.height)
    guard let cover = front.intersection(back) else { return foot }
    return max(foot, min(cover.width, cover.height) / longSide)
  }
}
