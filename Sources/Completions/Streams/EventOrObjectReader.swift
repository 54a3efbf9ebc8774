import Layouts

/// Reads the body of an answer that may be a stream of events or, of servers that don't stream, one
/// JSON object; the first character tells which.
struct EventOrObjectReader {
  /// An event with its data read as JSON.
  typealias Event = (name: String, value: JSONValue)

  private var events = ServerSentEventReader()
  private var whole: [UInt8] = []
  private var isStream: Bool?
  private var opening: [UInt8] = []
  private var hasEvents = false
  /// Whether the event came with which OpenAI's streams end.
  private(set) var isDone = false

  /// How much of a body is kept to say what it was, in bytes.
  private static let openingLimit = 2000

  /// Takes the next piece and returns the events that it completes.
  ///
  /// - Throws: `StreamFault.malformed` when the data of an event is not JSON.
  mutating func receive(_ bytes: [UInt8]) throws(StreamFault) -> [Event] {
    if isStream == nil, let first = bytes.first(where: { $0 > 0x20 }) {
      isStream = first != UInt8(ascii: "{")
    }
    guard isStream == true else {
      whole += bytes
      return []
    }
    if opening.count < Self.openingLimit { opening += bytes.prefix(Self.openingLimit) }
    return try read(events.receive(bytes))
  }

  /// Ends the body.
  ///
  /// - Returns: the last events, and the object when it was no stream.
  /// - Throws: `StreamFault.malformed` when it is neither.
  mutating func finish() throws(StreamFault) -> (events: [Event], object: JSONValue?) {
    if isStream == true {
      let last = try read(events.finish())
      guard hasEvents || isOfEvents else {
        let words = ServiceError.sentence(of: String(decoding: opening, as: UTF8.self))
        throw .malformed("it is neither a stream nor JSON: \(words)")
      }
      return (last, nil)
    }
    guard let value = try? JSONReader.read(String(decoding: whole, as: UTF8.self)).root.value else {
      throw .malformed(whole.isEmpty ? "it is empty" : "it is neither a stream nor JSON")
    }
    return ([], value)
  }

  /// Whether the body begins as streams of events do, be it with a comment.
  private var isOfEvents: Bool {
    let line = String(decoding: opening.drop { $0 <= 0x20 }, as: UTF8.self)
    return ["data", "event", "id", "retry", ":"].contains { line.hasPrefix($0) }
  }

  private mutating func read(_ events: [ServerSentEvent]) throws(StreamFault) -> [Event] {
    hasEvents = hasEvents || !events.isEmpty
    isDone = isDone || events.contains { $0.data == "[DONE]" }
    var read: [Event] = []
    for event in events where event.data != "[DONE]" && !event.data.isEmpty {
      guard let value = try? JSONReader.read(event.data).root.value else {
        throw .malformed("an event of the stream is not JSON: \(event.data.prefix(80))")
      }
      read.append((event.name, value))
    }
    return read
  }
}
