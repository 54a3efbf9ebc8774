/// One event of a stream of server-sent events (WHATWG HTML, section 9.2).
struct ServerSentEvent: Hashable, Sendable {
  /// The event's name, empty when the server gives none.
  var name = ""
  /// The data lines, joined by line feeds.
  var data = ""
}

/// Puts the lines of a stream together to events.
struct ServerSentEventReader: Sendable {
  private var lines = LineReader()
  private var name = ""
  private var data: [String] = []

  /// Takes the next piece and returns the events that it completes.
  mutating func receive(_ bytes: [UInt8]) -> [ServerSentEvent] {
    lines.receive(bytes).compactMap { receive(line: $0) }
  }

  /// The last event, if no empty line follows it.
  ///
  /// The standard drops it; servers that close right after their last line mean it.
  mutating func finish() -> [ServerSentEvent] {
    let event = lines.finish().flatMap { receive(line: $0) }
    return [event, dispatch()].compactMap { $0 }
  }

  private mutating func receive(line: String) -> ServerSentEvent? {
    if line.isEmpty { return dispatch() }
    let text = line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line[...]
    let colon = text.firstIndex(of: ":")
    let field = text[..<(colon ?? text.endIndex)]
    var value = colon.map { text[text.index(after: $0)...] } ?? ""
    if value.first == " " { value = value.dropFirst() }
    switch field {
    case "data": data.append(String(value))
    case "event": name = String(value)
    // Comments, identifiers and reconnection times mean nothing here.
    default: break
    }
    return nil
  }

  private mutating func dispatch() -> ServerSentEvent? {
    defer { (name, data) = ("", []) }
    return data.isEmpty ? nil : ServerSentEvent(name: name, data: data.joined(separator: "\n"))
  }
}
