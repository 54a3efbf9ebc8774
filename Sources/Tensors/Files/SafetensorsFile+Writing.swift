import CKernels
public import FoundationEssentials

extension SafetensorsFile {
  /// Writes tensors to a `.safetensors` file that appears complete or not at all.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name; they are stored in the order of their names.
  ///   - url: Where the file goes; an older one is replaced.
  ///   - elementType: `.float32`, or `.float16` or `.bfloat16`, which round to nearest even.
  ///   - metadata: Strings for `__metadata__`.
  /// - Throws: `SafetensorsError.unwritable`, with nothing left behind.
  public static func write(
    _ tensors: [String: Tensor], to url: URL, as elementType: ElementType = .float32,
    metadata: [String: String] = [:]
  ) throws(SafetensorsError) {
    precondition(
      [.float32, .float16, .bfloat16].contains(elementType),
      "safetensors: floats are written as F32, F16 or BF16, not as \(elementType.rawValue)")
    precondition(tensors["__metadata__"] == nil, "safetensors: a tensor is named __metadata__")
    let ordered = tensors.sorted { $0.key < $1.key }
    let header = header(of: ordered.map { ($0.key, $0.value.shape) }, elementType, metadata)
    do {
      var file = try AtomicFile.create(url.path)
      try file.write(header)
      for (_, tensor) in ordered {
        try tensor.withElementBytes(as: elementType) { (bytes) throws(FileSystemFailure) in
          try file.write(bytes)
        }
      }
      try file.commit()
    } catch {
      throw .unwritable(file: url.path, reason: error.reason)
    }
  }

  /// The bytes before the data, of tensors in the order of their bytes: the header and its length.
  static func header(
    of tensors: [(name: String, shape: Shape)], _ elementType: ElementType,
    _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for (name, shape) in tensors {
      let begin = end
      end += shape.count * elementType.byteCount
      let sizes = shape.sizes.map { "\($0)" }.joined(separator: ",")
      members.append(
        "\(quoted(name)):{\"dtype\":\"\(elementType.rawValue)\",\"shape\":[\(sizes)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    // The data starts at a cache line, so that floats and whole vectors can be read in place.
    while (text.count + 8) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Tensor {
  /// Calls `body` with the elements in the form in which a file stores them, a piece at a time.
  fileprivate func withElementBytes(
    as elementType: SafetensorsFile.ElementType,
    _ body: (UnsafeRawBufferPointer) throws(FileSystemFailure) -> Void
  ) throws(FileSystemFailure) {
    defer { withExtendedLifetime(storage) {} }
    let elements = UnsafeBufferPointer(start: storage.base, count: storage.count)
    guard elementType != .float32 else { return try body(UnsafeRawBufferPointer(elements)) }
    // Half a megabyte at a time: a large tensor is not held twice.
    var piece = [UInt16](repeating: 0, count: min(storage.count, 1 << 18))
    for start in stride(from: 0, to: storage.count, by: 1 << 18) {
      let count = min(storage.count - start, 1 << 18)
      if elementType == .float16 {
        ckernels_float_to_half(storage.base + start, &piece, count)
      } else {
        ckernels_float_to_bfloat16(storage.base + start, &piece, count)
      }
      try piece.withUnsafeBufferPointer { (buffer) throws(FileSystemFailure) in
        try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count])))
      }
    }
  }
}
