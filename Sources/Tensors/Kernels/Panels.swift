/// A matrix packed as the right operand of products: inner indices are places of a kernel and, for
/// each, inputs; a plain matrix has one place.
struct Panels: Sendable {
  let places: Int
  let inputs: Int
  let columns: Int
  /// Whether inputs are pairs of bfloat16; the odd last one of a place then has a zero beside it.
  let isPaired: Bool
  /// Floats, or words of pairs.
  let storage: Storage
  private let panel: Int
  private let lanes: Int

  /// Makes room for a matrix.
  init(
    places: Int = 1, inputs: Int, columns: Int, isPaired: Bool = false, _ kernels: ProductKernels
  ) {
    self.places = places
    self.inputs = inputs
    self.columns = columns
    self.isPaired = isPaired
    panel = kernels.panel
    lanes = kernels.lanes
    let elements = places * (isPaired ? (inputs + 1) / 2 : inputs)
    storage = Storage(uninitialized: kernels.packedCount(inner: elements, columns: columns))
  }

  /// Inputs of one place, in elements.
  var elements: Int { isPaired ? (inputs + 1) / 2 : inputs }

  /// Packs the inputs of one place.
  func pack(_ operand: GemmOperand, place: Int = 0, _ kernels: ProductKernels) {
    kernels.pack(
      operand, count: inputs, columns: columns, into: storage.base, inner: places * elements,
      offset: place * elements, isPaired: isPaired)
  }

  /// Returns the matrix turned and unpacked, `[columns, places · inputs]`.
  func transposed() -> Tensor {
    Tensor.computed([columns, places * inputs]) { target in
      forEachRange(of: columns, work: places * inputs) { range in
        for column in range { unpack(column, into: target.base + column * places * inputs) }
      }
    }
  }

  private func unpack(_ column: Int, into target: UnsafeMutablePointer<Float>) {
    let start = column / panel * panel
    let width = min(panel, (columns - start + lanes - 1) / lanes * lanes)
    let from = storage.base + start * places * elements + column - start
    for place in 0..<places {
      let into = target + place * inputs
      for input in 0..<inputs {
        guard isPaired else {
          into[input] = from[(place * inputs + input) * width]
          continue
        }
        let pair = from[(place * elements + input / 2) * width].bitPattern
        into[input] = Float(bitPattern: input % 2 == 0 ? pair << 16 : pair & 0xFFFF_0000)
      }
    }
  }
}
