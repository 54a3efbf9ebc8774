internal import Drawing
internal import Layouts
internal import Networks
internal import Tensors

/// An object that was painted by itself, brought to where it belongs in the whole picture.
struct PlacedObject: Sendable {
  let object: Int
  /// Its cells in the whole picture's latents.
  let mask: Mask
  private let painted: PaintedObject
  private let task: ObjectTask
  /// By how much it was moved, in shares of the canvas.
  private let shift: (down: Double, across: Double)

  /// What shifts are multiples of, in shares of the canvas (`utils/latents.py`).
  ///
  /// It is a whole number of cells at every resolution of attention that LMD reads.
  private static let shiftGrid = 8.0

  init(_ painted: PaintedObject, _ task: ObjectTask, in plan: LMDPreparation) {
    (self.painted, self.task) = (painted, task)
    object = task.object
    let cut =
      painted.saliency.map { plan.stage.cutout.mask(from: $0, region: task.region) } ?? task.region
    shift = Self.shift(of: cut, task, in: plan)
    mask = cut.shifted(
      rows: Self.cells(shift.down, cut.height), columns: Self.cells(shift.across, cut.width))
  }

  /// Pastes the noise that the object came from, in the rectangle around its mask and a cell more.
  func beginning(on latents: Tensor) -> Tensor {
    latents.replaced(by: moved(painted.trajectory[0]), in: mask.rectangle(margin: 1))
  }

  /// Keeps the object as it was after a step.
  func frozen(on latents: Tensor, after step: Int) -> Tensor {
    guard step + 1 < painted.trajectory.count else { return latents }
    return latents.replaced(by: moved(painted.trajectory[step + 1]), in: mask)
  }

  /// Tells how the object was attended, where it is now.
  func transfer(to transfer: inout AttentionTransfer) {
    for (step, maps) in painted.attention.enumerated() {
      for site in task.attended {
        guard let map = maps[site.path] else { continue }
        let heads = map.shape[0]
        let picture = map.permuted([1, 0]).reshaped([1, site.height, site.width, heads])
        transfer[object, step: step, at: site] = moved(picture)
          .reshaped([site.height * site.width, heads]).permuted([1, 0])
      }
    }
  }

  private func moved(_ picture: Tensor) -> Tensor {
    picture.shifted(
      rows: Self.cells(shift.down, picture.shape[1]),
      columns: Self.cells(shift.across, picture.shape[2]))
  }

  private static func shift(
    of mask: Mask, _ task: ObjectTask, in plan: LMDPreparation
  ) -> (down: Double, across: Double) {
    guard plan.stage.isAligned || plan.stage.isCentered else { return (0, 0) }
    let canvas = plan.request.layout.canvas
    let bounds = plan.request.layout.objects[task.object].region.bounds
    let from = plan.stage.isAligned ? mask.center : task.region.center
    func inSteps(_ share: Double) -> Double { (share * shiftGrid).rounded() / shiftGrid }
    return (
      down: inSteps(bounds.centerY / Double(canvas.height) - from.down),
      across: inSteps(bounds.centerX / Double(canvas.width) - from.across)
    )
  }

  private static func cells(_ share: Double, _ count: Int) -> Int {
    Int((share * Double(count)).rounded())
  }
}

extension Mask {
  /// The middle of the cells, in shares of height and width.
  fileprivate var center: (down: Double, across: Double) {
    let cells = values.indices.filter { values[$0] > 0 }
    guard !cells.isEmpty else { return (0.5, 0.5) }
    let rows = cells.reduce(0.0) { $0 + Double($1 / width) + 0.5 }
    let columns = cells.reduce(0.0) { $0 + Double($1 % width) + 0.5 }
    let count = Double(cells.count)
    return (rows / count / Double(height), columns / count / Double(width))
  }

  /// The cells moved; what leaves the plane is lost.
  fileprivate func shifted(rows: Int, columns: Int) -> Mask {
    Mask(
      height: height, width: width,
      values: (0..<height * width).map { cell in
        let (row, column) = (cell / width - rows, cell % width - columns)
        let isInside = (0..<height).contains(row) && (0..<width).contains(column)
        return isInside ? self[row, column] : 0
      })
  }

  /// The rectangle around the cells.
  fileprivate func rectangle(margin: Int) -> Mask {
    let cells = values.indices.filter { values[$0] > 0 }
    guard let top = cells.map({ $0 / width }).min(), let bottom = cells.map({ $0 / width }).max(),
      let left = cells.map({ $0 % width }).min(), let right = cells.map({ $0 % width }).max()
    else { return self }
    return Mask(
      height: height, width: width,
      values: (0..<height * width).map { cell in
        let isInside =
          (top - margin...bottom + margin).contains(cell / width)
          && (left - margin...right + margin).contains(cell % width)
        return isInside ? 1 : 0
      })
  }
}

extension Tensor {
  /// The latents `[1, height, width, channels]` with the cells of a hard mask taken from others.
  func replaced(by other: Tensor, in mask: Mask) -> Tensor {
    precondition(
      shape == other.shape && shape[1] == mask.height && shape[2] == mask.width,
      "replaced: \(shape), \(other.shape) and a mask of \(mask.height) × \(mask.width)")
    let channels = shape[3]
    var values = Array(values)
    other.withUnsafeElements { others in
      for cell in mask.values.indices where mask.values[cell] > 0 {
        for element in cell * channels..<(cell + 1) * channels { values[element] = others[element] }
      }
    }
    return Tensor(shape, values)
  }

  /// The picture `[1, height, width, channels]` moved, with zeros where nothing comes from.
  fileprivate func shifted(rows: Int, columns: Int) -> Tensor {
    guard rows != 0 || columns != 0 else { return self }
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    return Tensor(shape) { target in
      target.initialize(repeating: 0)
      withUnsafeElements { source in
        for row in max(0, rows)..<max(max(0, rows), min(height, height + rows)) {
          for column in max(0, columns)..<max(max(0, columns), min(width, width + columns)) {
            let from = ((row - rows) * width + column - columns) * channels
            let to = (row * width + column) * channels
            for channel in 0..<channels { target[to + channel] = source[from + channel] }
          }
        }
      }
    }
  }
}
