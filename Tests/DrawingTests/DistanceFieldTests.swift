import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct DistanceFieldTests {
  private let canvas = Canvas(width: 64, height: 48)

  /// The distance to the nearest of many points on the rim, by another path than Eberly's equation.
  private func oracle(_ ellipse: Ellipse, x: Double, y: Double) -> Double {
    let turn = ellipse.angle * .pi / 180
    let nearest = (0..<20_000).reduce(Double.infinity) { least, step in
      let phase = Double(step) * .pi / 10_000
      let (along, across) = (ellipse.major * cos(phase), ellipse.minor * sin(phase))
      let rimX = ellipse.centerX + along * cos(turn) - across * sin(turn)
      let rimY = ellipse.centerY + along * sin(turn) + across * cos(turn)
      return min(least, (rimX - x) * (rimX - x) + (rimY - y) * (rimY - y))
    }.squareRoot()
    return ellipse.contains(x: x, y: y) ? nearest : -nearest
  }

  @Test(arguments: [
    Ellipse(centerX: 30, centerY: 20, major: 25, minor: 9, angle: 33),
    Ellipse(centerX: 32, centerY: 24, major: 12, minor: 12, angle: 0),
    Ellipse(centerX: 80, centerY: -9, major: 30, minor: 2, angle: 120),
    Ellipse(centerX: 32, centerY: 24, major: 20, minor: 0.01, angle: 0),
    Ellipse(centerX: 32, centerY: 24, major: 5, minor: 40, angle: 10),
  ]) func distancesToEllipsesAreExact(ellipse: Ellipse) {
    let field = DistanceField(.ellipse(ellipse), canvas: canvas, height: 12, width: 16)
    for row in 0..<12 {
      for column in 0..<16 {
        let expected = oracle(ellipse, x: Double(column) * 4 + 2, y: Double(row) * 4 + 2)
        let found = Double(field.values[row * 16 + column])
        #expect(abs(found - expected) < 0.007, "\(ellipse) \(row) \(column)")
      }
    }
  }

  @Test func distancesToBoxesAreExact() {
    let box = Box(x: 8, y: 8, width: 16, height: 8)
    let field = DistanceField(
      .box(box), canvas: Canvas(width: 32, height: 32), height: 8, width: 8)
    #expect(field.cellSide == 4)
    #expect(field.values[2 * 8 + 4] == 2, "inside")
    #expect(field.values[2 * 8 + 7] == -6, "beside")
    #expect(abs(field.values[0] + Float(72).squareRoot()) < 1e-5, "off the corner")
  }

  @Test func pointsAndNothingLieOutside() {
    let point = LayoutObject.Region.ellipse(
      Ellipse(centerX: 2, centerY: 2, major: 0, minor: 0, angle: 0))
    let field = DistanceField(point, canvas: canvas, height: 12, width: 16)
    #expect(field.values[0] == 0 && field.values[1] == -4)
    let broken = LayoutObject.Region.box(Box(x: 0, y: 0, width: -1, height: 3))
    let nothing = DistanceField(broken, canvas: canvas, height: 2, width: 2)
    #expect(nothing.values.allSatisfy { $0 == -.infinity })
    #expect(nothing.ramp(width: 1).isEmpty)
    #expect(LayoutDistances(Layout(), height: 2, width: 2).background.ramp(width: 1).area == 4)
  }

  @Test func rampsAreHalfOnTheRim() {
    let box = LayoutObject.Region.box(Box(x: 0, y: 0, width: 4, height: 9))
    let field = DistanceField(box, canvas: Canvas(width: 9, height: 9), height: 9, width: 9)
    let row = field.ramp(width: 2).values[36..<45]
    #expect(Array(row) == [0.625, 0.875, 0.875, 0.625, 0.375, 0.125, 0, 0, 0])
    #expect(Array(field.ramp(width: 0).values[36..<45]) == [1, 1, 1, 1, 0, 0, 0, 0, 0])
  }

  @Test func whatLiesInFrontCutsDistances() {
    let layout = Layout(
      canvas: Canvas(width: 12, height: 1),
      objects: [
        LayoutObject(name: "a", box: Box(x: 0, y: -50, width: 8, height: 100)),
        LayoutObject(name: "b", box: Box(x: 4, y: -50, width: 4, height: 100)),
      ])
    let seen = LayoutDistances(layout, height: 1, width: 12).visible
    #expect(seen.objects[0].values.prefix(6) == [0.5, 1.5, 1.5, 0.5, -0.5, -1.5])
    #expect(seen.objects[1].values.prefix(6) == [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5])
    #expect(seen.background.values.suffix(5) == [-0.5, 0.5, 1.5, 2.5, 3.5])
  }
}
