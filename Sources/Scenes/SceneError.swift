public import Drawing
internal import Layouts

/// Why an atlas could not be read, or scenes can't be made as asked.
public enum SceneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The atlas that comes along is not where it is looked for.
  case noAtlas(searched: [String])
  /// A folder holds no cut-outs.
  case emptyFolder(folder: String)
  /// A folder or file can't be read.
  case unreadable(file: String, reason: String)
  /// A folder or file can't be written.
  case unwritable(file: String, reason: String)
  /// A picture can't be read or written.
  case picture(DrawingError)
  /// A picture has no opacity, so nothing says where its thing ends.
  case noOpacity(file: String)
  /// A picture is clear everywhere.
  case blank(file: String)
  /// A picture is larger than cut-outs may be.
  case tooLarge(file: String, width: Int, height: Int)
  /// The table of an atlas is not what it should be.
  case damagedTable(file: String, reason: String)
  /// A thing, class or colour that was asked for is not in the atlas.
  case unknown(kind: String, name: String, known: [String])
  /// A setting is out of its range.
  case invalidSetting(name: String, expected: String, found: String)

  /// The failure as one sentence.
  public var description: String {
    switch self {
    case .noAtlas(let searched):
      "cannot find the atlas that comes along; searched \(searched.joined(separator: ", "))"
    case .emptyFolder(let folder):
      "\(folder): expected cut-outs as PNG files with opacity, found none"
    case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
    case .unwritable(let file, let reason): "cannot write \(file): \(reason)"
    case .picture(let error): "\(error)"
    case .noOpacity(let file):
      "\(file): expected a cut-out with opacity, found a picture without"
    case .blank(let file): "\(file): expected a cut-out, found a picture that is clear everywhere"
    case .tooLarge(let file, let width, let height):
      "\(file): expected a cut-out of at most \(AtlasCutout.largestSide) pixels a side,"
        + " found \(width) x \(height)"
    case .damagedTable(let file, let reason): "\(file) is no table of an atlas: \(reason)"
    case .unknown(let kind, let name, let known):
      "the atlas has no \(kind) \"\(name)\"" + Self.suggestion(for: name, among: known)
    case .invalidSetting(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    }
  }

  private static func suggestion(for name: String, among known: [String]) -> String {
    var close = known.filter { $0.contains(name) || name.contains($0) }
    let nearest = UnknownRule.nearest(to: name, among: known)
    // Two letters wrong, or every third of a long word, is a slip; more is another word.
    if close.isEmpty, UnknownRule.distance(nearest, name) <= max(2, name.count / 3) {
      close = [nearest]
    }
    let shown = close.isEmpty ? Array(known.prefix(12)) : Array(close.prefix(6))
    guard !shown.isEmpty else { return "" }
    let more = close.isEmpty && known.count > shown.count ? ", … (\(known.count) in all)" : ""
    return "; it has \(shown.joined(separator: ", "))\(more)"
  }
}
