import Dispatch
import Foundation
import Synchronization
import Testing

/// The built program, run as a user would run it: in a folder and a home of its own.
struct Program {
  /// What a run left.
  struct Outcome {
    var status: Int32
    var data: Data
    var words: String

    /// Standard output as text.
    var text: String { String(decoding: data, as: UTF8.self) }
  }

  /// The folder that the program runs in; it is new and empty.
  let folder: URL
  /// The environment on top of the sealed one.
  var environment: [String: String] = [:]

  /// Holds the folders of all programs of this run of the tests, and goes with it.
  private static let shelter: URL = {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "maquette-tests-\(ProcessInfo.processInfo.processIdentifier)")
    atexit { try? FileManager.default.removeItem(at: Program.shelter) }
    return place
  }()

  init() throws {
    folder = Self.shelter.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "home"), withIntermediateDirectories: true)
  }

  /// The binary, which lies beside the test bundle.
  static var executable: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let place =
      bundle?.bundleURL ?? URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return place.deletingLastPathComponent().appending(path: "maquette")
  }

  /// The place of a file in the program's folder.
  func file(_ name: String) -> URL { folder.appending(path: name) }

  /// Writes a file into the program's folder.
  @discardableResult
  func write(_ text: String, to name: String) throws -> URL {
    let place = file(name)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
    return place
  }

  /// The names of everything in a folder below the program's own, hidden files too.
  func names(in subfolder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(subfolder).path)
      .filter { $0 != "home" }.sorted()
  }

  /// The longest run that a test waits for, in seconds; what takes longer hangs.
  private static let patience = 300.0

  /// Runs the program to its end.
  func run(_ arguments: [String], input: String = "") throws -> Outcome {
    let process = try start(arguments, input: input)
    process.waitUntilExit(atMost: Self.patience)
    return try outcome(of: process)
  }

  /// Runs a line in a shell that finds the program.
  func run(shell line: String) throws -> Outcome {
    let process = try start(["-c", line], executable: URL(filePath: "/bin/sh"))
    process.waitUntilExit(atMost: Self.patience)
    return try outcome(of: process)
  }

  /// Starts the program; its output goes to files, so that no pipe can fill up.
  func start(
    _ arguments: [String], input: String = "", executable: URL = Self.executable
  ) throws -> Process {
    let home = file("home")
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "HOME": home.path,
      "PATH": "\(Self.executable.deletingLastPathComponent().path):/usr/bin:/bin",
      "OPENBLAS_NUM_THREADS": "1",
    ].merging(environment) { $1 }
    try Data(input.utf8).write(to: home.appending(path: "input"))
    process.standardInput = try FileHandle(forReadingFrom: home.appending(path: "input"))
    process.standardOutput = try emptyFile(home.appending(path: "output"))
    process.standardError = try emptyFile(home.appending(path: "words"))
    try process.run()
    return process
  }

  /// What a finished run left.
  func outcome(of process: Process) throws -> Outcome {
    let home = file("home")
    return Outcome(
      status: process.terminationStatus, data: try Data(contentsOf: home.appending(path: "output")),
      words: String(decoding: try Data(contentsOf: home.appending(path: "words")), as: UTF8.self))
  }

  private func emptyFile(_ place: URL) throws -> FileHandle {
    try Data().write(to: place)
    return try FileHandle(forWritingTo: place)
  }
}

extension Process {
  /// Waits until the process ends; one that takes too long is killed, which fails the test.
  func waitUntilExit(
    atMost seconds: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let number = processIdentifier
    let isLate = Mutex(false)
    let killer = DispatchWorkItem {
      isLate.withLock { $0 = true }
      kill(number, SIGKILL)
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: killer)
    waitUntilExit()
    killer.cancel()
    #expect(
      !isLate.withLock { $0 }, "killed after \(seconds) s: \(arguments ?? [])",
      sourceLocation: sourceLocation)
  }
}

/// Expects a refusal: the status, one sentence on standard error that holds certain words, no data.
func expectRefusal(
  _ outcome: Program.Outcome, status: Int32, naming words: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == status, "\(outcome.words)", sourceLocation: sourceLocation)
  #expect(outcome.text.isEmpty, sourceLocation: sourceLocation)
  let lines = outcome.words.split(separator: "\n")
  #expect(
    lines.count == 1 && outcome.words.hasPrefix("maquette: "), "\(outcome.words)",
    sourceLocation: sourceLocation)
  for word in words {
    #expect(
      outcome.words.contains(word), "\(outcome.words) does not name \(word)",
      sourceLocation: sourceLocation)
  }
}
