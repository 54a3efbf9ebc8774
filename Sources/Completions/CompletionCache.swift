public import Foundation
import Layouts
public import Planning

/// A folder of answers, so that the same question is paid for once.
///
/// An answer is filed under its whole request, the address, the model and the number of the sample
/// included; the key of the service is no part of it.
public struct CompletionCache: Sendable {
  /// The folder.
  public let folder: URL

  /// Opens a folder, which is made when something is kept.
  public init(folder: URL) {
    self.folder = folder
  }

  /// The user's own cache (XDG Base Directory Specification).
  public static func standardFolder(_ environment: [String: String]) -> URL? {
    let named = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let root = named ?? environment["HOME"].map { $0 + "/.cache" }
    return root.map { URL(filePath: $0).appending(path: "maquette/completions") }
  }

  /// The answer to a request, if it is kept.
  func answer(to request: HTTPRequest, sample: Int) -> Completion? {
    let question = Self.question(request, sample)
    guard let text = try? String(contentsOf: file(question), encoding: .utf8),
      let value = try? JSONReader.read(text).root.value, value["question"]?.string == question,
      let answer = value["text"]?.string
    else { return nil }
    return Completion(
      text: answer, reasoning: value["reasoning"]?.string ?? "", model: value["model"]?.string,
      fingerprint: value["fingerprint"]?.string, promptTokens: value["prompt_tokens"]?.integer,
      answerTokens: value["answer_tokens"]?.integer, seconds: value["seconds"]?.double ?? 0,
      isCached: true)
  }

  /// Keeps an answer.
  ///
  /// - Throws: what the file system says.
  func keep(_ completion: Completion, for request: HTTPRequest, sample: Int) throws {
    let question = Self.question(request, sample)
    var json: JSONObject = ["question": .string(question), "text": .string(completion.text)]
    if !completion.reasoning.isEmpty { json["reasoning"] = .string(completion.reasoning) }
    json["model"] = completion.model.map(JSONValue.string)
    json["fingerprint"] = completion.fingerprint.map(JSONValue.string)
    json["prompt_tokens"] = completion.promptTokens.map(JSONValue.integer)
    json["answer_tokens"] = completion.answerTokens.map(JSONValue.integer)
    json["seconds"] = .number(completion.seconds)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try JSONWriter.write(.object(json)).write(
      to: file(question), atomically: true, encoding: .utf8)
  }

  private static func question(_ request: HTTPRequest, _ sample: Int) -> String {
    "\(request.method) \(request.url) #\(sample)\n\(request.body)"
  }

  /// The file of a question; the question itself stands in it, so a collision is only a miss.
  private func file(_ question: String) -> URL {
    // FNV-1a, 64 bits.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in question.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return folder.appending(path: String(hash, radix: 16) + ".json")
  }
}

/// A client that looks into the cache first.
public struct CachedModel: LanguageModel {
  private let client: ChatClient
  private let cache: CompletionCache

  /// Puts a cache before a client.
  public init(_ client: ChatClient, cache: CompletionCache) {
    self.client = client
    self.cache = cache
  }

  /// The client's name.
  public var name: String { client.name }

  /// Answers from the cache, or asks and keeps the answer.
  public func complete(
    _ request: CompletionRequest, progress: @escaping @Sendable (CompletionProgress) -> Void
  ) async throws -> Completion {
    let key = client.httpRequest(request)
    if let answer = cache.answer(to: key, sample: request.sample) { return answer }
    let answer = try await client.complete(request, progress: progress)
    do {
      try cache.keep(answer, for: key, sample: request.sample)
    } catch {
      progress(.waiting("the answer could not be kept in \(cache.folder.path): \(error)"))
    }
    return answer
  }
}
