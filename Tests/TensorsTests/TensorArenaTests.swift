import Testing

@testable import Tensors

/// What tensors give back serves the next ones, whatever their size, and goes back to the system beyond a limit.
@Suite struct TensorArenaTests {
  private static let mebibyte = 1 << 20

  /// Takes blocks all at once and gives them back in their order; returns where they were.
  @discardableResult
  private func takeAndGiveBack(_ sizes: [Int], _ arena: TensorArena) -> [UnsafeMutableRawPointer] {
    let blocks = sizes.map { arena.take(bytes: $0) }
    for (block, size) in zip(blocks, sizes) { arena.giveBack(block, bytes: size) }
    return blocks
  }

  @Test func blocksComeAgain() {
    let arena = TensorArena()
    let sizes = [1, 3, 3, 200].map { $0 * Self.mebibyte }
    let first = takeAndGiveBack(sizes, arena)
    #expect(arena.keptBytes == 208 * Self.mebibyte)
    #expect(takeAndGiveBack(sizes, arena) == first)
    #expect(takeAndGiveBack([207 * Self.mebibyte], arena) == [first[0]])
    #expect(arena.keptBytes == 208 * Self.mebibyte)
  }

  /// Small tensors take the hole that fits them best; holes that meet serve a large one.
  @Test func holesBecomeOne() {
    let arena = TensorArena()
    let blocks = [3, 1, 2, 4].map { arena.take(bytes: $0 * Self.mebibyte) }
    arena.giveBack(blocks[0], bytes: 3 * Self.mebibyte)
    arena.giveBack(blocks[2], bytes: 2 * Self.mebibyte)
    #expect(takeAndGiveBack([2 * Self.mebibyte - 99], arena) == [blocks[2]])
    arena.giveBack(blocks[1], bytes: Self.mebibyte)
    #expect(takeAndGiveBack([6 * Self.mebibyte], arena) == [blocks[0]])
    arena.giveBack(blocks[3], bytes: 4 * Self.mebibyte)
    #expect(takeAndGiveBack([10 * Self.mebibyte], arena) == [blocks[0]])
  }

  /// Taken and given back by chance, no two blocks lie on each other, and all of them can be written to.
  @Test func blocksNeverMeet() {
    let arena = TensorArena()
    var random = PhiloxRandomSource(seed: 3)
    var held: [(block: UnsafeMutableRawPointer, bytes: Int, mark: UInt8)] = []
    for step in 0..<2000 {
      let draws = random.normal([2]).values
      if draws[0] > 0 || held.isEmpty {
        let bytes = 1 + Int(draws[1].magnitude * 400_000)
        let block = arena.take(bytes: bytes)
        let mark = UInt8(step % 251)
        #expect(UInt(bitPattern: block).isMultiple(of: 64))
        block.initializeMemory(as: UInt8.self, repeating: mark, count: bytes)
        held.append((block, bytes, mark))
      } else {
        let (block, bytes, mark) = held.remove(at: Int(draws[1].magnitude * 1000) % held.count)
        for place in [0, bytes / 3, bytes - 1] {
          #expect(block.load(fromByteOffset: place, as: UInt8.self) == mark)
        }
        arena.giveBack(block, bytes: bytes)
      }
    }
    for (block, bytes, _) in held { arena.giveBack(block, bytes: bytes) }
    #expect(arena.keptBytes <= 200 * Self.mebibyte)
  }

  @Test func keepsAGibibyteAtMostUnlessMoreIsWanted() {
    let part = 300 * Self.mebibyte
    func keptAfterUse(_ arena: TensorArena) -> Int {
      let blocks = (0..<5).map { _ in arena.take(bytes: part) }
      for block in blocks { arena.giveBack(block, bytes: part) }
      return arena.keptBytes
    }
    let arena = TensorArena()
    #expect(keptAfterUse(arena) == 1024 * Self.mebibyte)
    let again = arena.take(bytes: part)
    arena.giveBack(again, bytes: part)
    #expect(arena.keptBytes == 1024 * Self.mebibyte)
    let training = TensorArena()
    training.keep(upTo: 8 << 30)
    #expect(keptAfterUse(training) == 5 * part)
  }

  /// What went back to the system is there again when it is asked for, as zeros.
  @Test func discardedMemoryComesBack() {
    let range = SystemMemory.map(atLeast: 1, usually: 8 * Self.mebibyte)
    #expect(range.lowerBound.isMultiple(of: TouchedPages.size) && range.count == 8 * Self.mebibyte)
    let block = UnsafeMutableRawPointer(bitPattern: range.lowerBound)
    block?.storeBytes(of: 7, as: UInt8.self)
    SystemMemory.discard(range)
    #if os(Linux)
      #expect(block?.load(as: UInt8.self) == 0)
    #endif
    block?.storeBytes(of: 8, as: UInt8.self)
    #expect(block?.load(as: UInt8.self) == 8)
  }

  /// Pages count once, as soon as a range touches them, and are given up only as a whole.
  @Test func pagesAreCounted() {
    let size = TouchedPages.size
    var pages = TouchedPages()
    pages.add(size * 10..<size * 20)
    pages.add(size * 20..<size * 30)
    pages.touch(size * 12 + 5..<size * 13 + 1)
    #expect(pages.bytes == 2 * Int(size))
    pages.touch(size * 19..<size * 21)
    #expect(pages.bytes == 4 * Int(size))
    #expect(
      pages.leave(size * 12 + 1..<size * 20, atMost: 1 << 40) == [
        size * 19..<size * 20, size * 13..<size * 14,
      ])
    #expect(pages.bytes == 2 * Int(size))
    #expect(pages.leave(size * 10..<size * 30, atMost: 1) == [size * 12..<size * 13])
    #expect(pages.bytes == Int(size))
  }
}
