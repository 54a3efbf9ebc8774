/// What stood on a line without a box, and may get one from the lines below.
struct WaitingItem {
  /// What a line says of itself before its box is read.
  enum Kind {
    /// A heading or a key for names.
    case heading, key
    /// A line that nothing but the box below it makes a name.
    case plain
  }

  /// How many lines an object waits for the rest of its box: each line more reads all of them again.
  static let limit = 12
  /// How long a name is at most.
  static let nameLimit = 200

  var name: ListItem.Name
  var kind: Kind
  /// Whether a bullet or a number begins its line.
  var isItem: Bool
  /// The lines that its box may stand on.
  var lines: [Range<Int>] = []
  var description = ""
  /// The index of the object, once there is one.
  var object: Int?
  /// The key that its box stood behind, if there was one.
  var boxKey: String?

  init(_ name: ListItem.Name, _ kind: Kind, isItem: Bool) {
    self.name = name
    self.kind = kind
    self.isItem = isItem
  }

  /// Where the lines stand that were taken for its box.
  var lineRange: Range<Int>? {
    guard let first = lines.first, let last = lines.last else { return nil }
    return first.lowerBound..<last.upperBound
  }

  /// The region that its lines make, or nil while something is missing.
  func region(of source: SourceText, canvas: Canvas) -> RawObject.Region? {
    guard let range = lineRange else { return nil }
    let reading = BoxText(source, in: lines)
    if let ellipse = reading.ellipse(canvas: canvas) { return .ellipse(ellipse, range: range) }
    return reading.box(range: range, canvas: canvas).map { .box($0) }
  }

  /// The object with a region; it reaches from the name to the region's end.
  func object(at region: RawObject.Region, range: Range<Int>) -> RawObject {
    RawObject(
      name: name.text, description: description, region: region,
      range: min(
        name.range.lowerBound, range.lowerBound)..<max(name.range.upperBound, range.upperBound))
  }
}
