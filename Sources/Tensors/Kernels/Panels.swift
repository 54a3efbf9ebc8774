/// A matrix packed as the right operand of products: inner indices are places of a kernel and, for
/// each, inputs; a plain matrix has one place.
struct Panels: Sendable {
  let places: Int
  let inputs: Int
  let columns: Int
  /// Of pairs the odd last one of a place has a zero beside it.
  let form: ElementForm
  /// Floats, or words of pairs; then, `low` further on, pairs of what rounding left.
  let storage: Storage
  /// Elements from the rounded ones to what rounding left, 0 for nothing.
  let low: Int
  private let panel: Int
  private let lanes: Int

  /// Makes room for a matrix.
  init(
    places: Int = 1, inputs: Int, columns: Int, form: ElementForm = .floats,
    _ kernels: ProductKernels
  ) {
    let count = kernels.packedCount(inner: places * form.elements(inputs), columns: columns)
    self.init(
      places: places, inputs: inputs, columns: columns, form: form,
      storage: Storage(uninitialized: count * form.parts),
      low: form.parts > 1 ? count : 0, kernels)
  }

  /// Takes a matrix that is packed already, nil where it would take another number of words.
  init?(
    places: Int, inputs: Int, columns: Int, form: ElementForm, packed storage: Storage,
    _ kernels: ProductKernels
  ) {
    let count = kernels.packedCount(inner: places * form.elements(inputs), columns: columns)
    guard storage.count == count * form.parts else { return nil }
    self.init(
      places: places, inputs: inputs, columns: columns, form: form, storage: storage,
      low: form.parts > 1 ? count : 0, kernels)
  }

  private init(
    places: Int, inputs: Int, columns: Int, form: ElementForm, storage: Storage, low: Int,
    _ kernels: ProductKernels
  ) {
    self.places = places
    self.inputs = inputs
    self.columns = columns
    self.form = form
    self.storage = storage
    self.low = low
    panel = kernels.panel
    lanes = kernels.lanes
  }

  /// Inputs of one place, in elements.
  var elements: Int { form.elements(inputs) }

  /// Packs the inputs of one place.
  func pack(_ operand: GemmOperand, place: Int = 0, _ kernels: ProductKernels) {
    for part in 0..<form.parts {
      kernels.pack(
        operand, count: inputs, columns: columns, into: storage.base + part * low,
        inner: places * elements, offset: place * elements, form: form, part: part)
    }
  }

  /// Returns the right operand of the way back: inner indices are places from last to first and what were
  /// columns, columns what were inputs.
  ///
  /// Columns of a panel lie beside each other, so they are turned block by block where they are.
  func turned(_ kernels: ProductKernels) -> Panels {
    let turned = Panels(
      places: places, inputs: columns, columns: inputs, form: form, kernels)
    let rows = 2 * form.elements(inputs)
    let plain = form == .floats ? nil : Storage(uninitialized: rows * min(panel, columns + lanes))
    for start in stride(from: 0, to: columns, by: panel) {
      let width = min(panel, (columns - start + lanes - 1) / lanes * lanes)
      for place in 0..<places {
        let from = storage.base + start * places * elements + place * elements * width
        if let plain { unpair(from, width: width, into: plain.base) }
        let operand = GemmOperand(plain?.base ?? from, stride: width, transposed: true)
        let offset = (places - 1 - place) * turned.elements + form.elements(start)
        for part in 0..<form.parts {
          kernels.pack(
            operand, count: min(panel, columns - start), columns: inputs,
            into: turned.storage.base + part * turned.low, inner: places * turned.elements,
            offset: offset, form: form, part: part)
        }
      }
    }
    return turned
  }

  /// Writes the pairs of one place of a panel as rows of floats, what rounding left added.
  private func unpair(
    _ words: UnsafePointer<Float>, width: Int, into rows: UnsafeMutablePointer<Float>
  ) {
    nonisolated(unsafe) let (words, rows) = (words, rows)
    forEachRange(of: elements, work: 2 * width) { range in
      for row in range {
        let (first, second) = (rows + 2 * row * width, rows + (2 * row + 1) * width)
        for column in 0..<width {
          let pair = words[row * width + column].bitPattern
          first[column] = Float(bitPattern: pair << 16)
          second[column] = Float(bitPattern: pair & 0xFFFF_0000)
        }
        guard low > 0 else { continue }
        for column in 0..<width {
          let pair = words[row * width + column + low].bitPattern
          first[column] += Float(bitPattern: pair << 16)
          second[column] += Float(bitPattern: pair & 0xFFFF_0000)
        }
      }
    }
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
        guard form != .floats else {
          into[input] = from[(place * inputs + input) * width]
          continue
        }
        into[input] = 0
        for part in 0..<form.parts {
          let pair = from[(place * elements + input / 2) * width + part * low].bitPattern
          into[input] += Float(bitPattern: input % 2 == 0 ? pair << 16 : pair & 0xFFFF_0000)
        }
      }
    }
  }
}
