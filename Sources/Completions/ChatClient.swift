import Foundation
import Layouts
public import Planning
import Synchronization

/// A language model behind a chat service.
///
/// It streams, waits for servers that are still loading, asks again where that may help, and learns
/// from errors which parameters a server does not take.
public final class ChatClient: LanguageModel {
  /// The protocol and the model, such as `openai:gpt-4.1`.
  public let name: String
  private let service: ChatService
  private let chat: any ChatProtocol
  private let transport: any HTTPTransport
  private let timeouts: Timeouts
  private let retries: RetryPolicy
  private let habits = Mutex(ServerHabits())

  /// How long a server may take to load its model, and how often it is asked, in seconds.
  private static let loading = (patience: 300.0, interval: 0.5)
  /// How often a request is changed to a server's liking: once for each parameter at most.
  private static let lessonLimit = ServerHabits.optionalParameters.count + 1

  /// Creates a client.
  ///
  /// - Throws: `Endpoint.Malformed` when the service's address is none.
  public init(
    _ service: ChatService, transport: any HTTPTransport = CurlTransport(),
    timeouts: Timeouts = Timeouts(), retries: RetryPolicy = RetryPolicy()
  ) throws(Endpoint.Malformed) {
    self.service = service
    self.transport = transport
    self.timeouts = timeouts
    self.retries = retries
    chat = try service.makeProtocol()
    name = service.kind.rawValue + (service.model.map { ":" + $0 } ?? "")
  }

  /// Completes a prompt.
  ///
  /// - Throws: `CompletionFailure`, or `CancellationError` when the task is cancelled.
  public func complete(
    _ request: CompletionRequest, progress: @escaping @Sendable (CompletionProgress) -> Void
  ) async throws -> Completion {
    var (retriesMade, lessons) = (0, 0)
    var hasWaited = false
    while true {
      let delivery = Delivery(progress)
      do {
        return try await ask(request, delivery)
      } catch let failure as CompletionFailure {
        if case .refused(let error) = failure {
          if lessons < Self.lessonLimit, habits.withLock({ $0.learn(from: error) }) {
            lessons += 1
            continue
          }
          if error.isLoading, !hasWaited, let health = chat.healthURL {
            hasWaited = true
            try await waitUntilReady(health, progress)
            continue
          }
        }
        // Text that someone has seen is not taken back.
        guard !delivery.hasText else { throw failure }
        try await wait(after: failure, attempt: retriesMade, progress)
        retriesMade += 1
      }
    }
  }

  /// The request that is sent, for a dry run and as the key of the cache.
  public func httpRequest(_ request: CompletionRequest) -> HTTPRequest {
    let body = chat.body(request, model: service.model, habits: habits.withLock { $0 })
    var headers = [HTTPRequest.Header("Content-Type", "application/json")]
    headers += chat.headers
    if let key = service.key { headers.append(chat.authorisation(key)) }
    headers += service.headers
    let text = (try? JSONWriter.write(.object(body))) ?? ""
    return HTTPRequest(method: "POST", url: chat.url, headers: headers, body: text)
  }

  // MARK: - One request

  private func ask(
    _ request: CompletionRequest, _ delivery: Delivery
  ) async throws -> Completion {
    let start = ContinuousClock.now
    let sent = httpRequest(request)
    var decoder = chat.decoder()
    var head = HTTPHead(status: 0)
    var refusal: [UInt8] = []
    do {
      for try await event in transport.events(for: sent, timeouts: timeouts) {
        switch event {
        case .head(let received): head = received
        case .body(let bytes) where head.status == 200: delivery.tell(try decoder.receive(bytes))
        case .body(let bytes): refusal += bytes
        }
        // Some proxies keep the connection open behind the last event.
        if decoder.answer.isComplete { break }
      }
      try Task.checkCancellation()
      guard head.status == 200 else {
        throw failure(head, body: String(decoding: refusal, as: UTF8.self))
      }
      delivery.tell(try decoder.finish())
    } catch let fault as StreamFault {
      throw failure(of: fault, head: head)
    } catch let error as TransportFailure {
      throw CompletionFailure.transport(error)
    }
    let elapsed = start.duration(to: .now) / .seconds(1)
    return try completion(of: decoder.answer, request, seconds: elapsed)
  }

