public import Foundation
import Layouts

/// Recorded exchanges with a server, one JSON object a line, without any secret.
///
/// The first line names the version; each other line is one exchange: the request with its body, the
/// status and header lines of the answer, and its pieces with the milliseconds at which they came.
public struct Cassette: Hashable, Sendable {
  /// The version of the format, in the first line.
  public static let schema = "maquette/cassette/1"

  /// One exchange.
  public struct Exchange: Hashable, Sendable {
    /// What was asked, without secrets.
    public var request: HTTPRequest
    /// The status and the header lines, without secrets.
    public var head: HTTPHead
    /// The body's pieces.
    public var pieces: [Piece]
    /// How the exchange ended when it was not the end of the answer.
    public var failure: String?
  }

  /// A piece of a body.
  public struct Piece: Hashable, Sendable {
    /// When it came, in milliseconds after the request.
    public var milliseconds: Int
    /// What came; it may end in the middle of a character.
    public var bytes: [UInt8]
  }

  /// Why a cassette can't be used.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file can't be read.
    case unreadable(file: String, reason: String)
    /// The file can't be written.
    case unwritable(file: String, reason: String)
    /// An exchange could not be recorded; if it failed itself, why.
    case lostExchange(file: String, reason: String, exchange: String?)
    /// A line is not what the format says.
    case malformed(file: String, line: Int, expected: String)

    /// One sentence that names the file.
    public var description: String {
      switch self {
      case .unreadable(let file, let reason): "the cassette \(file): \(reason)"
      case .unwritable(let file, let reason): "the cassette \(file) can't be written: \(reason)"
      case .lostExchange(let file, let reason, let exchange):
        "the cassette \(file) can't be written (\(reason)), so an exchange is missing on it"
          + (exchange.map { ", which itself failed: \($0)" } ?? "")
      case .malformed(let file, let line, let expected):
        "the cassette \(file), line \(line): expected \(expected)"
      }
    }
  }

  /// The exchanges in their order.
  public var exchanges: [Exchange]

  /// Creates a cassette.
  public init(exchanges: [Exchange] = []) {
    self.exchanges = exchanges
  }

  /// Reads a cassette.
  public init(contentsOf file: URL) throws(Failure) {
    let text: String
    do {
      text = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw .unreadable(file: file.path, reason: "it can't be read as text")
    }
    exchanges = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      func malformed(_ expected: String) -> Failure {
        .malformed(file: file.path, line: index + 1, expected: expected)
      }
      guard let value = try? JSONReader.read(String(line)).root.value else {
        throw malformed("a JSON object")
      }
      if index == 0 {
        guard value["schema"]?.string == Self.schema else {
          throw malformed("\"schema\": \"\(Self.schema)\"")
        }
        continue
      }
      guard let exchange = Exchange(json: value) else {
        throw malformed("an exchange with request, status and pieces")
      }
      exchanges.append(exchange)
    }
  }

  /// The first request for an answer, which tells what kind of service was recorded.
  private var first: HTTPRequest? { exchanges.first { $0.request.method == "POST" }?.request }

  private var firstBody: JSONValue? {
    first.flatMap { try? JSONReader.read($0.body).root.value }
  }

  /// The protocol that was spoken.
  public var kind: ChatService.Kind? {
    guard let url = first?.url else { return nil }
    return url.hasSuffix("/api/chat") ? .ollama : url.hasSuffix("/messages") ? .anthropic : .openai
  }

  /// The address that was asked, with the path of the operation.
  public var base: String? { first?.url }

  /// The model that was asked.
  public var model: String? { firstBody?["model"]?.string }

  /// Whether the answers came in pieces.
  public var isStreaming: Bool { firstBody?["stream"]?.bool ?? false }

  /// The first line of a cassette.
  static let header = #"{"schema":"\#(schema)"}"#
}

extension Cassette.Exchange {
  init?(json: JSONValue) {
    guard let url = json["request"]?["url"]?.string, let status = json["status"]?.integer,
      let pieces = json["pieces"]?.array
    else { return nil }
    request = HTTPRequest(
      method: json["request"]?["method"]?.string ?? "POST", url: url,
      body: json["request"]?["body"].flatMap { $0.string ?? (try? JSONWriter.write($0)) } ?? "")
    let lines = json["headers"]?.object?.members ?? []
    head = HTTPHead(
      status: status, headers: lines.map { HTTPRequest.Header($0.key, $0.value.string ?? "") })
    failure = json["failure"]?.string
    self.pieces = []
    for piece in pieces {
      guard let milliseconds = piece["ms"]?.integer else { return nil }
      let encoded = piece["base64"]?.string.flatMap { Data(base64Encoded: $0) }
      guard let bytes = piece["text"]?.string.map({ Array($0.utf8) }) ?? encoded.map(Array.init)
      else { return nil }
      self.pieces.append(Cassette.Piece(milliseconds: milliseconds, bytes: bytes))
    }
  }

  var json: JSONValue {
    let body = (try? JSONReader.read(request.body).root.value) ?? .string(request.body)
    var json: JSONObject = [
      "request": ["method": .string(request.method), "url": .string(request.url), "body": body],
      "status": .integer(head.status),
      "headers": .object(
        JSONObject(head.headers.map { .init(key: $0.name, value: .string($0.value)) })),
    ]
    if let failure { json["failure"] = .string(failure) }
    json["pieces"] = .array(
      pieces.map { piece in
        // A piece that ends inside a character is no text.
        let text = String(decoding: piece.bytes, as: UTF8.self)
        let isWhole = Array(text.utf8) == piece.bytes
        return [
          "ms": .integer(piece.milliseconds),
          isWhole ? "text" : "base64": .string(
            isWhole ? text : Data(piece.bytes).base64EncodedString()),
        ]
      })
    return .object(json)
  }
}
