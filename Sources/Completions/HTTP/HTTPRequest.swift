/// One request to a server, as the protocols make it and the transports send it.
public struct HTTPRequest: Hashable, Sendable {
  /// One header line.
  public struct Header: Hashable, Sendable {
    /// The name, such as `Content-Type`.
    public var name: String
    /// The value.
    public var value: String

    /// Creates a header line.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `GET` or `POST`.
  public var method: String
  /// The whole address.
  public var url: String
  /// The header lines, in their order.
  public var headers: [Header]
  /// The body, empty for `GET`.
  public var body: String

  /// Creates a request.
  public init(method: String, url: String, headers: [Header] = [], body: String = "") {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What comes back, in the order in which it comes.
public enum HTTPEvent: Hashable, Sendable {
  /// The status and the header lines, once.
  case head(HTTPHead)
  /// A piece of the body; characters may be split between pieces.
  case body([UInt8])
}

/// The status and the header lines of an answer.
public struct HTTPHead: Hashable, Sendable {
  /// The status, such as 200.
  public var status: Int
  /// The header lines, in their order.
  public var headers: [HTTPRequest.Header]

  /// Creates a head.
  public init(status: Int, headers: [HTTPRequest.Header] = []) {
    self.status = status
    self.headers = headers
  }

  /// The first value of a header, whose name is compared without regard to case.
  public subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
