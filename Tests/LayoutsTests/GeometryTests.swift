import Foundation
import TestSupport
import Testing

@testable import Layouts

@Suite struct EllipseTests {
  @Test func boundsOfAnUprightEllipse() {
    let ellipse = Ellipse(centerX: 100, centerY: 80, major: 50, minor: 20, angle: 0)
    #expect(ellipse.bounds == Box(x: 50, y: 60, width: 100, height: 40))
    var turned = ellipse
    turned.angle = 90
    #expect(turned.bounds == Box(x: 80, y: 30, width: 40, height: 100))
  }

  @Test(arguments: stride(from: 0.0, to: 180, by: 7.5).map { $0 })
  func boundsTouchTheRim(angle: Double) {
    let ellipse = Ellipse(centerX: 3, centerY: -4, major: 9, minor: 2, angle: angle)
    let radians = angle * .pi / 180
    var left = Double.infinity
    var top = Double.infinity
    for step in 0..<20000 {
      let turn = Double(step) * 2 * .pi / 20000
      let along = 9 * cos(turn)
      let across = 2 * sin(turn)
      left = min(left, 3 + along * cos(radians) - across * sin(radians))
      top = min(top, -4 + along * sin(radians) + across * cos(radians))
    }
    #expect(abs(ellipse.bounds.x - left) < 1e-6)
    #expect(abs(ellipse.bounds.y - top) < 1e-6)
    #expect(abs(ellipse.bounds.centerX - 3) < 1e-12)
  }

  @Test func turnsClockwiseOnScreen() {
    let ellipse = Ellipse(centerX: 0, centerY: 0, major: 10, minor: 1, angle: 45)
    #expect(ellipse.contains(x: 6, y: 6))
    #expect(!ellipse.contains(x: 6, y: -6))
  }

  @Test func normalizesAxesAndAngle() {
    let ellipse = Ellipse(centerX: 0, centerY: 0, major: 1, minor: 3, angle: -30)
    #expect(
      ellipse.normalized == Ellipse(centerX: 0, centerY: 0, major: 3, minor: 1, angle: 60))
    #expect(
      Ellipse(centerX: 0, centerY: 0, major: 3, minor: 1, angle: 180).normalized.angle == 0)
    #expect(
      Ellipse(centerX: 0, centerY: 0, major: 3, minor: 1, angle: -1e-20).normalized.angle == 0)
  }

  @Test func fromBox() {
    let tall = Box(x: 10, y: 20, width: 40, height: 100)
    let inscribed = Ellipse(tall, fit: .inscribed)
    #expect(inscribed == Ellipse(centerX: 30, centerY: 70, major: 50, minor: 20, angle: 90))
    #expect(inscribed.bounds == tall)
    let fitted = LayoutObject.Region.ellipse(Ellipse(tall))
    #expect(abs(Overlap.intersectionOverUnion(.box(tall), fitted) - 0.837) < 1e-3)
  }
}

@Suite struct OverlapTests {
  @Test func boxes() {
    let first = Box(x: 0, y: 0, width: 10, height: 10)
    let second = Box(x: 5, y: 0, width: 10, height: 10)
    #expect(Overlap.intersectionOverUnion(.box(first), .box(second)) == 1.0 / 3)
    #expect(Overlap.coverage(of: .box(first), by: .box(second)) == 0.5)
    let empty = Box(x: 0, y: 0, width: 0, height: 10)
    #expect(Overlap.intersectionOverUnion(.box(empty), .box(empty)) == 0)
  }

  /// Two discs of radius r at distance d share 2r²acos(d/2r) - d/2·√(4r² - d²).
  @Test(arguments: [0.1, 1, 5, 9, 15, 19.9])
  func discs(distance: Double) {
    let first = Ellipse(centerX: 0, centerY: 0, major: 10, minor: 10, angle: 0)
    let second = Ellipse(centerX: distance, centerY: 0, major: 10, minor: 10, angle: 33)
    let expected =
      200 * acos(distance / 20) - distance / 2 * (400 - distance * distance).squareRoot()
    let shared = Overlap.sharedArea(.ellipse(first), .ellipse(second))
    #expect(abs(shared - expected) < 0.03)
  }

  @Test func ellipseAndBox() {
    let ellipse = LayoutObject.Region.ellipse(
      Ellipse(centerX: 50, centerY: 50, major: 40, minor: 10, angle: 30))
    let half = LayoutObject.Region.box(Box(x: 50, y: -100, width: 200, height: 300))
    #expect(abs(Overlap.coverage(of: ellipse, by: half) - 0.5) < 1e-9)
    #expect(Overlap.coverage(of: ellipse, by: .box(Box(x: 0, y: 0, width: 99, height: 99))) == 1)
    #expect(ellipse.intersectionOverUnion(.box(Box(x: 200, y: 0, width: 9, height: 9))) == 0)
  }

  /// Clips one polygon at each edge of the other (Sutherland and Hodgman, 1974): slow and plain.
  private func clippedArea(_ one: ConvexPolygon, _ other: ConvexPolygon) -> Double {
    var corners = one.corners
    for (index, end) in other.corners.enumerated() {
      let start = other.corners[(index + other.corners.count - 1) % other.corners.count]
      func side(_ point: (x: Double, y: Double)) -> Double {
        (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)
      }
      var kept: [(x: Double, y: Double)] = []
      for (place, corner) in corners.enumerated() {
        let before = corners[(place + corners.count - 1) % corners.count]
        let (here, there) = (side(corner), side(before))
        if (here >= 0) != (there >= 0) {
          let part = there / (there - here)
          kept.append(
            (before.x + part * (corner.x - before.x), before.y + part * (corner.y - before.y)))
        }
        if here >= 0 { kept.append(corner) }
      }
      corners = kept
    }
    return zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(0) {
      $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) / 2
    }
  }

  @Test func sweepingFindsWhatClippingFinds() {
    var generator = SplitMix64(seed: 5)
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    for turn in 0..<300 {
      let major = number(1...200)
      // Some are needles, some discs, some share a tilt or stand upright.
      let minor = turn % 5 == 0 ? major : major * number(0.001...1)
      let angle = turn % 3 == 0 ? 90 * Double(turn % 2) : number(0...180)
      let one = ConvexPolygon(
        Ellipse(
          centerX: number(100...300), centerY: number(100...300), major: major, minor: minor,
          angle: angle))
      let other =
        turn % 2 == 0
        ? ConvexPolygon(
          Box(
            x: number(0...250), y: number(0...250), width: number(1...250), height: number(1...250))
        )
        : ConvexPolygon(
          Ellipse(
            centerX: number(100...300), centerY: number(100...300), major: number(50...200),
            minor: number(1...50), angle: turn % 7 == 0 ? angle : number(0...180)))
      let expected = clippedArea(one, other)
      #expect(abs(PolygonSweep.sharedArea(one, other) - expected) < 1e-7, "turn \(turn)")
      #expect(abs(PolygonSweep.sharedArea(other, one) - expected) < 1e-7, "turn \(turn)")
    }
  }

  @Test func isSymmetricAndOneForEqualRegions() {
    let one = LayoutObject.Region.ellipse(
      Ellipse(centerX: 50, centerY: 50, major: 40, minor: 10, angle: 30))
    let other = LayoutObject.Region.ellipse(
      Ellipse(centerX: 60, centerY: 55, major: 30, minor: 20, angle: 120))
    #expect(one.intersectionOverUnion(one) == 1)
    let difference = one.intersectionOverUnion(other) - other.intersectionOverUnion(one)
    #expect(abs(difference) < 1e-9)
  }
}
