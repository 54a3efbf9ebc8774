/// The JSON header of a safetensors file, checked against the data that follows it.
///
/// Format: https://github.com/huggingface/safetensors. The header is
/// `{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}` with an optional
/// `__metadata__` of strings; the tensors' bytes follow without overlap, hole or rest.
struct SafetensorsHeader {
  /// One tensor as the header describes it; `bytes` counts from the start of the data.
  struct Entry {
    var name: String
    var elementType: SafetensorsFile.ElementType
    var shape: Shape
    var bytes: Range<Int>
  }

  /// The longest header that the format allows.
  static let lengthLimit = 100_000_000

  private(set) var metadata: [String: String] = [:]
  /// In the order of their bytes.
  private(set) var entries: [Entry] = []
  /// Where the data starts in the file.
  let dataOffset: Int

  /// Reads the header of a file's bytes; `file` is what errors call it.
  init(of bytes: UnsafeRawBufferPointer, file: String) throws(SafetensorsError) {
    try Self.refuseForeignFormats(bytes, file: file)
    guard bytes.count >= 8 else {
      throw .header(file: file, .fileTooShort(bytes: bytes.count))
    }
    let declared = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard declared <= UInt64(Self.lengthLimit) else {
      throw .header(file: file, .tooLong(declared: declared, limit: Self.lengthLimit))
    }
    guard declared <= UInt64(bytes.count - 8) else {
      throw .header(file: file, .beyondFile(declared: declared, available: bytes.count - 8))
    }
    dataOffset = 8 + Int(declared)
    var parser = SafetensorsHeaderParser(
      text: UnsafeRawBufferPointer(rebasing: bytes[8..<dataOffset]), file: file)
    let raw = try parser.parse()
    metadata = raw.metadata
    entries.reserveCapacity(raw.entries.count)
    for entry in raw.entries {
      entries.append(try Self.check(entry, available: bytes.count - dataOffset, file: file))
    }
    try checkCoverage(available: bytes.count - dataOffset, file: file)
  }

  /// Checks what can be told from one entry alone.
  private static func check(
    _ raw: SafetensorsHeaderParser.RawEntry, available: Int, file: String
  ) throws(SafetensorsError) -> Entry {
    guard let elementType = SafetensorsFile.ElementType(rawValue: raw.elementType) else {
      throw .tensor(file: file, name: raw.name, .unknownElementType(raw.elementType))
    }
    guard let needed = byteCount(of: raw.sizes, elementType) else {
      throw .tensor(file: file, name: raw.name, .shapeTooLarge(raw.sizes))
    }
    guard raw.begin <= raw.end else {
      throw .tensor(
        file: file, name: raw.name, .reversedOffsets(begin: raw.begin, end: raw.end))
    }
    guard raw.end <= available else {
      throw .tensor(
        file: file, name: raw.name,
        .beyondData(begin: raw.begin, end: raw.end, available: available))
    }
    guard raw.end - raw.begin == needed else {
      throw .tensor(
        file: file, name: raw.name,
        .sizeMismatch(
          shape: raw.sizes, elementType: raw.elementType, needed: needed,
          given: raw.end - raw.begin))
    }
    return Entry(
      name: raw.name, elementType: elementType, shape: Shape(raw.sizes), bytes: raw.begin..<raw.end)
  }

  /// The bytes that a shape needs, nil where the product of its sizes cannot be represented.
  ///
  /// Sizes of zero do not excuse the others: strides are products of some of the sizes.
  private static func byteCount(
    of sizes: [Int], _ elementType: SafetensorsFile.ElementType
  ) -> Int? {
    // Elements become floats, whatever they are in the file.
    var bytes = max(elementType.byteCount, MemoryLayout<Float>.stride)
    for size in sizes {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: max(size, 1))
      if overflow { return nil }
      bytes = product
    }
    return sizes.reduce(1, *) * elementType.byteCount
  }

  /// Checks that the tensors tile the data, and sorts them by their bytes.
  private mutating func checkCoverage(available: Int, file: String) throws(SafetensorsError) {
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    var previous = ""
    for entry in entries {
      let begin = entry.bytes.lowerBound
      guard begin >= end else {
        throw .tensor(
          file: file, name: entry.name,
          .overlap(begin: begin, previous: previous, previousEnd: end))
      }
      guard begin == end else {
        throw .tensor(file: file, name: entry.name, .hole(begin: begin, previousEnd: end))
      }
      end = entry.bytes.upperBound
      previous = entry.name
    }
    guard end == available else {
      throw .header(file: file, .trailingBytes(described: end, available: available))
    }
  }

  /// Recognises what people most often hand over instead, so that they learn what to do.
  private static func refuseForeignFormats(
    _ bytes: UnsafeRawBufferPointer, file: String
  ) throws(SafetensorsError) {
    let convert = "convert it with safetensors.torch.save_file"
    // A real header starts with "{" at byte 8, which settles the short pickle mark.
    let opensObject = bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) {
      throw .foreign(file: file, format: "a zip archive, as torch.save writes", remedy: convert)
    }
    if bytes.count > 1, bytes[0] == 0x80, (2...5).contains(bytes[1]), !opensObject {
      throw .foreign(file: file, format: "a Python pickle", remedy: convert)
    }
    if bytes.starts(with: "version https://git-lfs".utf8) {
      throw .foreign(
        file: file, format: "a Git LFS pointer", remedy: "fetch the weights with git lfs pull")
    }
  }
}