  private func failure(_ head: HTTPHead, body: String) -> CompletionFailure {
    let error = ServiceError(url: chat.url, head: head, body: withoutKey(body))
    guard error.isContextOverflow else { return .refused(error) }
    return .contextExceeded(
      promptTokens: error.promptTokens, limit: error.contextLength, message: error.message)
  }

  private func failure(of fault: StreamFault, head: HTTPHead) -> CompletionFailure {
    switch fault {
    case .reported(let body): failure(HTTPHead(status: 200, headers: head.headers), body: body)
    case .malformed(let reason): .malformed(reason: "\(chat.url): \(withoutKey(reason))")
    }
  }

  /// What a server sent, without the key: it will be printed or kept.
  private func withoutKey(_ text: String) -> String { service.key?.removed(from: text) ?? text }

  /// Turns what came into an answer, unless it is none.
  private func completion(
    of answer: DecodedAnswer, _ request: CompletionRequest, seconds: Double
  ) throws(CompletionFailure) -> Completion {
    switch answer.end {
    case nil: throw .truncated(characters: answer.text.count)
    case .length:
      throw .lengthLimit(tokens: request.prompt.maxTokens, text: withoutKey(answer.text))
    case .withheld(let reason): throw .withheld(reason: reason)
    case .stop: break
    }
    guard answer.text.contains(where: { !$0.isWhitespace }) else { throw .empty }
    return Completion(
      text: withoutKey(answer.text), reasoning: withoutKey(answer.reasoning), model: answer.model,
      fingerprint: answer.fingerprint, promptTokens: answer.promptTokens,
      answerTokens: answer.answerTokens, seconds: seconds)
  }

  // MARK: - Waiting

  private func wait(
    after failure: CompletionFailure, attempt: Int,
    _ progress: @Sendable (CompletionProgress) -> Void
  ) async throws {
    switch retries.decision(after: failure, attempt: attempt) {
    case .giveUp: throw failure
    case .tooLong(let seconds):
      guard case .refused(let error) = failure else { throw failure }
      throw CompletionFailure.mustWait(error, seconds: seconds.rounded())
    case .wait(let seconds):
      progress(.waiting("\(failure); asking again in \(seconds.shortSeconds)"))
      try await Task.sleep(for: .seconds(seconds))
    }
  }

  /// Waits until a server has loaded its model: llama.cpp answers 503 on `/health` until then.
  private func waitUntilReady(
    _ url: String, _ progress: @Sendable (CompletionProgress) -> Void
  ) async throws {
    progress(.waiting("the server is loading its model"))
    let start = ContinuousClock.now
    let probe = HTTPRequest(method: "GET", url: url)
    while start.duration(to: .now) < .seconds(Self.loading.patience) {
      try await Task.sleep(for: .seconds(Self.loading.interval))
      var status = 0
      do {
        for try await event in transport.events(for: probe, timeouts: timeouts) {
          if case .head(let head) = event { status = head.status }
        }
      } catch let failure as TransportFailure {
        throw CompletionFailure.transport(failure)
      }
      if status != 503 { return }
    }
    throw CompletionFailure.stillLoading(url: chat.url, seconds: Self.loading.patience)
  }
}

/// Passes progress on and remembers whether anyone has seen text.
private final class Delivery: Sendable {
  private let progress: @Sendable (CompletionProgress) -> Void
  private let seen = Mutex(false)

  init(_ progress: @escaping @Sendable (CompletionProgress) -> Void) {
    self.progress = progress
  }

  var hasText: Bool { seen.withLock { $0 } }

  func tell(_ events: [CompletionProgress]) {
    for event in events {
      if case .text = event { seen.withLock { $0 = true } }
      progress(event)
    }
  }
}
