import Foundation
import Layouts
import Tensors
import Training

/// Squares of two colours on a grey field: pictures that need no cut-outs.
struct ToySource: SampleSource {
  var width = 32
  var height = 32
  let things = ["square", "bar"]
  let colors = ["red", "blue"]

  func sample(_ number: UInt64) throws -> TrainingSample {
    var random = PhiloxRandomSource(seed: 99, stream: number)
    let draws = random.uniform([5]).values
    let color = draws[0] < 0.5 ? 0 : 1
    let thing = draws[1] < 0.5 ? 0 : 1
    let (boxWidth, boxHeight) = thing == 0 ? (12, 12) : (20, 6)
    let left = Int(draws[2] * Float(width - boxWidth))
    let top = Int(draws[3] * Float(height - boxHeight))
    let field = UInt8(90 + draws[4] * 80)
    var pixels = [UInt8](repeating: field, count: width * height * 3)
    for row in top..<top + boxHeight {
      for column in left..<left + boxWidth {
        let place = 3 * (row * width + column)
        (pixels[place], pixels[place + 1], pixels[place + 2]) =
          color == 0 ? (220, 30, 30) : (30, 60, 220)
      }
    }
    let box = Box(
      x: Double(left), y: Double(top), width: Double(boxWidth), height: Double(boxHeight))
    let phrase = "a \(colors[color]) \(things[thing])"
    return TrainingSample(
      pixels: pixels, caption: phrase,
      objects: [
        .init(box: box, thing: thing, color: color, phrase: phrase, ellipse: Ellipse(box))
      ])
  }
}

/// A folder that goes when the test does.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(
      path: "maquette-training-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
