import Foundation
import Layouts
import Planning
import Synchronization

/// The answers of a language model, gathered until they are written (`--attempts`).
final class AttemptLog: Sendable {
  private let file: OutputFile?
  private let state = Mutex(State())

  private struct State {
    /// What is said of every answer from now on, such as the case that it belongs to.
    var subject = JSONObject()
    var lines: [String] = []
  }

  /// Names the file; without one, nothing is kept.
  ///
  /// - Throws: a `Failure` when it can't be written.
  init(_ path: String?) throws { file = try path.map(OutputFile.init) }

  /// Says what the answers from now on belong to.
  func begin(_ subject: JSONObject) { state.withLock { $0.subject = subject } }

  /// Adds an answer.
  @Sendable func add(_ attempt: PlanAttempt) {
    state.withLock { state in
      var line = state.subject
      for member in attempt.json.object?.members ?? [] { line[member.key] = member.value }
      state.lines.append(((try? JSONWriter.write(.object(line))) ?? "") + "\n")
    }
  }

  /// Writes what there is, also when nothing came of it.
  func write() throws {
    let text = state.withLock { $0.lines.joined() }
    try file?.write(Data(text.utf8))
  }

  /// Does something, and writes what there is whether or not it throws.
  func whileKeeping<Value>(_ work: () async throws -> Value) async throws -> Value {
    let value: Value
    do {
      value = try await work()
    } catch {
      try write()
      throw error
    }
    try write()
    return value
  }
}
