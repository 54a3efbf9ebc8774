import ArgumentParser
import Layouts
import Planning

/// Which language model is asked, and how, for every command that asks one.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The language model's name at its service.", valueName: "name"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      """
      The service's address, such as http://127.0.0.1:8080/v1. (default: OPENAI_BASE_URL or \
      ANTHROPIC_BASE_URL, the settings', or the provider's)
      """,
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
    help: """
      Which answer is taken: fewest-findings (then the one whose least-kept relation has most to \
      spare) or last. (default: fewest-findings)
      """,
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
    try checkRange(contextLength, in: ServiceSettings.contextRange, flag: "--context-length")
    try checkRange(timeout, in: ServiceSettings.seconds, flag: "--timeout")
    try checkRange(retries, in: ServiceSettings.retriesRange, flag: "--retries")
  }
}
