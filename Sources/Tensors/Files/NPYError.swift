/// What is wrong with an npy file, naming the file and both sides.
public enum NPYError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file could not be opened or mapped.
  case unreadable(file: String, reason: String)
  /// The file could not be written; nothing was left behind.
  case unwritable(file: String, reason: String)
  /// The file does not begin as an npy file does.
  case foreign(file: String)
  /// The file has a version of the format that is not known here.
  case unknownVersion(file: String, major: Int, minor: Int)
  /// The file ends before its header does.
  case truncatedHeader(file: String, declared: Int, available: Int)
  /// The header is not the dictionary that the format asks for; `offset` counts in the file.
  case malformedHeader(file: String, offset: Int, reason: String)
  /// The elements are of a type that is not read here.
  case unsupportedElementType(file: String, name: String)
  /// The sizes multiply to more than can be addressed.
  case shapeTooLarge(file: String, sizes: [Int])
  /// There are more or fewer bytes than shape and element type need.
  case sizeMismatch(file: String, shape: [Int], elementType: String, needed: Int, given: Int)

  /// The error in one sentence.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
    case .foreign(let file): "\(file): is not an npy file, which begins with \\x93NUMPY"
    case .unknownVersion(let file, let major, let minor):
      "\(file): has npy version \(major).\(minor), known are 1.0, 2.0 and 3.0"
    case .truncatedHeader(let file, let declared, let available):
      "\(file): needs a header of \(declared) bytes, but only \(available) are there; is it truncated?"
    case .malformedHeader(let file, let offset, let reason):
      "\(file): malformed header at byte \(offset): \(reason)"
    case .unsupportedElementType(let file, let name):
      "\(file): holds elements of type \(name.debugDescription), read are <f2, <f4, <f8, <i4, <i8, |u1 and |b1"
    case .shapeTooLarge(let file, let sizes):
      "\(file): has shape \(sizes), more elements than can be addressed"
    case .sizeMismatch(let file, let shape, let elementType, let needed, let given):
      "\(file): of shape \(shape) and type \(elementType) needs \(needed) bytes of data, it has \(given)"
    }
  }
}
