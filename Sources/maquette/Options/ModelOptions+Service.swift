import Completions
import Foundation
import Layouts
import Planning

extension ModelOptions {
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
      case .openai where try address(of: kind) == nil: .openai
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
  ///   - settings: what is set outside the command line; read when nil.
  ///   - environment: where keys may lie.
  /// - Returns: the model, behind its recorder and its cache where they are asked for.
  /// - Throws: a `Failure` for options that don't go together, and what is wrong with key, address
  ///   or recording.
  func languageModel(
    _ kind: ChatService.Kind?, settings: Settings? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> any LanguageModel {
    let isReplay = kind == nil
    guard isReplay == (cassette != nil) else {
      throw Failure(
        .usage,
        isReplay
          ? "--planner replay: expected --cassette FILE" : "--cassette: expected --planner replay")
    }
    let recording = try cassette.map { try Cassette(contentsOf: URL(filePath: $0)) }
    let set = try self.settings(of: kind, in: settings ?? Settings(environment: environment))
    let base = try address(of: kind, in: set, environment)
    let key = try isReplay ? nil : key(kind ?? .openai, set, hasAddress: base != nil, environment)
    let service = ChatService(
      kind: kind ?? recording?.kind ?? .openai, base: base ?? recording?.base,
      model: model ?? set.model ?? recording?.model, key: key,
      headers: try headers(set, isReplay: isReplay),
      isStreaming: recording?.isStreaming ?? (noStream ? false : set.stream ?? true),
      contextLength: contextLength ?? set.contextLength ?? 8192)
    guard !service.isOfficial || service.model != nil || isReplay else {
      throw Failure(.usage, "--planner \(service.kind.rawValue): expected --model NAME")
    }
    var transport: any HTTPTransport =
      recording.map { ReplayTransport($0) } ?? CurlTransport(proxy: proxy ?? set.proxy)
    if let record {
      transport = try RecordingTransport(URL(filePath: record), key: key, over: transport) {
        Console().say("maquette: \($0)")
      }
    }
    let client = try ChatClient(
      service, transport: transport, timeouts: timeouts(set),
      retries: RetryPolicy(maximumRetries: retries ?? set.retries ?? 2))
    guard let cache else { return client }
    return CachedModel(client, cache: CompletionCache(folder: URL(filePath: cache)))
  }

  private func timeouts(_ set: ServiceSettings) -> Timeouts {
    let usual = Timeouts()
    return Timeouts(
      connect: set.connect ?? usual.connect, firstByte: set.firstByte ?? usual.firstByte,
      idle: set.idle ?? usual.idle, total: timeout ?? set.total ?? usual.total)
  }

  // MARK: - What is set elsewhere

  /// What is set for the service of a protocol: another one's address and model don't count.
  private func settings(of kind: ChatService.Kind?, in settings: Settings) -> ServiceSettings {
    guard let kind, let planner = PlannerName(rawValue: kind.rawValue) else {
      // A recording knows its service itself.
      return ServiceSettings()
    }
    var flags = ServiceSettings()
    flags.planner = planner
    return flags.filled(from: settings.service)
  }

  private func address(of kind: ChatService.Kind?) throws -> String? {
    try baseURL
      ?? address(
        of: kind, in: settings(of: kind, in: Settings()), ProcessInfo.processInfo.environment)
  }

  /// The address in force: the flag's, the environment's, a file's.
  private func address(
    of kind: ChatService.Kind?, in set: ServiceSettings, _ environment: [String: String]
  ) throws -> String? {
    if let baseURL { return baseURL }
    let variable: String? =
      switch kind {
      case .openai: "OPENAI_BASE_URL"
      case .anthropic: "ANTHROPIC_BASE_URL"
      case .ollama, nil: nil
      }
    let isOfFile = environment[Self.addressVariable, default: ""].isEmpty
    if isOfFile, let text = variable.flatMap({ environment[$0] }), !text.isEmpty { return text }
    return set.baseURL?.value
  }

  private static let addressVariable = "MAQUETTE_BASE_URL"

  private func key(
    _ kind: ChatService.Kind, _ set: ServiceSettings, hasAddress: Bool,
    _ environment: [String: String]
  ) throws -> APIKey? {
    if let file = apiKeyFile ?? set.apiKeyFile { return try APIKey(file: file) }
    // A project's file may name any address: only keys that are meant for it go there.
    let isStrange =
      try set.isAddressOfProject && baseURL == nil
      && address(of: kind, in: set, environment) == set.baseURL?.value
    let variables = ChatService.keyVariables(of: kind).filter {
      !isStrange || $0.hasPrefix("MAQUETTE_")
    }
    for variable in variables {
      if let text = environment[variable], !text.isEmpty {
        return try APIKey(text, origin: variable)
      }
    }
    guard hasAddress || kind == .ollama else {
      throw APIKey.Failure.missing(variables: variables, service: kind.rawValue)
    }
    return nil
  }

  private func headers(_ set: ServiceSettings, isReplay: Bool) throws -> [HTTPRequest.Header] {
    let flags = try header.map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, Self.isPrintable(line) else {
        throw Failure(.usage, "--header: expected \"Name: value\", found \"\(line)\"")
      }
      return HTTPRequest.Header(
        parts[0].trimmingCharacters(in: .whitespaces), parts[1].trimmingCharacters(in: .whitespaces)
      )
    }
    let named = Set(flags.map { $0.name.lowercased() })
    return flags
      + (try set.headers.filter { !named.contains($0.name.lowercased()) }.map { name, value in
        guard Self.isPrintable(name + value) else {
          throw Failure(
            .usage,
            "service.headers: expected visible ASCII characters, found \"\(name): \(value)\"")
        }
        return HTTPRequest.Header(name, value)
      })
  }

  private static func isPrintable(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }
}
