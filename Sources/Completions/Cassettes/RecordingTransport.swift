public import Foundation
import Layouts
import Synchronization

/// A transport that also writes every exchange onto a cassette, with secrets removed.
public final class RecordingTransport: HTTPTransport {
  private let transport: any HTTPTransport
  private let file: URL
  private let secrets: [String]
  private let complain: @Sendable (Cassette.Failure) -> Void
  private let isWriting = Mutex(())

  /// Header lines that are left out: they hold keys, or sessions.
  private static let secretHeaders: Set = [
    "authorization", "x-api-key", "api-key", "proxy-authorization", "cookie", "set-cookie",
    "openai-organization", "openai-project", "anthropic-organization-id",
  ]

  /// Starts a cassette, or goes on with one.
  ///
  /// - Parameters:
  ///   - file: the cassette.
  ///   - key: the key that must not stand in it.
  ///   - transport: what carries the requests.
  ///   - complain: told when an exchange can't be recorded; the answer is handed on all the same.
  /// - Throws: `Cassette.Failure` when the file is another kind or can't be written.
  public init(
    _ file: URL, key: APIKey?, over transport: any HTTPTransport,
    complain: @escaping @Sendable (Cassette.Failure) -> Void
  ) throws(Cassette.Failure) {
    self.file = file
    self.transport = transport
    self.complain = complain
    secrets = [key?.secret].compactMap { $0 }
    try Self.prepare(file)
  }

  private static func prepare(_ file: URL) throws(Cassette.Failure) {
    var status = stat()
    guard stat(file.path, &status) == 0 else {
      do {
        return try (Cassette.header + "\n").write(to: file, atomically: true, encoding: .utf8)
      } catch {
        throw .unwritable(file: file.path, reason: "it can't be created")
      }
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unwritable(file: file.path, reason: "it is no regular file")
    }
    _ = try Cassette(contentsOf: file)
    guard access(file.path, W_OK) == 0 else {
      throw .unwritable(file: file.path, reason: String(cString: strerror(errno)))
    }
  }

  /// Sends a request and records what comes.
  ///
  /// The exchange is on the cassette before whoever reads the stream goes on, however it ends.
  public func events(for request: HTTPRequest, timeouts: Timeouts) -> AsyncThrowingStream<
    HTTPEvent, any Error
  > {
    let events = transport.events(for: request, timeouts: timeouts)
    let recording = Recording(request)
    return AsyncThrowingStream { continuation in
      let task = Task {
        do {
          for try await event in events {
            recording.add(event)
            continuation.yield(event)
          }
          self.write(recording)
          continuation.finish()
        } catch {
          self.write(recording, failure: "\(error)")
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in
        self.write(recording)
        task.cancel()
      }
    }
  }

  /// Writes an exchange, unless it is written already.
  private func write(_ recording: Recording, failure: String? = nil) {
    guard var exchange = recording.take() else { return }
    exchange.failure = failure
    exchange.request.headers = []
    exchange.head.headers.removeAll { Self.secretHeaders.contains($0.name.lowercased()) }
    for secret in secrets { exchange.remove(secret) }
    do {
      let line = try JSONWriter.write(exchange.json)
      try isWriting.withLock { _ in
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((line + "\n").utf8))
      }
    } catch {
      let reason = (error as NSError).localizedDescription
      complain(.lostExchange(file: file.path, reason: reason, exchange: exchange.failure))
    }
  }
}

/// An exchange that is under way; it is handed out once.
private final class Recording: Sendable {
  private let exchange: Mutex<Cassette.Exchange?>
  private let start = ContinuousClock.now

  init(_ request: HTTPRequest) {
    exchange = Mutex(Cassette.Exchange(request: request, head: HTTPHead(status: 0), pieces: []))
  }

  func add(_ event: HTTPEvent) {
    let elapsed = Int(start.duration(to: .now) / .milliseconds(1))
    exchange.withLock { exchange in
      switch event {
      case .head(let head): exchange?.head = head
      case .body(let bytes):
        exchange?.pieces.append(Cassette.Piece(milliseconds: elapsed, bytes: bytes))
      }
    }
  }

  func take() -> Cassette.Exchange? {
    exchange.withLock { exchange in
      defer { exchange = nil }
      return exchange
    }
  }
}

extension Cassette.Exchange {
  /// Removes a secret that a server echoes, also where it lies across two pieces.
  fileprivate mutating func remove(_ secret: String) {
    request.url = request.url.replacing(secret, with: APIKey.removed)
    request.body = request.body.replacing(secret, with: APIKey.removed)
    failure = failure?.replacing(secret, with: APIKey.removed)
    for index in head.headers.indices {
      head.headers[index].value = head.headers[index].value.replacing(secret, with: APIKey.removed)
    }
    let (hidden, shown) = (Array(secret.utf8), Array(APIKey.removed.utf8))
    for index in pieces.indices {
      pieces[index].bytes = pieces[index].bytes.replacing(hidden, with: shown)
    }
    let whole = pieces.flatMap(\.bytes)
    guard whole.contains(hidden), let last = pieces.last else { return }
    pieces = [
      Cassette.Piece(
        milliseconds: last.milliseconds, bytes: whole.replacing(hidden, with: shown))
    ]
  }
}
