/// What scenes are painted on, again and again: pixels, whose they are, and room for noise.
///
/// It is made by a `SceneSynthesiser` and used by one thread at a time.
public final class SceneCanvas {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// Red, green and blue in 0...255, row by row.
  let pixels: UnsafeMutableBufferPointer<SIMD4<Float>>
  /// 2²³: numbers that it is added to are rounded to whole ones, which stand in their lowest bits.
  ///
  /// The library's conversions of whole vectors take a hundred times as long.
  static let lift: Float = 8_388_608
  /// The index of the object that is seen in each pixel counted from one, or 0.
  let owners: UnsafeMutableBufferPointer<UInt8>
  /// Room for the grid of a noise and one row between its rows.
  let grid: UnsafeMutableBufferPointer<Float>
  let gridRow: UnsafeMutableBufferPointer<Float>
  /// For each column, where it lies in the grid.
  let columns: UnsafeMutableBufferPointer<(cell: Int32, share: Float)>

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = .allocate(capacity: width * height)
    pixels.initialize(repeating: .zero)
    owners = .allocate(capacity: width * height)
    owners.initialize(repeating: 0)
    let side = max(width, height) + 3
    grid = .allocate(capacity: side * side)
    grid.initialize(repeating: 0)
    gridRow = .allocate(capacity: side)
    gridRow.initialize(repeating: 0)
    columns = .allocate(capacity: width)
    columns.initialize(repeating: (0, 0))
  }

  deinit {
    pixels.deallocate()
    owners.deallocate()
    grid.deallocate()
    gridRow.deallocate()
    columns.deallocate()
  }

  // MARK: - What was painted

  /// Writes the picture as bytes: red, green and blue of each pixel, row by row.
  ///
  /// - Parameter target: height × width × 3 bytes.
  public func copyPixels(to target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(
      target.count == 3 * pixels.count,
      "scene: \(width)x\(height) needs \(3 * pixels.count) bytes, got \(target.count)")
    for index in pixels.indices {
      let levels = pixels[index].lifted
      target[3 * index] = UInt8(truncatingIfNeeded: levels.x.bitPattern)
      target[3 * index + 1] = UInt8(truncatingIfNeeded: levels.y.bitPattern)
      target[3 * index + 2] = UInt8(truncatingIfNeeded: levels.z.bitPattern)
    }
  }

  /// Writes the same picture as numbers in -1...1: a plane of red, one of green, one of blue.
  ///
  /// The numbers are those of the bytes, so that training sees what a file holds.
  ///
  /// - Parameter target: 3 × height × width numbers.
  public func copyPlanes(to target: UnsafeMutableBufferPointer<Float>) {
    precondition(
      target.count == 3 * pixels.count,
      "scene: \(width)x\(height) needs \(3 * pixels.count) numbers, got \(target.count)")
    let count = pixels.count
    for index in pixels.indices {
      let levels = (pixels[index].lifted - Self.lift) * (2 / 255) - 1
      target[index] = levels.x
      target[count + index] = levels.y
      target[2 * count + index] = levels.z
    }
  }

  /// Writes whose each pixel is: the index of an object counted from one, or 0 for the background.
  ///
  /// - Parameter target: height × width bytes.
  public func copyOwners(to target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(
      target.count == owners.count,
      "scene: \(width)x\(height) needs \(owners.count) bytes, got \(target.count)")
    _ = target.update(fromContentsOf: owners)
  }
}

extension SIMD4 where Scalar == Float {
  /// The levels inside 0...255, rounded (halves to even) and lifted.
  ///
  /// It is written out for each width: a generic one is compiled for all types at once where files
  /// are compiled one by one, as in debug builds, and then takes a thousand times as long.
  fileprivate var lifted: Self {
    let (none, most) = (Self(repeating: 0), Self(repeating: 255))
    let above = replacing(with: none, where: self .< none)
    return above.replacing(with: most, where: above .> most) + SceneCanvas.lift
  }
}
