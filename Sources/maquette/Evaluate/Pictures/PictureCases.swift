import Experiments
import Layouts
import Planning

/// The cases of a suite of pictures, with the layouts that are painted.
struct PictureCases {
  /// How many built-in layouts there are where no file names any.
  private static let builtInCount = 50

  /// The cases in their order.
  let all: [PictureCase]

  /// Collects the cases; what no file plans, the offline planner does.
  ///
  /// - Parameters:
  ///   - suite: the suite.
  ///   - things: what the model knows, for suites that ask for just that.
  ///   - cases: the file of the cases, if there is one.
  ///   - layouts: the file of the plans, if there is one.
  ///   - limit: how many cases of each part are taken.
  /// - Throws: a `Failure` or `SuiteFailure` naming file and line.
  init(
    _ suite: PictureSuite, things: [String], cases: String?, layouts: String?, limit: Int?
  ) throws {
    var found: [PictureCase]
    if let textSuite = suite.textSuite {
      let asked =
        try cases.map { path in
          try JSONRows(path).rows.compactMap { try textSuite.readCase($0.value, at: $0.line) }
        } ?? (textSuite.cases + suite.cases(of: things))
      let plans = try layouts.map { try Self.plans($0, textSuite, asked) }
      let chosen = Self.first(limit, of: asked.isEmpty ? plans?.map(\.suiteCase) ?? [] : asked)
      found = chosen.map { suiteCase in
        PictureCase(
          suiteCase,
          layout: plans.map { $0.first { $0.suiteCase == suiteCase }?.layout }
            ?? Self.planned(suiteCase))
      }
    } else {
      found = Array(
        try
          ((layouts ?? cases).map(Self.layouts)
          ?? GroundingCorpus(count: limit ?? Self.builtInCount).layouts)
          .enumerated().map { PictureCase($1, id: "\($0)") }.prefix(limit ?? .max))
    }
    guard !found.isEmpty else { throw SuiteFailure.nothingToJudge(suite: suite.rawValue) }
    all = found
  }

  private static func planned(_ suiteCase: SuiteCase) -> Layout? {
    OfflinePlanner().plan(PlanRequest(caption: Caption(suiteCase.prompt), style: .boxes)).layout
  }

  private static func first(_ limit: Int?, of cases: [SuiteCase]) -> [SuiteCase] {
    guard let limit else { return cases }
    var counts: [String: Int] = [:]
    return cases.filter { suiteCase in
      counts[suiteCase.group, default: 0] += 1
      return counts[suiteCase.group, default: 0] <= limit
    }
  }

  /// The plans of a file, each with the case that it is for.
  private static func plans(
    _ path: String, _ suite: any Suite, _ cases: [SuiteCase]
  ) throws -> [PictureCase] {
    let matching = SuiteMatching(suite, cases: cases)
    return try JSONRows(path).rows.flatMap { row in
      try SuiteAnswers.read(
        row.value, at: row.line, notation: AutomaticNotation(), canvas: .standard)
    }.compactMap { answer in
      matching.suiteCase(of: answer).map { PictureCase($0, layout: answer.layout) }
    }
  }

  private static func layouts(_ path: String) throws -> [Layout] {
    let rows = try JSONRows(path)
    return try rows.rows.map { row in
      do throws(ParseFailure) {
        return try JSONNotation().parse(
          (try? JSONWriter.write(row.value["layout"] ?? row.value)) ?? "", canvas: .standard
        ).layout
      } catch {
        throw Failure(.usage, "\(rows.name), line \(row.line): \(error)")
      }
    }
  }
}
