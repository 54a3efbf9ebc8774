import Testing

@testable import Tensors

/// What tensors give back is kept for the next ones, within what they held at their peak.
@Suite struct StoragePoolTests {
  private static let mebibyte = 1 << 20

  /// Takes blocks all at once and gives them back in their order; returns where they were.
  @discardableResult
  private func takeAndGiveBack(_ sizes: [Int], _ pool: StoragePool) -> [UnsafeMutableRawPointer] {
    let blocks = sizes.map { pool.take(bytes: $0) }
    for (block, size) in zip(blocks, sizes) { pool.giveBack(block, bytes: size) }
    return blocks
  }

  @Test func blocksComeAgain() {
    let pool = StoragePool()
    let sizes = [1, 3, 3, 200].map { $0 * Self.mebibyte }
    let first = Set(takeAndGiveBack(sizes, pool))
    #expect(pool.keptBytes == 207 * Self.mebibyte)
    #expect(Set(takeAndGiveBack(sizes, pool)) == first)
    #expect(pool.keptBytes == 207 * Self.mebibyte)
  }

  /// A block serves what is smaller and gone soon, but nothing of less than half its size, and is whole
  /// again afterwards.
  @Test func largeBlocksServeWhatIsGoneSoon() {
    let pool = StoragePool()
    let size = 8 * Self.mebibyte
    func takeAndGiveBack(_ bytes: Int, mayBeLarger: Bool) -> UnsafeMutableRawPointer {
      let block = pool.take(bytes: bytes, mayBeLarger: mayBeLarger)
      pool.giveBack(block, bytes: bytes)
      return block
    }
    let block = takeAndGiveBack(size, mayBeLarger: false)
    #expect(takeAndGiveBack(size * 3 / 4, mayBeLarger: true) == block)
    #expect(pool.keptBytes == size)
    #expect(takeAndGiveBack(size / 2 - (1 << 16), mayBeLarger: true) != block)
    #expect(takeAndGiveBack(size * 3 / 4, mayBeLarger: false) != block)
    #expect(takeAndGiveBack(size, mayBeLarger: false) == block)
  }

  /// Of 400 MiB kept, 100 stay beside 300 that no kept block fits, and 96 at most beside 400.
  @Test(arguments: [(6, 2), (8, 1)])
  func keepsNoMoreThanWasHeldAtThePeak(parts: Int, staying: Int) {
    let pool = StoragePool()
    let part = 50 * Self.mebibyte
    takeAndGiveBack(Array(repeating: part, count: 8), pool)
    #expect(pool.keptBytes == 8 * part)
    let large = pool.take(bytes: parts * part)
    #expect(pool.keptBytes == staying * part)
    pool.giveBack(large, bytes: parts * part)
    #expect(pool.keptBytes == 8 * part)
  }

  /// What kernels read begins at a cache line, large blocks at a huge page; all of it can be written to.
  @Test(arguments: [
    1, 63, 1 << 16, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 4 << 20, (9 << 20) + 12345,
  ])
  func systemMemoryIsAligned(bytes: Int) {
    let block = SystemMemory.allocate(bytes)
    let address = UInt(bitPattern: block)
    #expect(address.isMultiple(of: bytes >= 4 << 20 ? 2 << 20 : 64))
    block.storeBytes(of: 1, toByteOffset: 0, as: UInt8.self)
    block.storeBytes(of: 2, toByteOffset: bytes - 1, as: UInt8.self)
    #expect(block.load(fromByteOffset: bytes - 1, as: UInt8.self) == 2)
    SystemMemory.free(block, bytes: bytes)
  }

  @Test func keepsAGibibyteAtMostUnlessMoreIsWanted() {
    let part = 300 * Self.mebibyte
    let pool = StoragePool()
    takeAndGiveBack(Array(repeating: part, count: 5), pool)
    #expect(pool.keptBytes == 3 * part)
    let training = StoragePool()
    training.keep(atLeast: 8 << 30)
    takeAndGiveBack(Array(repeating: part, count: 5), training)
    #expect(training.keptBytes == 5 * part)
  }
}
