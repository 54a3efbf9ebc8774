/// What is wrong with a safetensors file: the file, the tensor if it is about one, and both sides.
public enum SafetensorsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file could not be opened or mapped.
  case unreadable(file: String, reason: String)
  /// The file could not be written; nothing was left behind.
  case unwritable(file: String, reason: String)
  /// The file is something else altogether; `remedy` says what to do.
  case foreign(file: String, format: String, remedy: String)
  /// The header is not what the format asks for.
  case header(file: String, HeaderFault)
  /// One tensor's entry is at fault, or it was asked for in vain.
  case tensor(file: String, name: String, TensorFault)
  /// The index of a checkpoint in several files is not what the format asks for.
  case index(file: String, reason: String)

  /// What can be wrong with the header as a whole.
  public enum HeaderFault: Hashable, Sendable {
    /// The file ends before the eight bytes that tell the header's length.
    case fileTooShort(bytes: Int)
    /// The header is declared longer than any file may have it.
    case tooLong(declared: UInt64, limit: Int)
    /// The header is declared longer than the rest of the file.
    case beyondFile(declared: UInt64, available: Int)
    /// The text is not the JSON that the format asks for; `offset` counts from the file's first byte.
    case malformed(offset: Int, reason: String)
    /// Bytes that belong to no tensor follow the last one.
    case trailingBytes(described: Int, available: Int)
  }

  /// What can be wrong with one tensor.
  public enum TensorFault: Hashable, Sendable {
    /// Two entries, in one file or in two of a checkpoint, have this name.
    case duplicate(other: String)
    /// The entry lacks a key, or has a value there that the format does not allow.
    case malformed(reason: String)
    /// The element type is not known here.
    case unknownElementType(String)
    /// The sizes multiply to more than can be addressed.
    case shapeTooLarge([Int])
    /// The bytes begin after they end.
    case reversedOffsets(begin: Int, end: Int)
    /// The bytes end beyond the data that the file has.
    case beyondData(begin: Int, end: Int, available: Int)
    /// There are more or fewer bytes than shape and element type need.
    case sizeMismatch(shape: [Int], elementType: String, needed: Int, given: Int)
    /// The bytes begin inside the tensor before.
    case overlap(begin: Int, previous: String, previousEnd: Int)
    /// Bytes that belong to no tensor come before.
    case hole(begin: Int, previousEnd: Int)
    /// The tensor that was asked for is not in the file.
    case missing
    /// The tensor was asked for as a kind of number that it does not hold.
    case notConvertible(elementType: String, wanted: String)
  }

  /// The error in one sentence.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
    case .foreign(let file, let format, let remedy):
      "\(file): is \(format), not a safetensors file; \(remedy)"
    case .header(let file, let fault): "\(file): \(fault)"
    case .tensor(let file, let name, let fault): "\(file): tensor \(name.debugDescription) \(fault)"
    case .index(let file, let reason): "\(file): \(reason)"
    }
  }
}

// MARK: - Messages

extension SafetensorsError.HeaderFault: CustomStringConvertible {
  /// The fault as a clause that follows the file's name.
  public var description: String {
    switch self {
    case .fileTooShort(let bytes):
      "holds \(bytes) bytes, a safetensors file starts with 8 bytes of header length"
    case .tooLong(let declared, let limit):
      "declares a header of \(declared) bytes, the format allows \(limit)"
    case .beyondFile(let declared, let available):
      "declares a header of \(declared) bytes, but only \(available) follow; is it truncated?"
    case .malformed(let offset, let reason): "malformed header at byte \(offset): \(reason)"
    case .trailingBytes(let described, let available):
      "holds \(available) bytes of data, but its tensors describe only \(described)"
    }
  }
}

extension SafetensorsError.TensorFault: CustomStringConvertible {
  /// The fault as a clause that follows the tensor's name.
  public var description: String {
    switch self {
    case .duplicate(let other): "is there twice, the other one in \(other)"
    case .malformed(let reason): "is malformed: \(reason)"
    case .unknownElementType(let name): "has the unknown dtype \(name.debugDescription)"
    case .shapeTooLarge(let sizes): "has shape \(sizes), more elements than can be addressed"
    case .reversedOffsets(let begin, let end):
      "has data_offsets [\(begin), \(end)], which begin after they end"
    case .beyondData(let begin, let end, let available):
      "has data_offsets [\(begin), \(end)], but the file holds \(available) bytes of data; "
        + "is it truncated?"
    case .sizeMismatch(let shape, let elementType, let needed, let given):
      "of shape \(shape) and dtype \(elementType) needs \(needed) bytes, its data_offsets give \(given)"
    case .overlap(let begin, let previous, let previousEnd):
      "begins at byte \(begin) of the data, inside \(previous.debugDescription), which ends at \(previousEnd)"
    case .hole(let begin, let previousEnd):
      "begins at byte \(begin) of the data, but the tensor before ends at \(previousEnd)"
    case .missing: "is not in the file"
    case .notConvertible(let elementType, let wanted):
      "holds \(elementType), which cannot be read as \(wanted)"
    }
  }
}
