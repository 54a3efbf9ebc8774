/// The readings of the last captions: a file of layouts often has few captions.
///
/// Whoever checks many layouts keeps one of these and hands it to every check.
public struct CaptionReadings: Sendable {
  private var readings: [Caption: CaptionReading] = [:]

  /// More captions than this are not remembered.
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
}
