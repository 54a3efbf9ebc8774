/// A text as UTF-8 bytes that knows line and column of each of them.
///
/// A line ends at `\n`, `\r\n` or a lone `\r`. Lines and scalars are counted once, in blocks, so that a
/// place is found in constant time wherever it lies: reading stays linear however many findings there
/// are. A text may have up to 4 GiB.
struct SourceText: Sendable {
  let bytes: SourceBytes
  /// Where a model's reasoning stands, of which the bytes are blanks here.
  let reasoning: Range<Int>?
  private let memory: SourceMemory

  init(_ text: String) {
    var text = text
    memory = text.withUTF8 { SourceMemory($0) { _ in nil } }
    bytes = memory.bytes
    reasoning = nil
  }

  /// Takes the answer of a language model, with blanks for what it wrote while it thought.
  init(answer text: String) {
    var text = text
    memory = text.withUTF8 { SourceMemory($0, blanking: Reasoning.range) }
    bytes = memory.bytes
    reasoning = memory.blanked
  }

  /// The place of a stretch of bytes.
  func range(_ bounds: Range<Int>) -> SourceRange {
    let (line, column) = memory.place(of: bounds.lowerBound)
    return SourceRange(offset: bounds.lowerBound, length: bounds.count, line: line, column: column)
  }

  /// How many things a text will have up to an end if it goes on as it began, and a few more.
  ///
  /// Room that is made for so many and not used costs no memory, since the system gives it page by page.
  func expectedCount(_ count: Int, in stretch: Range<Int>, to end: Int) -> Int {
    let density = Double(count + 1) / Double(max(1, stretch.count))
    let rest = Int(density * Double(max(0, end - stretch.upperBound)))
    return count + max(count / 4, rest + rest / 16 + 16)
  }

  /// The text between two bytes.
  func string(_ bounds: Range<Int>) -> String {
    String(decoding: bytes.buffer(bounds), as: UTF8.self)
  }

  /// The beginning of a stretch, for a message; the rest of it is not looked at.
  func beginning(of bounds: Range<Int>, count: Int = 40) -> String {
    var end = min(bounds.upperBound, bounds.lowerBound + 8 * count)
    while end < bounds.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return string(bounds.lowerBound..<end).shortened(to: count)
  }

  /// The beginning of a stretch in quotes, for a message.
  func excerpt(_ bounds: Range<Int>, count: Int = 40) -> String {
    JSONWriter.quoted(beginning(of: bounds, count: count))
  }
}

/// The memory of a text, and what stands before each block of it.
private final class SourceMemory: Sendable {
  /// What stands before a block of bytes.
  private struct Block {
    var lineEnds: UInt32
    var scalars: UInt32
    /// The scalars before the line that the block begins in.
    var scalarsBeforeLine: UInt32
  }

  /// How many bytes make a block: few enough to be counted again for each place.
  private static let blockSize = 64

  let bytes: SourceBytes
  /// The stretch that stands as blanks.
  let blanked: Range<Int>?
  private let blocks: [Block]

  /// Copies a text; of a stretch that may be found in it blanks are left, and the ends of its lines.
  init(_ text: UnsafeBufferPointer<UInt8>, blanking find: (SourceBytes) -> Range<Int>?) {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + SourceBytes.padding)
    if let start = text.baseAddress { memory.initialize(from: start, count: text.count) }
    (memory + text.count).initialize(repeating: 0, count: SourceBytes.padding)
    bytes = SourceBytes(UnsafePointer(memory), count: text.count)
    blanked = find(bytes)
    for place in blanked ?? 0..<0 where !memory[place].isLineEnd {
      memory[place] = UInt8(ascii: " ")
    }
    blocks = Self.blocks(bytes)
  }

  deinit {
    bytes.deallocate()
  }

  /// The line of a byte and its column in scalars, both counted from one.
  func place(of offset: Int) -> (line: Int, column: Int) {
    let index = offset / Self.blockSize
    let block = blocks[index]
    let stretch = index * Self.blockSize..<offset
    let counts = Self.counts(bytes, in: stretch)
    let line = Int(block.lineEnds) + counts.lineEnds + 1
    guard counts.lineEnds > 0 else {
      let scalars = Int(block.scalars) + counts.scalars
      return (line, scalars - Int(block.scalarsBeforeLine) + 1)
    }
    return (line, Self.scalarsBehindLastLineEnd(bytes, in: stretch) + 1)
  }

  private static func blocks(_ bytes: SourceBytes) -> [Block] {
    var blocks: [Block] = []
    blocks.reserveCapacity(bytes.count / blockSize + 1)
    var block = Block(lineEnds: 0, scalars: 0, scalarsBeforeLine: 0)
    blocks.append(block)
    for start in stride(from: 0, to: bytes.count - blockSize + 1, by: blockSize) {
      let stretch = start..<start + blockSize
      let counts = counts(bytes, in: stretch)
      block.lineEnds += UInt32(counts.lineEnds)
      block.scalars += UInt32(counts.scalars)
      if counts.lineEnds > 0 {
        block.scalarsBeforeLine =
          block.scalars - UInt32(scalarsBehindLastLineEnd(bytes, in: stretch))
      }
      blocks.append(block)
    }
    return blocks
  }

  /// How many scalars begin, and how many lines end, in a part of a block.
  @inline(__always)
  private static func counts(
    _ bytes: SourceBytes, in stretch: Range<Int>
  ) -> (scalars: Int, lineEnds: Int) {
    var continuations = 0
    var lineEnds = 0
    var place = stretch.lowerBound
    while place < stretch.upperBound {
      let block = bytes.block(at: place)
      // What of the block lies in the stretch.
      let rest = stretch.upperBound - place
      let mask = rest < ByteBlock.size ? (1 as UInt64) << UInt64(8 * rest) &- 1 : .max
      let continued = block.placesOfContinuations & mask
      if continued != 0 { continuations += continued.nonzeroBitCount }
      let ends = bytes.placesOfLineEnds(at: place) & mask
      if ends != 0 { lineEnds += ends.nonzeroBitCount }
      place += ByteBlock.size
    }
    return (stretch.count - continuations, lineEnds)
  }

  /// The scalars behind the last end of a line; there is one.
  private static func scalarsBehindLastLineEnd(_ bytes: SourceBytes, in stretch: Range<Int>) -> Int
  {
    var scalars = 0
    var index = stretch.upperBound - 1
    while index >= stretch.lowerBound {
      if bytes.placesOfLineEnds(at: index) & 0x80 != 0 { break }
      if bytes[index] & 0xC0 != 0x80 { scalars += 1 }
      index -= 1
    }
    return scalars
  }
}

extension SourceBytes {
  /// The bytes that end a line among the eight from a place on, as marks: of `\r\n` the second.
  @inline(__always)
  fileprivate func placesOfLineEnds(at place: Int) -> UInt64 {
    let block = block(at: place)
    let feeds = block.places(of: 0x0A)
    let returns = block.places(of: 0x0D)
    guard returns != 0 else { return feeds }
    return feeds | returns & ~ByteBlock(word(at: place + 1)).places(of: 0x0A)
  }
}
