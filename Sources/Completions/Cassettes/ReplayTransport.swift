import Layouts
import Synchronization

/// A transport that answers from a cassette, without a network.
///
/// A request is answered by the first exchange not yet used whose method, path and body are the
/// same; JSON bodies are compared as values. Once all are used, the last one answers again.
public final class ReplayTransport: HTTPTransport {
  private let cassette: Cassette
  private let speed: Double?
  private let used = Mutex<Set<Int>>([])

  /// Puts a cassette in.
  ///
  /// - Parameters:
  ///   - cassette: the recorded exchanges.
  ///   - speed: how much faster than recorded the pieces come; all at once when nil.
  public init(_ cassette: Cassette, speed: Double? = nil) {
    self.cassette = cassette
    self.speed = speed
  }

  /// Answers a request.
  public func events(for request: HTTPRequest, timeouts: Timeouts) -> AsyncThrowingStream<
    HTTPEvent, any Error
  > {
    AsyncThrowingStream { continuation in
      guard let exchange = next(request) else {
        continuation.finish(throwing: TransportFailure.notRecorded(missing(request)))
        return
      }
      let task = Task {
        if exchange.head.status != 0 { continuation.yield(.head(exchange.head)) }
        var now = 0
        for piece in exchange.pieces {
          if let speed, speed > 0, piece.milliseconds > now {
            try await Task.sleep(for: .milliseconds(Double(piece.milliseconds - now) / speed))
            now = piece.milliseconds
          }
          continuation.yield(.body(piece.bytes))
        }
        if let reason = exchange.failure {
          continuation.finish(throwing: TransportFailure.broken(request.url, reason: reason))
        } else {
          continuation.finish()
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func next(_ request: HTTPRequest) -> Cassette.Exchange? {
    let wanted = Self.identity(request)
    let matches = cassette.exchanges.indices.filter {
      Self.identity(cassette.exchanges[$0].request) == wanted
    }
    let place = used.withLock { used in
      let place = matches.first { !used.contains($0) } ?? matches.last
      if let place { used.insert(place) }
      return place
    }
    return place.map { cassette.exchanges[$0] }
  }

  /// What makes two requests the same: neither the host nor a key does.
  private static func identity(_ request: HTTPRequest) -> [JSONValue] {
    let place = request.url.split(separator: "/", maxSplits: 2).last ?? ""
    let path = place.firstIndex(of: "/").map { String(place[$0...]) } ?? ""
    let body = (try? JSONReader.read(request.body).root.value) ?? .string(request.body)
    return [.string(request.method), .string(path), body]
  }

  private func missing(_ request: HTTPRequest) -> String {
    let count = cassette.exchanges.count
    let wanted = Self.identity(request)
    let differences = cassette.exchanges.compactMap { exchange -> [String]? in
      let recorded = Self.identity(exchange.request)
      guard recorded[1] == wanted[1], let one = recorded[2].object, let other = wanted[2].object
      else { return nil }
      let keys = Set(one.members.map(\.key)).union(other.members.map(\.key))
      return keys.filter { one[$0] != other[$0] }.sorted()
    }
    let nearest = differences.min { $0.count < $1.count }
    let hint = nearest.map { "; the nearest one differs in \($0.joined(separator: ", "))" } ?? ""
    return
      "the cassette holds \(count) exchanges and none for this request to \(request.url)\(hint)"
  }
}
