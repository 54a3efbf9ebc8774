/// The objects that a list begins with in exactly the notation's own form, read without a detour over
/// literals.
///
///     [('a green car', [21, 281, 211, 159]), ('a blue truck', [269, 283, 209, 160])]
///
/// Most lists hold no others. Of the rest `LiteralReader` reads on where this one stopped.
struct TupleList {
  /// The length of the shortest object, with its comma.
  private static let shortestObject = "('a',[1,2,3,4]),".utf8.count

  private(set) var list: ObjectList
  /// From the list's opening bracket to the end of the last object; nil without such objects.
  private(set) var extent: Range<Int>?
  /// Whether the stretch holds one list of such objects and white space around it, and no more.
  private(set) var isWhole = false

  /// Reads from the start of a stretch.
  init(_ source: SourceText, in range: Range<Int>, canvas: Canvas) {
    list = ObjectList(source, canvas: canvas)
    var reader = PlainObjectReader(source, in: range)
    reader.skipSpace()
    let opening = reader.position
    guard reader.take(UInt8(ascii: "[")) else { return }
    var isClosed = false
    while !isClosed, let (object, place, box) = reader.read() {
      isClosed = reader.take(UInt8(ascii: "]"))
      // What follows the last object may be a key's colon: then it isn't one.
      guard isClosed || reader.take(UInt8(ascii: ",")) else { return }
      if extent == nil { list.reserve(Self.largestCount(source, in: range)) }
      list.add(object, at: place, box: box)
      extent = opening..<place.upperBound
    }
    reader.skipSpace()
    isWhole = isClosed && reader.position == reader.end
  }

  /// The most objects that there may be: each ends with two closing brackets.
  private static func largestCount(_ source: SourceText, in range: Range<Int>) -> Int {
    var brackets = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: ByteBlock.size) {
      let block = source.bytes.block(at: start)
      let marks = block.places(of: UInt8(ascii: "]")) | block.places(of: UInt8(ascii: ")"))
      if marks != 0 { brackets += marks.nonzeroBitCount }
    }
    return min(brackets / 2, range.count / shortestObject + 1)
  }
}
