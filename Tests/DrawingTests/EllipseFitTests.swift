import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

/// How well drawn ellipses are found again, for many seeded ones of each size.
@Suite struct EllipseFitTests {
  /// The cells whose middles lie inside an ellipse, looked at one by one.
  private func drawn(_ ellipse: Ellipse, height: Int, width: Int) -> Mask {
    var values = [Float](repeating: 0, count: height * width)
    let box = ellipse.bounds
    let rows = Range(0...height - 1).clamped(to: Int(box.y.rounded(.down))..<Int(box.maxY) + 1)
    let columns = Range(0...width - 1).clamped(to: Int(box.x.rounded(.down))..<Int(box.maxX) + 1)
    for row in rows {
      for column in columns
      where ellipse.contains(x: Double(column) + 0.5, y: Double(row) + 0.5) {
        values[row * width + column] = 1
      }
    }
    return Mask(height: height, width: width, values: values)
  }

  private func overlap(_ one: Mask, _ other: Mask) -> Double {
    let shared = zip(one.values, other.values).reduce(0) { $0 + Double(min($1.0, $1.1)) }
    return shared / (one.area + other.area - shared)
  }

  /// An ellipse with half-axes from 5 to 250 and as slim as 1 to 12, by its area.
  private func ellipse(_ random: inout SplitMix, area: ClosedRange<Double>) -> Ellipse {
    let aspect = exp(random.number(log(1 / 12.0)...0))
    let major = (random.number(area) / .pi / aspect).squareRoot()
    let turns = [random.number(0...180), random.number(-1...1), 90 + random.number(-1...1), 45]
    return Ellipse(
      centerX: major + 3 + random.number(0...1), centerY: major + 3 + random.number(0...1),
      major: major, minor: major * aspect, angle: turns[Int.random(in: 0...5, using: &random) % 4])
  }

  private func fitted(_ mask: Mask) throws -> (fit: MaskFit, ellipse: Ellipse) {
    let fit = try #require(MaskFit(mask))
    guard case .ellipse(let ellipse) = fit.region else { throw CancellationError() }
    return (fit, ellipse)
  }

  /// Every ellipse that is found draws the very cells of the true one, so nothing in the mask could
  /// tell them apart; from 600 cells on, that alone makes the areas of both agree to 0.99.
  @Test(arguments: [
    (300.0...600, 0.978, 0.995), (600...1500, 0.99, 0.997), (1500...6000, 0.995, 0.9985),
  ]) func drawnEllipsesAreFound(area: ClosedRange<Double>, least: Double, middle: Double) throws {
    var random = SplitMix(seed: 5_000 + UInt64(area.lowerBound))
    var overlaps: [Double] = []
    for _ in 0..<120 {
      let truth = ellipse(&random, area: area)
      let side = Int(2 * truth.major) + 7
      let mask = drawn(truth, height: side, width: side)
      guard mask.area >= 300 else { continue }
      let (fit, found) = try fitted(mask)
      #expect(fit.intersectionOverUnion == 1, "\(truth) \(fit)")
      #expect(drawn(found, height: side, width: side) == mask, "\(truth) \(found)")
      overlaps.append(fit.region.intersectionOverUnion(.ellipse(truth)))
    }
    overlaps.sort()
    #expect(overlaps.count > 90)
    #expect(overlaps[0] >= least)
    #expect(overlaps[overlaps.count / 2] >= middle)
  }

  /// Masks drawn by the covered area of each cell, as `maquette mask` draws, need not be the cells of
  /// any ellipse's middles.
  @Test func ellipsesDrawnByAreaAreFound() throws {
    var random = SplitMix(seed: 77_001)
    for _ in 0..<100 {
      let truth = ellipse(&random, area: 320...4000)
      let side = Int(2 * truth.major) + 7
      let canvas = Canvas(width: side, height: side)
      let mask = Mask(.ellipse(truth), canvas: canvas, height: side, width: side)
      guard mask.area >= 300 else { continue }
      let (fit, found) = try fitted(mask)
      #expect(fit.intersectionOverUnion >= 0.99, "\(truth) \(fit)")
      let redrawn = Mask(.ellipse(found), canvas: canvas, height: side, width: side)
      #expect(overlap(mask, redrawn) >= 0.99, "\(truth) \(fit)")
      #expect(fit.region.intersectionOverUnion(.ellipse(truth)) >= 0.978)
    }
  }

  /// Only the cells inside the picture can be judged.
  @Test func ellipsesCutByTheBorderAreFound() throws {
    var random = SplitMix(seed: 90_210)
    var count = 0
    while count < 60 {
      var truth = ellipse(&random, area: 600...9000)
      (truth.centerX, truth.centerY) = (random.number(0...120), random.number(0...90))
      let mask = drawn(truth, height: 90, width: 120)
      guard mask.area >= 300, mask.area < 0.9 * 90 * 120 else { continue }
      count += 1
      let (fit, found) = try fitted(mask)
      #expect(fit.intersectionOverUnion >= 0.99, "\(truth) \(fit)")
      #expect(overlap(drawn(found, height: 90, width: 120), mask) >= 0.99, "\(truth) \(found)")
    }
  }

  @Test func hugeEllipsesAreFound() throws {
    for (major, minor, angle) in [(250.0, 250.0, 0.0), (250, 21, 33), (249.5, 130.25, 91)] {
      let truth = Ellipse(
        centerX: 256.3, centerY: 255.9, major: major, minor: minor, angle: angle)
      let (fit, _) = try fitted(drawn(truth, height: 512, width: 512))
      #expect(fit.intersectionOverUnion >= 0.999)
      #expect(fit.region.intersectionOverUnion(.ellipse(truth)) >= 0.999)
    }
  }

  /// An ellipse with a ragged rim is still taken by its largest overlap, not by its worst cells.
  @Test func raggedRimsDoNotMislead() throws {
    var random = SplitMix(seed: 404)
    let truth = Ellipse(centerX: 60, centerY: 50, major: 40, minor: 25, angle: 20)
    var values = drawn(truth, height: 100, width: 120).values
    for cell in values.indices where random.number(0...1) < 0.02 { values[cell] = 1 - values[cell] }
    let mask = Mask(height: 100, width: 120, values: values)
    let (fit, found) = try fitted(mask)
    #expect(fit.intersectionOverUnion >= overlap(mask, drawn(truth, height: 100, width: 120)))
    #expect(fit.region.intersectionOverUnion(.ellipse(truth)) >= 0.98, "\(found)")
  }
}
