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
      let levels = Self.rounded(pixels[index])
      target[3 * index] = UInt8(truncatingIfNeeded: levels.x)
      target[3 * index + 1] = UInt8(truncatingIfNeeded: levels.y)
      target[3 * index + 2] = UInt8(truncatingIfNeeded: levels.z)
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
      let levels = SIMD4<Float>(Self.rounded(pixels[index])) * (2 / 255) - 1
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

  @inline(__always)
  private static func rounded(_ pixel: SIMD4<Float>) -> SIMD4<Int32> {
    let inside = (pixel + 0.5).clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255.5))
    return SIMD4<Int32>(inside)
  }
}
