/// The bytes of a text, to be read in tight loops: no reference is counted and each index is checked.
///
/// Zeros stand behind the end, so that a look ahead needs no check of its own. The owner of the memory
/// is the `SourceText` that the bytes came from; they are not kept longer than it.
struct SourceBytes: RandomAccessCollection, @unchecked Sendable {
  /// How many zeros stand behind the end.
  static let padding = 64

  private let base: UnsafePointer<UInt8>
  let count: Int

  init(_ base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> UInt8 {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "byte out of the text")
      return base[index]
    }
  }

  /// The memory of a stretch.
  @inline(__always)
  func buffer(_ bounds: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    precondition(bounds.lowerBound >= 0 && bounds.upperBound <= count, "stretch out of the text")
    return UnsafeBufferPointer(start: base + bounds.lowerBound, count: bounds.count)
  }

  /// The eight bytes from a place on as one number, the first byte lowest.
  @inline(__always)
  func word(at place: Int) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
  }

  /// Gives the memory back; only its owner does.
  func deallocate() {
    base.deallocate()
  }
}
