import ArgumentParser
import Completions
import Foundation
import Layouts
import Planning

/// Which language model is asked, and how, for every command that asks one.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The language model's name at its service.", valueName: "name"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The service's address, such as http://127.0.0.1:8080/v1. (default: the provider's)",
      valueName: "url"))
  var baseURL: String?

  @Option(
    help: ArgumentHelp(
      """
      Read the API key from this file, which only you may read (mode 0600). (default: \
      OPENAI_API_KEY, ANTHROPIC_API_KEY or MAQUETTE_API_KEY)
      """, valueName: "file"))
  var apiKeyFile: String?

  @Option(
    help: ArgumentHelp(
      "Send this header line too; may be given several times.", valueName: "name: value"))
  var header: [String] = []

  @Option(
    help: ArgumentHelp("Go through this proxy. (default: the environment's)", valueName: "url"))
  var proxy: String?

  @Option(
    help: ArgumentHelp("Ask again this often with what was wrong. (default: 2)", valueName: "n"))
  var repeats: Int?

  @Option(
    help: ArgumentHelp("Hold this many independent conversations. (default: 1)", valueName: "n"))
  var samples: Int?

  @Option(
    help: "Which answer is taken: fewest-findings or last. (default: fewest-findings)",
    transform: choice)
  var choose: LanguageModelPlanner.Settings.Choice?

  @Flag(help: "Leave what is wrong in the end as it is.")
  var noMending = false

  @OptionGroup var exemplarOptions: ExemplarOptions

  @Option(
    help: ArgumentHelp(
      """
      Hold answers to a grammar (llama.cpp) or to a JSON schema (with --style json): none, \
      grammar or schema. (default: none)
      """), transform: choice)
  var constrain: ConstraintName?

  @Option(
    help: ArgumentHelp("The longest answer. (default: the template's)", valueName: "tokens"))
  var maxTokens: Int?

  @Option(
    help: ArgumentHelp("The sampling temperature. (default: the template's)", valueName: "t"))
  var temperature: Double?

  @Option(
    help: ArgumentHelp("Ollama's length of the context. (default: 8192)", valueName: "tokens"))
  var contextLength: Int?

  @Flag(help: "Wait for whole answers instead of reading them as they come.")
  var noStream = false

  @Option(
    help: ArgumentHelp(
      "Give up on an answer after this many seconds. (default: 600)", valueName: "seconds"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp("Ask a failing service again this often. (default: 2)", valueName: "n"))
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      "Answer from this recording, with --planner replay.", valueName: "file.jsonl"))
  var cassette: String?

  @Option(
    help: ArgumentHelp("Record what is asked and answered, without keys.", valueName: "file.jsonl"))
  var record: String?

  @Option(
    help: ArgumentHelp(
      "Keep answers here and ask nothing twice. (default: nothing is kept)", valueName: "dir"))
  var cache: String?

  @Option(
    help: ArgumentHelp("Write every attempt here, one a line.", valueName: "file.jsonl"))
  var attempts: String?

  /// What answers are held to.
  enum ConstraintName: String, CaseIterable, Sendable {
    case none, grammar, schema
  }

  mutating func validate() throws {
    try checkRange(repeats, in: 0...20, flag: "--repeats")
    try checkRange(samples, in: 1...1000, flag: "--samples")
    try checkRange(maxTokens, in: 1...1_000_000, flag: "--max-tokens")
    try checkRange(temperature, in: 0...2, flag: "--temperature")
    try checkRange(contextLength, in: 256...10_000_000, flag: "--context-length")
    try checkRange(timeout, in: 0.001...1_000_000, flag: "--timeout")
    try checkRange(retries, in: 0...20, flag: "--retries")
  }

  /// The settings of the loop.
  ///
  /// - Parameters:
  ///   - kind: the protocol, whose dialect of JSON Schema is taken.
  ///   - style: the form of the answers; only one of them has a schema.
  ///   - seed: the seed of a random choice of exemplars.
  /// - Returns: the settings.
  /// - Throws: a `Failure` when a schema is asked for and the style has none.
  func loop(
    _ kind: ChatService.Kind?, style: PromptStyle, seed: UInt64
  ) throws -> LanguageModelPlanner.Settings {
    guard constrain != .schema || style == .json else {
      throw Failure(.usage, "--constrain schema: expected --style json, found \(style.rawValue)")
    }
    let dialect: OutputSchema.Dialect =
      switch kind {
      case .anthropic: .anthropic
      case .openai where baseURL == nil: .openai
      default: .full
      }
    return LanguageModelPlanner.Settings(
      repeats: repeats ?? 2, samples: samples ?? 1, choice: choose ?? .fewestFindings,
      constraint: constrain == .grammar
        ? .grammar : constrain == .schema ? .schema(dialect) : .none,
      exemplars: exemplarOptions.selection(seed: seed), maxTokens: maxTokens,
      temperature: temperature,
      isMending: !noMending)
  }

  /// The model that is asked.
  ///
  /// - Parameters:
  ///   - kind: the protocol; nil for the one of a recording.
  ///   - environment: where keys may lie.
  /// - Returns: the model, behind its recorder and its cache where they are asked for.
  /// - Throws: a `Failure` for options that don't go together, and what is wrong with key, address
  ///   or recording.
  func languageModel(
    _ kind: ChatService.Kind?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> any LanguageModel {
    let isReplay = kind == nil
    guard isReplay == (cassette != nil) else {
      throw Failure(
        .usage,
        isReplay
          ? "--planner replay: expected --cassette FILE" : "--cassette: expected --planner replay")
    }
    let recording = try cassette.map { try Cassette(contentsOf: URL(filePath: $0)) }
    let key = isReplay ? nil : try key(kind ?? .openai, environment)
    let service = ChatService(
      kind: kind ?? recording?.kind ?? .openai, base: baseURL ?? recording?.base,
      model: model ?? recording?.model, key: key, headers: try headers(),
      isStreaming: recording?.isStreaming ?? !noStream, contextLength: contextLength ?? 8192)
    guard !service.isOfficial || service.model != nil || isReplay else {
      throw Failure(.usage, "--planner \(service.kind.rawValue): expected --model NAME")
    }
    var transport: any HTTPTransport =
      recording.map { ReplayTransport($0) } ?? CurlTransport(proxy: proxy)
    if let record {
      transport = try RecordingTransport(URL(filePath: record), key: key, over: transport)
    }
    let client = try ChatClient(
      service, transport: transport, timeouts: Timeouts(total: timeout ?? 600),
      retries: RetryPolicy(maximumRetries: retries ?? 2))
    guard let cache else { return client }
    return CachedModel(client, cache: CompletionCache(folder: URL(filePath: cache)))
  }

  private func key(
    _ kind: ChatService.Kind, _ environment: [String: String]
  ) throws -> APIKey? {
    if let apiKeyFile { return try APIKey(file: apiKeyFile) }
    let variables = ChatService.keyVariables(of: kind)
    for variable in variables {
      if let text = environment[variable], !text.isEmpty {
        return try APIKey(text, origin: variable)
      }
    }
    guard baseURL != nil || kind == .ollama else {
      throw APIKey.Failure.missing(variables: variables, service: kind.rawValue)
    }
    return nil
  }

  private func headers() throws -> [HTTPRequest.Header] {
    try header.map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      let isPrintable = line.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      guard parts.count == 2, isPrintable else {
        throw Failure(.usage, "--header: expected \"Name: value\", found \"\(line)\"")
      }
      return HTTPRequest.Header(
        parts[0].trimmingCharacters(in: .whitespaces), parts[1].trimmingCharacters(in: .whitespaces)
      )
    }
  }
}
