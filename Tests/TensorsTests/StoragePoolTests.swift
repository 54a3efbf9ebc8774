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
    #expect(takeAndGiveBack(size / 2 - 4096, mayBeLarger: true) != block)
    #expect(takeAndGiveBack(size * 3 / 4, mayBeLarger: false) != block)
    #expect(takeAndGiveBack(size, mayBeLarger: false) == block)
  }

  /// What is kept and what is held together stay below the most that was held, or 128 MiB kept.
  @Test func keepsNoMoreThanWasHeldAtThePeak() {
    let pool = StoragePool()
    let part = 50 * Self.mebibyte
    takeAndGiveBack(Array(repeating: part, count: 8), pool)
    #expect(pool.keptBytes == 8 * part)
    // 300 MiB that no kept block fits: of the 400 only 128 stay beside them.
    let large = pool.take(bytes: 6 * part)
    #expect(pool.keptBytes == 2 * part)
    pool.giveBack(large, bytes: 6 * part)
    #expect(pool.keptBytes == 8 * part)
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
