import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct MaskFitTests {
  private func mask(_ rows: String...) -> Mask {
    Mask(
      height: rows.count, width: rows[0].count,
      values: rows.flatMap { $0.map { $0 == "#" ? Float(1) : 0 } })
  }

  private func mask(_ ellipse: Ellipse, side: Int) -> Mask {
    Mask(
      .ellipse(ellipse), canvas: Canvas(width: side, height: side), height: side, width: side)
  }

  private func ellipse(_ fit: MaskFit) throws -> Ellipse {
    guard case .ellipse(let ellipse) = fit.region else { throw CancellationError() }
    return ellipse
  }

  @Test func boxesAreTight() throws {
    let fit = try #require(MaskFit(mask("......", "..##..", "..####", "......"), shape: .box))
    #expect(fit.region == .box(Box(x: 2, y: 1, width: 4, height: 2)))
    #expect(fit.intersectionOverUnion == 0.75)
    #expect(fit.touchesBorder && fit.partCount == 1 && fit.area == 6)
  }

  @Test func emptyMasksHaveNoFit() {
    #expect(MaskFit(Mask(height: 4, width: 5)) == nil)
    #expect(MaskFit(Mask(height: 4, width: 5, repeating: .nan)) == nil)
    #expect(MaskFit(Mask(height: 4, width: 5, repeating: 0.5)) != nil)
    #expect(MaskFit(Mask(height: 4, width: 5, repeating: 0.5), threshold: 0.6) == nil)
  }

  @Test func partsAreCountedAndChosen() throws {
    let drawn = mask("#.....##", ".#....##", "........", "..#....#", "......#.")
    let all = try #require(MaskFit(drawn, shape: .box))
    #expect(all.partCount == 4)
    #expect(all.region == .box(Box(x: 0, y: 0, width: 8, height: 5)))
    let largest = MaskFit.fits(to: drawn, shape: .box, parts: .largest)
    #expect(largest.map(\.region) == [.box(Box(x: 6, y: 0, width: 2, height: 2))])
    #expect(largest[0].partCount == 4 && largest[0].area == 4)
    let each = MaskFit.fits(to: drawn, shape: .box, parts: .each)
    #expect(each.map(\.area) == [4, 2, 2, 1])
    #expect(each[1].region == .box(Box(x: 0, y: 0, width: 2, height: 2)))
    let large = MaskFit.fits(to: drawn, shape: .box, parts: .each, leastArea: 2)
    #expect(large.map(\.area) == [4, 2, 2] && large[0].partCount == 3)
    let cleaned = MaskFit.fits(to: drawn, shape: .box, leastArea: 4)
    #expect(cleaned.map(\.region) == largest.map(\.region))
    #expect(MaskFit.fits(to: drawn, leastArea: 5).isEmpty)
    let snake = mask("#####", "....#", "#####", "#....", "#####")
    #expect(MaskFit(snake)?.partCount == 1)
  }

  @Test func thinAndTinyShapesHaveAnEllipse() throws {
    for drawn in [
      mask("#"), mask("#######"), mask("#", "#", "#"), mask("#...", ".#..", "..#.", "...#"),
    ] {
      let fit = try #require(MaskFit(drawn))
      let found = try ellipse(fit)
      #expect(found.isFinite && found.minor > 0 && found.major >= found.minor)
      #expect(fit.intersectionOverUnion >= 0.5, "\(fit)")
    }
  }

  @Test func noiseOfManyPartsIsFitted() throws {
    var random = SplitMix(seed: 12)
    let values = (0..<300 * 300).map { _ in random.number(0...1) < 0.2 ? Float(1) : 0 }
    let fit = try #require(MaskFit(Mask(height: 300, width: 300, values: values)))
    #expect(fit.partCount > 1000)
    #expect(fit.intersectionOverUnion > 0.15)
  }

  @Test func aFullMaskIsFitted() throws {
    let fit = try #require(MaskFit(Mask(height: 40, width: 60, repeating: 1)))
    #expect(fit.touchesBorder)
    #expect(fit.intersectionOverUnion > 0.9, "\(fit)")
  }

  @Test func holesDoNotMisleadTheFit() throws {
    let outer = Ellipse(centerX: 60, centerY: 70, major: 45, minor: 30, angle: 25)
    var inner = outer
    inner.major = 15
    inner.minor = 10
    let hole = mask(inner, side: 128).values
    let ring = Mask(
      height: 128, width: 128, values: zip(mask(outer, side: 128).values, hole).map { $0 - $1 })
    let fit = try #require(MaskFit(ring))
    #expect(fit.region.intersectionOverUnion(.ellipse(outer)) > 0.97)
  }

  @Test func objectsAtTheBorderReachBeyond() throws {
    let truth = Ellipse(centerX: 5, centerY: 64, major: 40, minor: 30, angle: 0)
    let fit = try #require(MaskFit(mask(truth, side: 128)))
    #expect(fit.touchesBorder)
    #expect(fit.intersectionOverUnion > 0.98)
    #expect(try ellipse(fit).bounds.x < -5)
  }

  @Test func aBoxGetsItsBestEllipse() throws {
    let box = Box(x: 30, y: 40, width: 120, height: 60)
    let drawn = Mask(.box(box), canvas: Canvas(width: 200, height: 200), height: 200, width: 200)
    // The best ellipse of a box has half-sides 1.10 times its own and overlaps it by 0.837.
    let fit = try #require(MaskFit(drawn))
    #expect(fit.intersectionOverUnion > 0.83)
    let found = try ellipse(fit)
    #expect(abs(found.centerX - 90) < 1 && abs(found.centerY - 70) < 1)
  }
}
