public import Foundation
import Layouts
import Synchronization

/// A transport that also writes every exchange onto a cassette, with secrets removed.
public final class RecordingTransport: HTTPTransport {
  private let transport: any HTTPTransport
  private let file: URL
  private let secrets: [String]
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
  /// - Throws: `Cassette.Failure` when the file is another kind or can't be written.
  public init(
    _ file: URL, key: APIKey?, over transport: any HTTPTransport
  ) throws(Cassette.Failure) {
    self.file = file
    self.transport = transport
    secrets = [key?.secret].compactMap { $0 }
    if FileManager.default.fileExists(atPath: file.path) {
      _ = try Cassette(contentsOf: file)
    } else {
      do {
        try (Cassette.header + "\n").write(to: file, atomically: true, encoding: .utf8)
      } catch {
        throw .unreadable(file: file.path, reason: "it can't be written")
      }
    }
  }

  /// Sends a request and records what comes.
  public func events(for request: HTTPRequest, timeouts: Timeouts) -> AsyncThrowingStream<
    HTTPEvent, any Error
  > {
    let events = transport.events(for: request, timeouts: timeouts)
    return AsyncThrowingStream { continuation in
      let task = Task {
        let start = ContinuousClock.now
        var exchange = Cassette.Exchange(request: request, head: HTTPHead(status: 0), pieces: [])
        do {
          for try await event in events {
            switch event {
            case .head(let head): exchange.head = head
            case .body(let bytes):
              let elapsed = Int(start.duration(to: .now) / .milliseconds(1))
              exchange.pieces.append(Cassette.Piece(milliseconds: elapsed, bytes: bytes))
            }
            continuation.yield(event)
          }
          try self.write(exchange)
          continuation.finish()
        } catch {
          exchange.failure = "\(error)"
          try? self.write(exchange)
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func write(_ exchange: Cassette.Exchange) throws {
    var exchange = exchange
    exchange.request.headers = []
    exchange.head.headers.removeAll { Self.secretHeaders.contains($0.name.lowercased()) }
    for secret in secrets { exchange.remove(secret) }
    let line = try JSONWriter.write(exchange.json)
    try isWriting.withLock { _ in
      let handle = try FileHandle(forWritingTo: file)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data((line + "\n").utf8))
    }
  }
}

extension Cassette.Exchange {
  /// What stands where a secret stood.
  private static let removed = "REMOVED"

  /// Removes a secret that a server echoes, also where it lies across two pieces.
  fileprivate mutating func remove(_ secret: String) {
    request.url = request.url.replacing(secret, with: Self.removed)
    request.body = request.body.replacing(secret, with: Self.removed)
    failure = failure?.replacing(secret, with: Self.removed)
    for index in head.headers.indices {
      head.headers[index].value = head.headers[index].value.replacing(secret, with: Self.removed)
    }
    let (hidden, shown) = (Array(secret.utf8), Array(Self.removed.utf8))
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
