internal import CXML
internal import Layouts

/// An XML document read by libxml2, as a tree.
///
/// Nothing is fetched, and nothing grows: a document that declares entities or attribute defaults is
/// refused, since both let a short text stand for an endless one. Size, depth, and the numbers of
/// elements and of attributes are bounded; each bound is far above what drawings and annotations hold.
struct XMLTree: Sendable {
  /// Why a text could not be read as XML.
  struct Failure: Error, Hashable, CustomStringConvertible {
    /// What was found, and what was expected.
    var message: String
    /// Where, if one place is to blame.
    var source: SourceRange?

    /// The failure as one sentence with its line and column.
    var description: String {
      (source.map { "line \($0.line), column \($0.column): " } ?? "") + message
    }
  }

  /// The largest text that is read, in bytes.
  static let byteLimit = 64 << 20
  /// How many elements may lie inside each other.
  static let depthLimit = 256
  /// The most elements that are read.
  static let elementLimit = 1_000_000
  /// The most attributes of one element; libxml2 compares each with all before it.
  static let attributeLimit = 256

  /// The outermost element.
  let root: XMLElement

  /// Reads a document that was decoded already; an encoding that it declares is passed over.
  init(_ text: String) throws(Failure) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.byteLimit else {
      throw Failure(
        message: "expected at most \(Self.byteLimit >> 20) MiB of XML, found \(bytes.count) bytes")
    }
    try Self.checkAttributeCounts(bytes)
    let builder = XMLBuilder(bytes)
    root = try builder.parse()
  }

  /// Counts the equals signs of each tag, a bound of its attributes, before the parser sees them.
  private static func checkAttributeCounts(_ bytes: [UInt8]) throws(Failure) {
    var (start, count) = (-1, 0)
    var quote: UInt8 = 0
    for (index, byte) in bytes.enumerated() {
      switch byte {
      // A `<` ends whatever tag seemed open: comments and texts may hold single quotes.
      case UInt8(ascii: "<"): (start, count, quote) = (index, 0, 0)
      case UInt8(ascii: ">") where quote == 0: start = -1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard start >= 0 else { continue }
        if quote == 0 { quote = byte } else if quote == byte { quote = 0 }
      case UInt8(ascii: "=") where quote == 0 && start >= 0:
        count += 1
        guard count > attributeLimit, bytes[start + 1] != UInt8(ascii: "!"),
          bytes[start + 1] != UInt8(ascii: "?")
        else { continue }
        throw Failure(
          message: "expected at most \(attributeLimit) attributes an element, found more",
          source: XMLPlaces(bytes).range(start..<index))
      default: break
      }
    }
  }
}
