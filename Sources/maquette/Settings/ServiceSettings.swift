import Foundation
import Layouts

/// Which language model is asked when no flag says it: the section `service` of a settings file.
///
///     service:
///       planner: openai
///       base-url: http://127.0.0.1:8080/v1
///       model: gemma-3-4b
///       api-key-file: ~/.config/maquette/key
///       headers:
///         X-Team: layouts
///       proxy: http://proxy:3128
///       timeouts: {connect: 5, first-byte: 300, idle: 120, total: 600}
///       retries: 2
///       context-length: 8192
///       stream: true
///
/// Each key may also stand in the environment, such as `MAQUETTE_BASE_URL`; those of `timeouts` have
/// no other name there than `MAQUETTE_TIMEOUT`, the total.
struct ServiceSettings: Sendable {
  /// Who plans.
  var planner: PlannerName?
  /// The service's address.
  var baseURL: Settings.Sourced<String>?
  /// The language model's name.
  var model: String?
  /// The file of the key.
  var apiKeyFile: String?
  /// More header lines, in their order.
  var headers: [(name: String, value: String)] = []
  /// The proxy's address.
  var proxy: String?
  /// For how long a connection is waited, in seconds.
  var connect: Double?
  /// For how long the first byte is waited.
  var firstByte: Double?
  /// For how long the next piece is waited.
  var idle: Double?
  /// For how long everything is waited.
  var total: Double?
  /// How often a failing service is asked again.
  var retries: Int?
  /// Ollama's length of the context in tokens.
  var contextLength: Int?
  /// Whether answers are read as they come.
  var stream: Bool?
  /// Whether the address stands in a project's file, which anyone may have written.
  var isAddressOfProject = false

  /// The key of the section.
  static let key = "service"
  /// How long may be waited, in seconds.
  static let seconds = 0.001...1_000_000.0
  /// How often may be asked again.
  static let retriesRange = 0...20
  /// How long a context may be, in tokens.
  static let contextRange = 256...10_000_000

  /// Nothing set.
  init() {}

  /// Reads the section of a file.
  ///
  /// - Throws: a `Failure` naming file, line, key and both sides.
  init(_ section: SettingsField, folder: URL) throws {
    let keys = try section.members([
      "planner", "base-url", "model", "api-key-file", "headers", "proxy", "timeouts", "retries",
      "context-length", "stream",
    ])
    planner = try keys["planner"]?.choice()
    baseURL = try keys["base-url"].map {
      Settings.Sourced(value: try $0.text("the address of a service"), origin: section.file)
    }
    model = try keys["model"]?.text("the name of a language model")
    apiKeyFile = try keys["api-key-file"].map { field in
      let path = try field.text("the path of a file")
      let home = NSString(string: path).expandingTildeInPath
      return URL(filePath: home, relativeTo: folder).standardizedFileURL.path
    }
    headers =
      try keys["headers"]?.members(nil).sorted { $0.value.line < $1.value.line }
      .map { ($0.key, try $0.value.text("the text of a header line")) } ?? []
    proxy = try keys["proxy"]?.text("the address of a proxy")
    retries = try keys["retries"]?.wholeNumber(in: Self.retriesRange)
    contextLength = try keys["context-length"]?.wholeNumber(in: Self.contextRange)
    stream = try keys["stream"]?.truth()
    let timeouts = try keys["timeouts"]?.members(["connect", "first-byte", "idle", "total"]) ?? [:]
    func time(_ key: String) throws -> Double? { try timeouts[key]?.number(in: Self.seconds) }
    (connect, firstByte, idle, total) = try (
      time("connect"), time("first-byte"), time("idle"), time("total")
    )
  }

  /// Reads the environment.
  ///
  /// - Throws: a `Failure` naming the variable and both sides.
  init(environment: [String: String]) throws {
    func value<Value>(_ setting: Setting<Value>) throws -> Value? {
      guard let text = environment[setting.variable], !text.isEmpty else { return nil }
      if let value = setting.read(text, .currentDirectory()) { return value }
      throw Failure(
        .usage,
        "\(setting.variable): expected \(setting.expected), found"
          + " \"\(text.shortened(to: JSONWriter.quotedLength))\"")
    }
    planner = try value(.choice("planner"))
    let address = Setting<String>.text("base-url", expected: "the address of a service")
    baseURL = try value(address).map { Settings.Sourced(value: $0, origin: address.variable) }
    model = try value(.text("service-model", expected: "the name of a language model"))
    apiKeyFile = try value(.text("api-key-file", expected: "the path of a file"))
    total = try value(.number("timeout", in: Self.seconds))
    retries = try value(.wholeNumber("retries", in: Self.retriesRange))
    contextLength = try value(.wholeNumber("context-length", in: Self.contextRange))
  }

  /// These settings, with what they leave open taken from others.
  ///
  /// An address and what is told to it belong together: none of them is taken for another planner.
  func filled(from other: ServiceSettings) -> ServiceSettings {
    var result = self
    result.connect = connect ?? other.connect
    result.firstByte = firstByte ?? other.firstByte
    result.idle = idle ?? other.idle
    result.total = total ?? other.total
    result.retries = retries ?? other.retries
    result.proxy = proxy ?? other.proxy
    result.stream = stream ?? other.stream
    result.contextLength = contextLength ?? other.contextLength
    guard planner == nil || other.planner == nil || planner == other.planner else { return result }
    result.planner = planner ?? other.planner
    result.model = model ?? other.model
    if baseURL == nil {
      result.baseURL = other.baseURL
      result.isAddressOfProject = other.isAddressOfProject
    }
    result.apiKeyFile = apiKeyFile ?? other.apiKeyFile
    let own = Set(headers.map { $0.name.lowercased() })
    result.headers = headers + other.headers.filter { !own.contains($0.name.lowercased()) }
    return result
  }
}

extension ServiceSettings {
  /// What is set, for `maquette doctor`; nil when nothing is.
  var checkup: Checkup? {
    let parts = [
      planner?.rawValue, model.map { "model \($0)" },
      baseURL.map { "at \($0.value) (from \($0.origin))" },
      apiKeyFile.map { "key file \($0)" },
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    let isThere = apiKeyFile.map { fileKind($0) == S_IFREG } ?? true
    return Checkup(
      name: "service", state: isThere ? .ok : .warning,
      detail: parts.joined(separator: ", ") + (isThere ? "" : ", which does not exist"))
  }
}

extension Setting where Value == String {
  /// A setting whose value is any text.
  fileprivate static func text(_ key: String, expected: String) -> Setting {
    Setting(key: key, expected: expected, accepts: { $0 == .text }) { text, _ in text }
  }
}

extension Setting where Value == PlannerName {
  /// A setting whose value is one of the planners.
  fileprivate static func choice(_ key: String) -> Setting {
    let names = PlannerName.allCases.map(\.rawValue).joined(separator: ", ")
    return Setting(key: key, expected: "one of \(names)", accepts: { $0 == .text }) { text, _ in
      PlannerName(rawValue: text)
    }
  }
}
