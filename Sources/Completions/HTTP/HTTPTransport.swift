/// What carries requests to a server and answers back: libcurl, or a cassette.
public protocol HTTPTransport: Sendable {
  /// Sends a request.
  ///
  /// The answer comes as a stream of one head and any number of pieces; the stream throws
  /// `TransportFailure`. Dropping the stream, or cancelling the task that reads it, closes the
  /// connection.
  func events(for request: HTTPRequest, timeouts: Timeouts) -> AsyncThrowingStream<
    HTTPEvent, any Error
  >
}

/// How long to wait for what, in seconds; nil waits for ever.
public struct Timeouts: Hashable, Sendable {
  /// For the connection to stand.
  public var connect: Double
  /// For the first byte of the answer: a local server may have to load a model first.
  public var firstByte: Double?
  /// Between two pieces of the answer.
  public var idle: Double?
  /// For everything, from the request to the last byte.
  public var total: Double?

  /// Creates timeouts.
  ///
  /// - Parameters:
  ///   - connect: openai-python's `DEFAULT_TIMEOUT` has 5 s.
  ///   - firstByte: cold loads of local models were measured to take minutes.
  ///   - idle: the longest silence inside an answer.
  ///   - total: openai-python's `DEFAULT_TIMEOUT` has 600 s.
  public init(
    connect: Double = 5, firstByte: Double? = 300, idle: Double? = 120, total: Double? = 600
  ) {
    self.connect = connect
    self.firstByte = firstByte
    self.idle = idle
    self.total = total
  }
}

/// Why no answer came, or not all of it.
public enum TransportFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was waited for when time ran out.
  public enum Wait: String, Hashable, Sendable {
    /// The connection.
    case connection = "a connection"
    /// The first byte.
    case firstByte = "the first byte of the answer"
    /// The next piece.
    case nextByte = "the next piece of the answer"
    /// The last byte.
    case end = "the end of the answer"
  }

  /// The address is none that can be sent to.
  case badAddress(String, reason: String)
  /// The server can't be reached.
  case unreachable(String, reason: String)
  /// Nothing came in time.
  case timedOut(String, Wait, seconds: Double)
  /// The connection broke after the answer had begun.
  case broken(String, reason: String)
  /// What came is no HTTP.
  case notHTTP(String)
  /// The answer is longer than any answer should be.
  case tooLong(String, limit: Int)
  /// A cassette holds no such request.
  case notRecorded(String)

  /// One sentence that names the address and both sides.
  public var description: String {
    switch self {
    case .badAddress(let url, let reason): "\(url) is no address to send to: \(reason)"
    case .unreachable(let url, let reason): "\(url) can't be reached: \(reason)"
    case .timedOut(let url, let wait, let seconds):
      "\(url): \(wait.rawValue) did not come within \(seconds.shortSeconds)"
    case .broken(let url, let reason):
      "\(url): the connection broke in the middle of the answer: \(reason)"
    case .notHTTP(let url): "\(url): expected an answer in HTTP, found something else"
    case .tooLong(let url, let limit):
      "\(url): the answer is longer than \(limit / 1_048_576) MiB and was cut off"
    case .notRecorded(let reason): reason
    }
  }

  /// Whether asking again may help.
  var isTransient: Bool {
    switch self {
    case .unreachable, .timedOut(_, .connection, _), .broken: true
    case .badAddress, .timedOut, .notHTTP, .tooLong, .notRecorded: false
    }
  }
}

extension Double {
  /// Seconds for people: "5 s", "0.25 s".
  var shortSeconds: String {
    self == rounded() && magnitude < 1e9 ? "\(Int(self)) s" : "\((self * 1000).rounded() / 1000) s"
  }
}
