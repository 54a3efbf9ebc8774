import Foundation
import Layouts

/// An error that a server reported, in whatever form it came.
public struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The address that was asked.
  public var url: String
  /// The HTTP status; 200 when the error came in the middle of a stream.
  public var status: Int
  /// What the server says, as one line without markup.
  public var message: String
  /// The kind of error, such as `invalid_request_error`.
  public var type: String?
  /// The code; numbers are written out.
  public var code: String?
  /// The parameter concerned.
  public var parameter: String?
  /// The tokens of the prompt, when it is too long for the model.
  public var promptTokens: Int?
  /// The tokens that the model can hold, when the prompt is too long for it.
  public var contextLength: Int?
  /// What the provider wants to be told about the request.
  public var requestID: String?
  /// The header lines that say whether and when to ask again.
  var head: HTTPHead

  /// Reads an error from an answer: OpenAI's, Anthropic's, Ollama's and FastAPI's JSON, or what a
  /// proxy says as text or HTML.
  init(url: String, head: HTTPHead, body: String) {
    self.url = url
    self.head = head
    status = head.status
    requestID = ["x-request-id", "request-id", "cf-ray"].lazy.compactMap { head[$0] }.first
    message = ""
    if let value = try? JSONReader.read(body).root.value {
      read(value)
    } else {
      message = Self.words(of: body)
    }
    message = Self.oneLine(message)
    if message.isEmpty { message = "it gave no reason" }
  }

  private mutating func read(_ value: JSONValue) {
    let error = value["error"] ?? value["detail"] ?? value
    message =
      error.string ?? error["message"]?.string ?? error["msg"]?.string ?? value["message"]?.string
      ?? (try? JSONWriter.write(error)) ?? ""
    type = error["type"]?.string ?? value["type"]?.string
    code = error["code"].flatMap { $0.string ?? $0.integer.map { "\($0)" } }
    parameter = error["param"]?.string
    promptTokens = error["n_prompt_tokens"]?.integer
    contextLength = error["n_ctx"]?.integer
    requestID = requestID ?? value["request_id"]?.string
  }

  /// What a body that is not JSON says, in one line.
  static func sentence(of body: String) -> String { oneLine(words(of: body)) }

  /// The words of a page: its title, or else its text.
  private static func words(of body: String) -> String {
    guard body.contains("<") else { return body }
    if let title = body.firstMatch(of: /(?is)<title[^>]*>(.*?)<\/title>/) {
      return String(title.output.1)
    }
    return body.replacing(/(?is)<(script|style).*?<\/\1>|<[^>]*>/, with: " ")
  }

  /// The longest message that is passed on, in characters.
  private static let messageLimit = 300

  private static func oneLine(_ text: String) -> String {
    let visible = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : "\($0)" }
    let words = visible.joined().split(separator: " ").joined(separator: " ")
    return words.count > messageLimit ? words.prefix(messageLimit) + "…" : words
  }

  /// One sentence that names the address, the status and what the server says.
  public var description: String {
    var text = "\(url) answered \(status)"
    if status == 200 { text = "\(url) broke off with an error" }
    if status == 401 || status == 403 { text += " (is the API key right?)" }
    text += ": \(message)"
    if let requestID { text += " (request \(requestID))" }
    return text
  }

  // MARK: - What to do about it

  /// Whether the prompt is too long for the model.
  ///
  /// Names of the error: llama.cpp `exceed_context_size_error`, OpenAI `context_length_exceeded`;
  /// Anthropic and vLLM only say so in words.
  var isContextOverflow: Bool {
    if type == "exceed_context_size_error" || code == "context_length_exceeded" { return true }
    let words = message.lowercased()
    return (400...413).contains(status)
      && ["maximum context length", "context size", "prompt is too long", "context window"]
        .contains { words.contains($0) }
  }

  /// Whether the server says that its model is still being loaded.
  var isLoading: Bool {
    status == 503 && message.lowercased().contains("loading model")
  }
}
