internal import Layouts
internal import Tensors

/// Pictures to learn from, side by side.
struct PictureBatch: Sendable {
  /// The samples.
  let samples: [TrainingSample]
  /// The pictures in −1...1, `[batch, height, width, 3]`.
  let pictures: Tensor

  /// Draws the pictures of some numbers.
  init(_ numbers: Range<UInt64>, of source: any SampleSource) throws {
    let samples = try numbers.map(source.sample)
    let size = source.width * source.height * 3
    for sample in samples where sample.pixels.count != size {
      throw TrainingError.mismatch(
        "the pictures have \(size) samples", "one of \(sample.pixels.count) was made")
    }
    self.samples = samples
    pictures = Tensor([samples.count, source.height, source.width, 3]) { target in
      for (index, sample) in samples.enumerated() {
        for (place, value) in sample.pixels.enumerated() {
          target.initializeElement(at: index * size + place, to: Float(value) / 127.5 - 1)
        }
      }
    }
  }

  /// What each cell of a grid counts: 1, and `weight` where an object's box touches it.
  func counts(rows: Int, columns: Int, cell: Int, weight: Float) -> Tensor {
    Tensor([samples.count, rows, columns]) { target in
      target.initialize(repeating: 1)
      for (index, sample) in samples.enumerated() {
        for object in sample.objects {
          let box = object.box
          let size = Double(cell)
          let top = max(0, Int((box.y / size).rounded(.down)))
          let bottom = min(rows, Int(((box.y + box.height) / size).rounded(.up)))
          let left = max(0, Int((box.x / size).rounded(.down)))
          let right = min(columns, Int(((box.x + box.width) / size).rounded(.up)))
          guard top < bottom, left < right else { continue }
          for row in top..<bottom {
            for column in left..<right {
              target[(index * rows + row) * columns + column] = weight
            }
          }
        }
      }
    }
  }
}
