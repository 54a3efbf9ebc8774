public import Layouts

extension RunLengthMask {
  /// Encodes the cells of a mask that have at least a value.
  ///
  /// - Precondition: the mask is no larger than a PNG may be.
  public init(_ mask: Mask, threshold: Float = 0.5) {
    var counts: [Int] = []
    var length = 0
    var isInside = false
    for column in 0..<mask.width {
      for row in 0..<mask.height {
        if (mask[row, column] >= threshold) != isInside {
          counts.append(length)
          length = 0
          isInside.toggle()
        }
        length += 1
      }
    }
    counts.append(length)
    do throws(Failure) {
      try self.init(height: mask.height, width: mask.width, counts: counts)
    } catch {
      preconditionFailure("run lengths of a mask: \(error)")
    }
  }

  /// The mask of zeros and ones.
  public var mask: Mask {
    var values = [Float](repeating: 0, count: height * width)
    var cell = 0
    for (index, count) in counts.enumerated() {
      if index % 2 == 1 {
        for place in cell..<cell + count {
          values[place % height * width + place / height] = 1
        }
      }
      cell += count
    }
    return Mask(height: height, width: width, values: values)
  }
}
