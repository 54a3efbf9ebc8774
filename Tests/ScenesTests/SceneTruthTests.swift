import Drawing
import Foundation
import Layouts
import Testing

@testable import Scenes

@Suite struct SceneTruthTests {
  @Test func boxesAreTheBoundsOfMasks() throws {
    for index in 0..<60 {
      let scene = SceneFixtures.small.scene(UInt64(index))
      for (place, object) in scene.content.objects.enumerated() {
        let mask = scene.mask(of: place)
        let cells = mask.values.indices.filter { mask.values[$0] > 0 }
        let columns = cells.map { $0 % mask.width }
        let rows = cells.map { $0 / mask.width }
        let (left, right) = (try #require(columns.min()), try #require(columns.max()))
        let (top, bottom) = (try #require(rows.min()), try #require(rows.max()))
        #expect(
          object.box
            == Box(
              x: Double(left), y: Double(top), width: Double(right - left + 1),
              height: Double(bottom - top + 1)))
        #expect(object.area == cells.count)
      }
    }
  }

  /// An ellipse has the centre and the second moments of its mask: drawn again, it has them too.
  @Test func ellipsesHaveTheMomentsOfMasks() {
    for index in 0..<20 {
      let scene = SceneFixtures.small.scene(UInt64(index))
      for (place, object) in scene.content.objects.enumerated() where object.area >= 60 {
        let mask = Self.moments(scene.mask(of: place))
        let canvas = Canvas(width: 256, height: 256)
        // On a canvas of 64 pixels the rim of a drawn ellipse would be too coarse to compare.
        let ellipse = object.ellipse
        let drawn = Self.moments(
          Mask(
            .ellipse(
              Ellipse(
                centerX: 128, centerY: 128, major: 2 * ellipse.major, minor: 2 * ellipse.minor,
                angle: ellipse.angle)), canvas: canvas, height: 256, width: 256, edge: .coverage))
        #expect(abs(mask.x - ellipse.centerX) < 1e-9 && abs(mask.y - ellipse.centerY) < 1e-9)
        let scale = mask.xx + mask.yy
        #expect(abs(drawn.xx / 4 - mask.xx) < 0.03 * scale)
        #expect(abs(drawn.yy / 4 - mask.yy) < 0.03 * scale)
        #expect(abs(drawn.xy / 4 - mask.xy) < 0.03 * scale)
      }
    }
  }

  /// Emoji are compact: the ellipse overlaps what is seen well, on the mean.
  @Test func ellipsesOverlapTheirMasks() {
    var overlaps: [Double] = []
    for index in 0..<40 {
      let scene = SceneFixtures.small.scene(UInt64(index))
      for (place, object) in scene.content.objects.enumerated() where object.area >= 60 {
        let mask = scene.mask(of: place)
        let drawn = Mask(
          .ellipse(object.ellipse), canvas: scene.content.canvas, height: 64, width: 64)
        let shared = zip(mask.values, drawn.values).count { $0 > 0 && $1 > 0 }
        overlaps.append(Double(shared) / mask.union(drawn).area)
      }
    }
    let mean = overlaps.reduce(0, +) / Double(overlaps.count)
    #expect(overlaps.count > 40)
    #expect(mean > 0.7, "mean \(mean)")
  }

  private static func moments(
    _ mask: Mask
  ) -> (x: Double, y: Double, xx: Double, xy: Double, yy: Double) {
    var sums = (n: 0.0, x: 0.0, y: 0.0, xx: 0.0, xy: 0.0, yy: 0.0)
    for row in 0..<mask.height {
      for column in 0..<mask.width {
        let share = Double(mask[row, column])
        guard share > 0 else { continue }
        let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
        sums.n += share
        sums.x += share * x
        sums.y += share * y
        sums.xx += share * (x * x + 1.0 / 12)
        sums.xy += share * x * y
        sums.yy += share * (y * y + 1.0 / 12)
      }
    }
    let (x, y) = (sums.x / sums.n, sums.y / sums.n)
    return (x, y, sums.xx / sums.n - x * x, sums.xy / sums.n - x * y, sums.yy / sums.n - y * y)
  }

  /// Nothing stands in the air, and nothing is hidden behind something else.
  @Test func objectsStandOnTheGroundAndAreSeen() {
    let synthesiser = SceneFixtures.small
    for index in 0..<200 {
      var random = SceneRandom(seed: 7, stream: 1, index: UInt64(index))
      let plan = synthesiser.planner.plan(UInt64(index), &random)
      let scene = synthesiser.scene(UInt64(index))
      for (figure, object) in zip(plan.figures, scene.content.objects) {
        #expect(object.area > 0, "scene \(index)")
        let stance = synthesiser.atlas.things[object.thing].stance
        guard plan.backdrop.horizon != nil, stance != .air else { continue }
        #expect(figure.bounds.maxY >= Double(plan.horizon) - 1, "scene \(index): \(object.name)")
      }
    }
  }

  @Test func closeUpsShowTheirObjectLarger() {
    func meanArea(_ closeUps: Double) -> Double {
      let synthesiser = SceneFixtures.synthesiser(
        SceneSettings(
          seed: 5, canvas: Canvas(width: 64, height: 64), objects: 2...2, closeUps: closeUps),
        things: ["lmd"])
      let areas = (0..<80).flatMap {
        synthesiser.scene(UInt64($0)).content.objects.map { Double($0.area) }
      }
      return areas.reduce(0, +) / Double(areas.count)
    }
    #expect(meanArea(1) > 1.8 * meanArea(0))
  }
}
