internal import Layouts

/// Measures what is seen of each object of a painted scene, in one pass over its pixels.
struct SceneSurvey {
  /// What is summed up over the pixels of an object.
  struct Sums {
    var count = 0
    var x = 0
    var y = 0
    var xx = 0
    var xy = 0
    var yy = 0
    var left = Int.max
    var right = -1
    var top = Int.max
    var bottom = -1
  }

  private var sums: [Sums]

  init(canvas: SceneCanvas, count: Int) {
    sums = Array(repeating: Sums(), count: count + 1)
    sums.withUnsafeMutableBufferPointer { sums in
      for row in 0..<canvas.height {
        for column in 0..<canvas.width {
          let owner = Int(canvas.owners[row * canvas.width + column])
          guard owner > 0 else { continue }
          sums[owner].add(column, row)
        }
      }
    }
  }

  /// The objects of which a pixel is seen, from back to front.
  ///
  /// Objects that are not seen keep their number in the owners of pixels, so none may be left out: a
  /// plan that hides an object wholly is a fault.
  func objects(of plan: ScenePlan, atlas: Atlas) -> [SceneObject] {
    plan.figures.enumerated().map { index, figure in
      let group = plan.groups[figure.group]
      return SceneObject(
        thing: group.thing, cutout: figure.cutout,
        colour: group.colour ?? atlas.cutouts[figure.cutout].colour, group: figure.group,
        name: Wording(atlas: atlas).phrase(group, count: 1), box: sums[index + 1].box,
        ellipse: sums[index + 1].ellipse, area: sums[index + 1].count,
        angle: figure.place.angle, isFlipped: figure.place.isFlipped)
    }
  }
}

extension SceneSurvey.Sums {
  mutating func add(_ column: Int, _ row: Int) {
    count += 1
    x += column
    y += row
    xx += column * column
    xy += column * row
    yy += row * row
    left = min(left, column)
    right = max(right, column)
    top = min(top, row)
    bottom = max(bottom, row)
  }

  var box: Box {
    guard count > 0 else { return Box(x: 0, y: 0, width: 0, height: 0) }
    return Box(
      x: Double(left), y: Double(top), width: Double(right - left + 1),
      height: Double(bottom - top + 1))
  }

  /// A pixel is a square, which adds a twelfth to the variances; an ellipse's are a quarter of its
  /// semi-axes' squares.
  var ellipse: Ellipse {
    guard count > 0 else { return Ellipse(centerX: 0, centerY: 0, major: 0, minor: 0, angle: 0) }
    let number = Double(count)
    let (meanX, meanY) = (Double(x) / number, Double(y) / number)
    let varianceX = Double(xx) / number - meanX * meanX + 1.0 / 12
    let varianceY = Double(yy) / number - meanY * meanY + 1.0 / 12
    let covariance = Double(xy) / number - meanX * meanY
    let middle = (varianceX + varianceY) / 2
    let half = (varianceX - varianceY) / 2
    let spread = (half * half + covariance * covariance).squareRoot()
    let direction = directionInDegrees(x: half, y: covariance) / 2
    return Ellipse(
      centerX: meanX + 0.5, centerY: meanY + 0.5, major: 2 * (middle + spread).squareRoot(),
      minor: 2 * max(middle - spread, 0).squareRoot(), angle: direction
    ).normalized
  }
}
