/// A text in the making: stretches of the source, and bytes that stand for escapes.
struct TextBuffer {
  private let source: SourceText
  private var bytes: [UInt8] = []
  /// The last stretch of the source, not yet among the bytes.
  private var stretch = 0..<0

  init(_ source: SourceText) {
    self.source = source
  }

  /// Appends the byte at a place of the source.
  @inline(__always)
  mutating func append(at place: Int) {
    if place != stretch.upperBound { beginStretch(at: place) }
    stretch = stretch.lowerBound..<place + 1
  }

  mutating func append(_ byte: UInt8) {
    beginStretch(at: 0)
    bytes.append(byte)
  }

  mutating func append(_ more: some Sequence<UInt8>) {
    beginStretch(at: 0)
    bytes.append(contentsOf: more)
  }

  private mutating func beginStretch(at place: Int) {
    bytes.append(contentsOf: source.bytes.buffer(stretch))
    stretch = place..<place
  }

  var string: String {
    if bytes.isEmpty { return source.string(stretch) }
    return String(decoding: bytes + source.bytes.buffer(stretch), as: UTF8.self)
  }
}
