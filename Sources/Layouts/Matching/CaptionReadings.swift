/// What was read of the last captions and names: a file of layouts has few of each.
///
/// Whoever checks many layouts keeps one of these and hands it to every check.
public struct CaptionReadings: Sendable {
  private var readings: [Caption: CaptionReading] = [:]
  private var names: [String: NounSense] = [:]

  /// More captions or names than this are not remembered.
  private static let most = 4096

  /// Remembers nothing yet.
  public init() {}

  /// Returns the reading of a caption; nil when the caption is blank.
  package mutating func reading(of caption: Caption) -> CaptionReading? {
    if let known = readings[caption] { return known }
    guard caption.text.utf8.contains(where: { $0 > 0x20 }) else { return nil }
    let reading = CaptionReading(caption)
    if readings.count >= Self.most { readings.removeAll(keepingCapacity: true) }
    readings[caption] = reading
    return reading
  }

  /// Returns what stands for what in a layout; nil when nothing of the caption was understood.
  mutating func matching(of layout: Layout, _ reading: CaptionReading) -> CaptionMatching? {
    guard let scene = reading.scene else { return nil }
    let senses = layout.objects.map { sense(of: $0.name) }
    return CaptionMatching(layout, scene, things: reading.things, names: senses)
  }

  private mutating func sense(of name: String) -> NounSense {
    if let known = names[name] { return known }
    let sense = NounSense(name: name)
    if names.count >= Self.most { names.removeAll(keepingCapacity: true) }
    names[name] = sense
    return sense
  }
}
