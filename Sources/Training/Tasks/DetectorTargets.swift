internal import Foundation
internal import Models
internal import Tensors

/// What the detector should answer for some pictures, and the losses of what it does answer.
struct DetectorTargets: Sendable {
  /// What log p counts where a centre lies, `[batch, rows, columns, things]`.
  private let present: Tensor
  /// What log (1 − p) counts elsewhere; less near a centre (arXiv 1904.07850, equation 1).
  private let absent: Tensor
  /// The boxes, and 1 / objects where one lies, both `[batch, rows, columns, 4]`.
  private let boxes: Tensor
  private let boxWeights: Tensor
  /// The cells with a colour, and which colour.
  private let coloredCells: [Int]
  private let colors: Tensor

  init(_ samples: [TrainingSample], rows: Int, columns: Int, things: Int, colors: Int) {
    let cells = rows * columns
    let objects = Float(max(1, samples.reduce(0) { $0 + $1.objects.count }))
    var heat = [Float](repeating: 0, count: samples.count * cells * things)
    var boxes = [Float](repeating: 0, count: samples.count * cells * 4)
    var weights = boxes
    var centers: Set<Int> = []
    var colored: [Int: Int] = [:]
    for (item, sample) in samples.enumerated() {
      for object in sample.objects {
        let place = ObjectPlace(object.box, rows: rows, columns: columns)
        let cell = (item * rows + place.row) * columns + place.column
        for row in 0..<rows {
          for column in 0..<columns {
            let value = place.heat(row: row, column: column)
            let index = ((item * rows + row) * columns + column) * things + object.thing
            heat[index] = max(heat[index], value)
          }
        }
        centers.insert(cell * things + object.thing)
        for (index, value) in place.targets.enumerated() {
          boxes[4 * cell + index] = value
          weights[4 * cell + index] = 1 / objects
        }
        // Of two objects in one cell the later covers the earlier.
        colored[cell] = object.color
      }
    }
    let shape: Shape = [samples.count, rows, columns, things]
    present = Tensor(shape) { target in
      target.initialize(repeating: 0)
      for index in centers { target[index] = 1 / objects }
    }
    absent = Tensor(
      shape,
      heat.indices.map { index in
        centers.contains(index) ? 0 : pow(1 - heat[index], 4) / objects
      })
    self.boxes = Tensor([samples.count, rows, columns, 4], boxes)
    boxWeights = Tensor([samples.count, rows, columns, 4], weights)
    coloredCells = colored.keys.sorted()
    let cellsWithColor = coloredCells
    self.colors = Tensor([cellsWithColor.count, colors]) { target in
      target.initialize(repeating: 0)
      for (row, cell) in cellsWithColor.enumerated() {
        if let color = colored[cell] { target[row * colors + color] = 1 }
      }
    }
  }

  /// The focal loss of CenterNet, α = 2 and β = 4.
  func heatLoss(_ logits: Tensor) -> Tensor {
    let found = logits.sigmoid().clamped(to: 1e-4...(1 - 1e-4))
    let missing = 1 - found
    let hits = found.logarithm() * missing.squared() * present
    let ghosts = missing.logarithm() * found.squared() * absent
    return (hits + ghosts).sum() * -1
  }

  /// The mean over objects of all four errors' magnitudes.
  func boxLoss(_ answer: Tensor) -> Tensor { ((answer - boxes).magnitude() * boxWeights).sum() }

  /// The mean cross-entropy of the colours, nil where no object has one.
  func colorLoss(_ logits: Tensor) -> Tensor? {
    guard !coloredCells.isEmpty else { return nil }
    let rows = logits.reshaped([logits.shape.rows, logits.shape.last]).rows(coloredCells)
    let logarithms = rows.softmax().clamped(to: 1e-8...1).logarithm()
    return (logarithms * colors).sum() * (-1 / Float(coloredCells.count))
  }
}
