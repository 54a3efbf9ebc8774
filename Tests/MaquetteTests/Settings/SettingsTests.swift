import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct SettingsTests {
  let program: Program

  init() throws { program = try Program() }

  private func settings(_ environment: [String: String] = [:], in folder: String = "") throws
    -> Settings
  {
    try Settings(
      environment: ["HOME": program.file("home").path].merging(environment) { $1 },
      folder: program.file(folder))
  }

  private func failure(_ yaml: String) throws -> String {
    try program.write(yaml, to: ".maquette.yml")
    let failure = try #require(throws: Failure.self) { try settings() }
    #expect(failure.status == .usage)
    return failure.description.replacing(program.file(".maquette.yml").path, with: "FILE")
  }

  @Test func flagBeatsEnvironmentBeatsProjectBeatsUser() throws {
    try program.write("steps: 3\nthreads: 9\n", to: "home/.config/maquette/config.yml")
    #expect(try settings().resolve(Settings.steps, flag: nil) == 3)
    try program.write("steps: 4\n", to: ".maquette.yml")
    #expect(try settings().resolve(Settings.steps, flag: nil) == 4)
    #expect(try settings(["MAQUETTE_STEPS": "5"]).resolve(Settings.steps, flag: nil) == 5)
    #expect(try settings(["MAQUETTE_STEPS": "5"]).resolve(Settings.steps, flag: 6) == 6)
    #expect(try settings().resolve(Settings.threads, flag: nil) == 9)
    #expect(try settings().resolve(Settings.canvas, flag: nil) == nil)
  }

  @Test func aByteOrderMarkIsNoValue() throws {
    try program.write("\u{FEFF}steps: 3\nthreads: 9\n", to: ".maquette.yml")
    #expect(try settings().resolve(Settings.threads, flag: nil) == 9)
  }

  @Test func saysWhereAValueComesFrom() throws {
    try program.write("canvas: 640x480\n", to: ".maquette.yml")
    let canvas = try #require(try settings().value(of: Settings.canvas))
    #expect(canvas.value == Canvas(width: 640, height: 480))
    #expect(canvas.origin == program.file(".maquette.yml").path)
    let named = try settings(["MAQUETTE_CANVAS": "8x8"]).value(of: Settings.canvas)
    #expect(named?.origin == "MAQUETTE_CANVAS")
  }

  @Test func findsTheFileAboveAndReadsItsPathsFromThere() throws {
    try program.write("model: models/tiny\n", to: ".maquette.yml")
    try program.write("", to: "a/b/c.txt")
    let model = try settings(in: "a/b").resolve(Settings.model, flag: nil)
    #expect(model == program.file("models/tiny").path)
  }

  @Test func pathsOfTheEnvironmentAreReadInTheWorkingFolder() throws {
    for folder in [program.file("a"), program.file("a/")] {
      let settings = try Settings(
        environment: ["MAQUETTE_MODEL": "models/tiny", "MAQUETTE_TEMPLATES": "../t"],
        folder: folder)
      let model = try settings.resolve(Settings.model, flag: nil)
      #expect(model == program.file("a/models/tiny").path)
      #expect(try settings.resolve(Settings.templates, flag: nil) == program.file("t").path)
    }
    var program = program
    program.environment["MAQUETTE_MODEL"] = "absent"
    let outcome = try program.run(["render", "a cat", "-o", "a.png"])
    expectRefusal(outcome, status: 2, naming: "\(program.folder.lastPathComponent)/absent")
  }

  @Test func honoursTheUsersConfigurationFolder() throws {
    try program.write("guidance-scale: 2\n", to: "elsewhere/maquette/config.yml")
    let settings = try settings(["XDG_CONFIG_HOME": program.file("elsewhere").path])
    #expect(try settings.resolve(Settings.guidanceScale, flag: nil) == 2)
  }

  @Test(arguments: ["", "# nothing yet\n", "---\n", "{}\n"])
  func acceptsAFileThatSetsNothing(yaml: String) throws {
    try program.write(yaml, to: ".maquette.yml")
    #expect(try settings().all().isEmpty)
  }

  @Test(arguments: [
    (
      "steps: many",
      "FILE:1: steps: expected a whole number from 1 to 1000, found the text \"many\""
    ),
    (
      "\nsteps: \"25\"",
      "FILE:2: steps: expected a whole number from 1 to 1000, found the text \"25\""
    ),
    ("steps: 2.5", "FILE:1: steps: expected a whole number from 1 to 1000, found 2.5"),
    ("steps: 0", "FILE:1: steps: expected a whole number from 1 to 1000, found 0"),
    ("steps: [1, 2]", "FILE:1: steps: expected a whole number from 1 to 1000, found a list"),
    ("model: {a: 1}", "FILE:1: model: expected the path of a folder, found a mapping"),
    ("model:", "FILE:1: model: expected the path of a folder, found nothing"),
    ("model: true", "FILE:1: model: expected the path of a folder, found true"),
    (
      "guidance-scale: .nan",
      "FILE:1: guidance-scale: expected a number from 0.0 to 100.0, found .nan"
    ),
    ("- steps", "FILE: expected keys with values, found a list"),
    ("25", "FILE: expected keys with values, found \"25\""),
    ("steps: 1\nsteps: 2", "FILE:1: expected each key once, found steps again"),
  ])
  func namesFileLineKeyAndBothSides(yaml: String, sentence: String) throws {
    #expect(try failure(yaml) == sentence)
  }

  @Test func refusesUnknownKeys() throws {
    let sentence = try failure("steps: 3\nstep: 4\n")
    #expect(sentence.hasPrefix("FILE:2: expected one of the keys model, "))
    #expect(sentence.hasSuffix("found \"step\"; the nearest is \"steps\""))
  }

  @Test(arguments: ["steps: [", "a: b: c", "\tsteps: 3", "steps: 3\n\u{1}"])
  func refusesWhatIsNoYAMLInOneLine(yaml: String) throws {
    let sentence = try failure(yaml)
    #expect(sentence.hasPrefix("FILE") && sentence.contains("expected YAML"))
    #expect(!sentence.contains("\n"))
  }

  @Test func refusesBadEnvironment() throws {
    let failure = try #require(throws: Failure.self) {
      try settings(["MAQUETTE_CANVAS": "big"]).value(of: Settings.canvas)
    }
    #expect(
      failure.description
        == "MAQUETTE_CANVAS: expected \(Canvas.expectation), found \"big\"")
  }

  // MARK: - The service

  @Test func flagBeatsEnvironmentBeatsProjectBeatsUserForTheService() throws {
    try program.write(
      """
      service:
        planner: openai
        base-url: http://user.invalid
        model: of-user
        headers: {X-Team: user, X-Own: a}
        timeouts: {connect: 1, idle: 2}
        retries: 1
      """, to: "home/.config/maquette/config.yml")
    try program.write(
      """
      service:
        model: of-project
        headers: {X-Team: project}
        timeouts: {idle: 3.5, first-byte: 4, total: 5}
        stream: false
      """, to: ".maquette.yml")
    var service = try settings().service
    #expect(service.planner == .openai && service.model == "of-project")
    #expect(service.baseURL?.value == "http://user.invalid" && !service.isAddressOfProject)
    #expect(service.headers.map(\.name) == ["X-Team", "X-Own"])
    #expect(service.headers.map(\.value) == ["project", "a"])
    #expect(service.connect == 1 && service.idle == 3.5 && service.firstByte == 4)
    #expect(service.total == 5 && service.retries == 1 && service.stream == false)
    service = try settings([
      "MAQUETTE_SERVICE_MODEL": "of-environment", "MAQUETTE_TIMEOUT": "6", "MAQUETTE_RETRIES": "0",
      "MAQUETTE_BASE_URL": "http://env.invalid",
    ]).service
    #expect(service.model == "of-environment" && service.total == 6 && service.retries == 0)
    #expect(service.baseURL?.origin == "MAQUETTE_BASE_URL")
  }

  /// What is told to one service is not told to another.
  @Test func anotherPlannerTakesNeitherAddressNorModel() throws {
    try program.write(
      "service: {planner: openai, base-url: http://a.invalid, model: m, retries: 1}",
      to: ".maquette.yml")
    let service = try settings(["MAQUETTE_PLANNER": "anthropic"]).service
    #expect(service.planner == .anthropic && service.retries == 1)
    #expect(service.baseURL == nil && service.model == nil)
  }

  @Test(arguments: [
    (
      "service:\n  modell: m",
      "FILE:2: service: expected one of the keys planner, base-url, model, api-key-file, headers,"
        + " proxy, timeouts, retries, context-length, stream, found \"modell\"; the nearest is"
        + " \"model\""
    ),
    (
      "service:\n  timeouts:\n    first-bytes: 1",
      "FILE:3: service.timeouts: expected one of the keys connect, first-byte, idle, total, found"
        + " \"first-bytes\"; the nearest is \"first-byte\""
    ),
    (
      "service:\n  retries: 99",
      "FILE:2: service.retries: expected a whole number from 0 to 20, found 99"
    ),
    (
      "service: {planner: gpt}",
      "FILE:1: service.planner: expected one of offline, openai, anthropic, ollama, replay, found"
        + " the text \"gpt\""
    ),
    ("service: {stream: 1}", "FILE:1: service.stream: expected true or false, found 1"),
    ("service: openai", "FILE:1: service: expected keys with values, found the text \"openai\""),
  ])
  func namesLineAndKeyOfTheService(yaml: String, sentence: String) throws {
    #expect(try failure(yaml) == sentence)
  }

  @Test func aProjectNamesNoKeyFileElsewhere() throws {
    let sentence = try failure("service: {api-key-file: ~/secret}")
    #expect(sentence.hasPrefix("FILE: service.api-key-file: expected a file below "))
    try program.write("service: {api-key-file: keys/mine}", to: ".maquette.yml")
    #expect(try settings().service.apiKeyFile == program.file("keys/mine").path)
  }
}
