import Experiments
import Foundation
import Layouts
import Planning

/// Asks a planner for every case of a suite, and keeps each answer as soon as it is there.
struct SuiteRun {
  /// The cases.
  let cases: [SuiteCase]
  /// Who plans.
  let planner: any Planner
  /// What is asked beside the caption.
  let request: PlanRequest
  /// Where answers are kept, one a line.
  let file: String?
  /// Whether answers that are kept already are taken.
  let isResuming: Bool
  /// What a language model's answers are added to.
  let log: AttemptLog
  /// Where progress is told.
  let console: Console

  /// The answers in the order of the cases.
  ///
  /// An answer that fails by itself, such as one that is cut at its limit, is an answer without a
  /// layout; a service that fails ends the run.
  ///
  /// - Throws: what the planner throws; what is kept by then stays.
  func answers() async throws -> [SuiteAnswer] {
    let kept = try keptAnswers()
    let rows = try file.map { try AppendedFile($0, isContinued: isResuming) }
    var answers: [SuiteAnswer] = []
    var progress = console.progress("planning", total: cases.count, isWanted: true)
    for (index, suiteCase) in cases.enumerated() {
      let answer = kept[suiteCase.id]
      if let answer {
        answers.append(answer)
      } else {
        var request = request
        request.caption = Caption(suiteCase.prompt)
        log.begin(["id": .string(suiteCase.id), "prompt": .string(suiteCase.prompt)])
        let plan = try await plan(request)
        answers.append(
          SuiteAnswer(
            id: suiteCase.id, prompt: suiteCase.prompt, layout: plan.layout,
            categories: plan.categories))
        try rows?.append(row(suiteCase, plan))
      }
      progress.advance(to: index + 1, isKept: answer != nil)
    }
    return answers
  }

  private func plan(_ request: PlanRequest) async throws -> Plan {
    do {
      return try await planner.plan(request)
    } catch let failure as any AnswerFailure where failure.partialText != nil {
      console.say("maquette: “\(request.caption.text)”: \(failure)")
      let finding = PlanningRule.noAnswer.finding("\(failure)")
      return Plan(layout: nil, findings: [finding])
    }
  }

  private func row(_ suiteCase: SuiteCase, _ plan: Plan) throws -> String {
    try JSONWriter.write(
      [
        "id": .string(suiteCase.id), "prompt": .string(suiteCase.prompt),
        "layout": plan.layout?.json ?? .null, "findings": .array(plan.findings.map(\.json)),
        "categories": .array(plan.categories.map(JSONValue.string)),
        "attempts": .integer(plan.attempts.count),
      ])
  }

  private func keptAnswers() throws -> [String: SuiteAnswer] {
    guard isResuming, let file, fileKind(file) != nil else { return [:] }
    var kept: [String: SuiteAnswer] = [:]
    for (line, value) in try JSONRows(file, forgivesLastLine: true).rows {
      let answers = try SuiteAnswers.read(
        value, at: line, notation: JSONNotation(), canvas: request.canvas)
      for answer in answers { if let id = answer.id { kept[id] = answer } }
    }
    return kept
  }
}

/// A file that grows line by line, so that what is in it survives whatever happens later.
struct AppendedFile {
  private let handle: FileHandle
  private let path: String

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - isContinued: whether what is in it stays; a last line without an end is taken off.
  /// - Throws: a `Failure` naming the file.
  init(_ path: String, isContinued: Bool) throws {
    self.path = path
    if !isContinued || fileKind(path) == nil { try OutputFile(path).write(Data()) }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw Failure(.usage, "\(path): \(systemReason(errno))")
    }
    self.handle = handle
    let bytes = try handle.readToEnd() ?? Data()
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    try handle.truncate(atOffset: UInt64(end))
  }

  /// Appends a line.
  func append(_ line: String) throws {
    do {
      try handle.write(contentsOf: Data((line + "\n").utf8))
    } catch {
      throw Failure(.usage, "\(path): the line could not be written: \(error)")
    }
  }
}
