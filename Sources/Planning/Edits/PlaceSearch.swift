import Layouts

/// Finds the best free place for a box among others that stay where they are.
///
/// In the best of all places a box is where it is wished, or touches an edge on each axis: of the
/// canvas, of what is taken, or of a condition. Only those are tried, so the search is exact for a
/// given size, and gives the same place every time.
struct PlaceSearch {
  /// A box that stays.
  struct Obstacle {
    /// Where it lies.
    var box: Box
    /// Whether no distance need be kept from it.
    var mayTouch = false
  }

  let canvas: Canvas
  /// What must not be covered.
  let obstacles: [Obstacle]

  /// The distance that is kept where there is room: that of the planner's blocks.
  private var gap: Double { BlockBuilder.gap(on: canvas) }

  /// The best place for a size, keeping a distance where there is room for it.
  ///
  /// - Parameters:
  ///   - width: the width.
  ///   - height: the height.
  ///   - rule: what the place must satisfy.
  ///   - old: where it was; along an axis on which it stays, it stays to the last digit.
  /// - Returns: the place, or nil when there is none.
  func place(width: Double, height: Double, _ rule: PlaceRule, from old: Box? = nil) -> Box? {
    guard width <= Double(canvas.width), height <= Double(canvas.height) else { return nil }
    for distance in [gap, gap / 4, 0] {
      if let box = place(width: width, height: height, rule, keeping: distance) {
        return rounded(box, rule, distance, from: old)
      }
    }
    return nil
  }

  private func place(
    width: Double, height: Double, _ rule: PlaceRule, keeping distance: Double
  ) -> Box? {
    let (xs, ys) = starts(width, height, rule, distance)
    var best: (box: Box, cost: Double)?
    for y in ys {
      for x in xs {
        let box = Box(x: x, y: y, width: width, height: height)
        let cost = rule.cost(box)
        guard cost < best?.cost ?? .infinity, rule.accepts(box), isFree(box, distance) else {
          continue
        }
        best = (box, cost)
      }
    }
    return best?.box
  }

  /// The place on whole pixels, when it is as good there.
  private func rounded(
    _ box: Box, _ rule: PlaceRule, _ distance: Double, from old: Box?
  ) -> Box {
    func whole(_ place: Double, _ old: Double?) -> Double {
      old.flatMap { abs(place - $0) < 1e-6 ? $0 : nil } ?? place.rounded()
    }
    let whole = Box(
      x: whole(box.x, old?.x), y: whole(box.y, old?.y), width: box.width, height: box.height)
    return canvas.bounds.contains(whole) && rule.accepts(whole) && isFree(whole, distance)
      ? whole : box
  }

  private func isFree(_ box: Box, _ distance: Double) -> Bool {
    obstacles.allSatisfy { obstacle in
      let kept = obstacle.mayTouch ? 0 : distance
      let other = obstacle.box
      return box.x >= other.maxX + kept - 1e-9 || other.x >= box.maxX + kept - 1e-9
        || box.y >= other.maxY + kept - 1e-9 || other.y >= box.maxY + kept - 1e-9
    }
  }

  // MARK: - Candidates

  private func starts(
    _ width: Double, _ height: Double, _ rule: PlaceRule, _ distance: Double
  ) -> (xs: [Double], ys: [Double]) {
    let margin = min(distance, gap / 2)
    let (right, bottom) = (Double(canvas.width) - width, Double(canvas.height) - height)
    var xs = [rule.wish.x - width / 2, 0, margin, right, right - margin]
    var ys = [rule.wish.y - height / 2, 0, margin, bottom, bottom - margin]
    if let foot = rule.foot { ys.append(foot - height) }
    for box in obstacles.map(\.box) + rule.landmarks {
      for kept in Set([0, distance]).sorted() {
        xs += [box.maxX + kept, box.x - kept - width]
        ys += [box.maxY + kept, box.y - kept - height]
      }
      xs += [
        box.x, box.maxX - width, box.centerX - width / 2, box.x - width / 2, box.maxX - width / 2,
      ]
      ys += [
        box.y, box.maxY - height, box.centerY - height / 2, box.y - height / 2,
        box.maxY - height / 2,
      ]
    }
    for case .centered(let x, let y) in rule.conditions {
      xs += [x.lowerBound - width / 2, x.upperBound - width / 2]
      ys += [y.lowerBound - height / 2, y.upperBound - height / 2]
    }
    for case .behind(let box) in rule.conditions { ys.append(box.y - 0.6 * height) }
    for case .inFrontOf(let box) in rule.conditions { ys.append(box.maxY - 0.6 * height) }
    return (Self.distinct(xs, upTo: right), Self.distinct(ys, upTo: bottom))
  }

  /// The values within the canvas, each once; those just outside are brought in.
  private static func distinct(_ values: [Double], upTo most: Double) -> [Double] {
    var seen: Set<Double> = []
    return values.map { min(max($0, 0), most) }.filter { seen.insert($0).inserted }
  }
}
