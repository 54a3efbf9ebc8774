internal import CKernels

extension Tensor {
  /// Returns the softmax of every row of the last axis.
  ///
  /// A row of −∞ gives zeros.
  public func softmax() -> Tensor {
    let (source, width) = (storage, shape.last)
    let result = Tensor.computed(shape) { target in
      forEachRange(of: shape.rows, work: 4 * width) { range in
        for row in range {
          let line = target.base + row * width
          line.update(from: source.base + row * width, count: width)
          var (maximum, rescale) = (-Float.infinity, Float(1))
          let sum = ckernels_softmax_tile(line, width, &maximum, &rescale)
          let inverse = sum > 0 ? 1 / sum : 0
          for index in 0..<width { line[index] *= inverse }
        }
      }
    }
    return result.derived(from: [self]) { [result.softmaxGradient($0)] }
  }

  /// Returns the gradient of the scores whose softmax this tensor is.
  func softmaxGradient(_ gradient: Tensor) -> Tensor {
    let maps = storage
    return Tensor.computed(shape) { target in
      target.base.update(from: gradient.storage.base, count: shape.count)
      softmaxSlopes(maps: maps.base, slopes: target.base, rows: shape.rows, width: shape.last)
    }
  }
}
