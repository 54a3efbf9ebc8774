import Foundation
import Synchronization

/// A server on the loopback that does to each connection what a script says, right or wrong.
public final class MisbehavingServer: Sendable {
  /// One thing that the server does.
  public enum Step: Sendable {
    case send(String)
    case sendBytes([UInt8])
    case pause(milliseconds: Int)
    /// The same text again and again until the client hangs up.
    case flood(String)
    /// Nothing more, without hanging up.
    case hang
  }

  /// Where the server listens, such as `http://127.0.0.1:40000`.
  public let address: String
  private let listener: Int32
  private let state: Mutex<State>

  private struct State {
    var scripts: [[Step]]
    var requests: [String] = []
    var hangUps = 0
    var isClosed = false
  }

  /// Listens; each connection gets the next script, and the last one for ever after.
  public init(_ scripts: [Step]...) throws {
    state = Mutex(State(scripts: scripts))
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port: UInt16 = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(listener, generic, length) == 0, listen(listener, 16) == 0,
          getsockname(listener, generic, &length) == 0
        else { throw CocoaError(.fileNoSuchFile) }
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    self.address = "http://127.0.0.1:\(port)"
    self.listener = listener
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let server = self else { return _ = close(connection) }
        Thread.detachNewThread { server.serve(connection) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The requests so far, heads and bodies.
  public var requests: [String] { state.withLock { $0.requests } }
  /// How many clients hung up before the script was at its end.
  public var hangUps: Int { state.withLock { $0.hangUps } }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    let request = Self.readRequest(connection)
    let script = state.withLock { state in
      state.requests.append(request)
      return state.scripts.count > 1 ? state.scripts.removeFirst() : state.scripts[0]
    }
    for step in script where !perform(step, connection) {
      return state.withLock { $0.hangUps += 1 }
    }
  }

  /// Does one thing; false when the client has hung up.
  private func perform(_ step: Step, _ connection: Int32) -> Bool {
    switch step {
    case .send(let text): return Self.send(Array(text.utf8), connection)
    case .sendBytes(let bytes): return Self.send(bytes, connection)
    case .pause(let milliseconds):
      usleep(UInt32(milliseconds * 1000))
      return true
    case .flood(let text):
      let bytes = Array(text.utf8)
      while Self.send(bytes, connection) {}
      return false
    case .hang:
      var byte: UInt8 = 0
      while recv(connection, &byte, 1, 0) > 0 {}
      return false
    }
  }

  private static func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func readRequest(_ connection: Int32) -> String {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let text = String(decoding: received, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let length = text[..<end.lowerBound].firstMatch(of: /(?i)content-length: *(\d+)/)
        let wanted = length.flatMap { Int($0.output.1) } ?? 0
        if text[end.upperBound...].utf8.count >= wanted { return text }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return text }
      received += buffer[..<count]
    }
  }

  // MARK: - Answers

  /// A whole answer with its length.
  public static func answer(
    _ status: Int, _ body: String, headers: [String] = [], type: String = "application/json"
  ) -> [Step] {
    let lines =
      ["HTTP/1.1 \(status) Status", "Content-Type: \(type)", "Connection: close"]
      + headers + ["Content-Length: \(body.utf8.count)"]
    return [.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)]
  }

  /// The head of a stream that ends when the server hangs up.
  public static let streamHead = Step.send(
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")

  /// A chunk of OpenAI's stream.
  public static func chunk(_ text: String) -> Step {
    .send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"}}]}\n\n")
  }

  /// The chunks after the last text.
  public static let end = Step.send(
    """
    data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

    data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}

    data: [DONE]


    """)

  /// A whole stream that says a text.
  public static func stream(_ text: String) -> [Step] { [streamHead, chunk(text), end] }
}
