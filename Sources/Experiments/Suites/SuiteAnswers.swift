public import Layouts

/// Reads stored answers: raw completions, layouts, or LayoutGPT's results.
public enum SuiteAnswers {
  /// Reads one row.
  ///
  /// A row holds a completion (`response`, `completion` or `text`), a layout (`layout`, or a layout
  /// itself), or LayoutGPT's `iters`: lists of `[name, left, top, right, bottom]` in fractions.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - line: its number, for messages.
  ///   - notation: the notation of completions.
  ///   - canvas: the canvas that completions refer to.
  /// - Returns: one answer, or one for each iteration.
  /// - Throws: `SuiteFailure.malformedAnswer` when the row is none of these.
  public static func read(
    _ row: JSONValue, at line: Int, notation: any Notation, canvas: Canvas
  ) throws(SuiteFailure) -> [SuiteAnswer] {
    let id = row["id"]?.plainText
    let prompt = row["prompt"]?.string ?? row["caption"]?.string ?? ""
    if let iterations = row["iters"]?.array {
      var answers: [SuiteAnswer] = []
      for (index, iteration) in iterations.enumerated() {
        guard let objects = iteration.array?.map(object), !objects.contains(nil) else {
          throw .malformedAnswer(line: line, expected: "[name, left, top, right, bottom] in iters")
        }
        answers.append(
          SuiteAnswer(
            id: id, prompt: prompt, iteration: index, objects: objects.compactMap { $0 }))
      }
      return answers
    }
    let texts = ["response", "completion", "text"]
    if let text = texts.lazy.compactMap({ row[$0]?.string }).first {
      let parsed = try? notation.parse(text, canvas: canvas)
      return [SuiteAnswer(id: id, prompt: prompt, layout: parsed?.layout)]
    }
    guard row["layout"] != nil || row["objects"] != nil else {
      throw .malformedAnswer(line: line, expected: "a response, a layout or iters")
    }
    let value = row["layout"] ?? row
    if value == .null { return [SuiteAnswer(id: id, prompt: prompt, layout: nil)] }
    do throws(ParseFailure) {
      let text = (try? JSONWriter.write(value)) ?? ""
      let layout = try JSONNotation().parse(text, canvas: canvas).layout
      let iteration = row["iteration"]?.integer ?? 0
      return [
        SuiteAnswer(
          id: id, prompt: prompt.isEmpty ? layout.caption : prompt, iteration: iteration,
          layout: layout, categories: row["categories"]?.array?.compactMap(\.string) ?? [])
      ]
    } catch {
      throw .malformedAnswer(line: line, expected: "a layout (\(error))")
    }
  }

  private static func object(_ value: JSONValue) -> SuiteObject? {
    guard let fields = value.array, fields.count >= 5 else { return nil }
    let numbers = fields[1...4].compactMap(\.double)
    guard numbers.count == 4, fields[0].string != nil || fields[0] == .null else { return nil }
    return SuiteObject(
      name: fields[0].string,
      box: Box(
        x: numbers[0], y: numbers[1], width: numbers[2] - numbers[0],
        height: numbers[3] - numbers[1]))
  }
}

/// Answers matched to the cases that they are to.
public struct SuiteMatching: Sendable {
  private var byID: [String: SuiteCase] = [:]
  private var byPrompt: [String: SuiteCase] = [:]
  private let suite: any Suite

  /// Prepares a suite's cases.
  public init(_ suite: any Suite, cases: [SuiteCase]) {
    self.suite = suite
    for suiteCase in cases {
      byID[suiteCase.id] = suiteCase
      byPrompt[suiteCase.prompt] = suiteCase
    }
  }

  /// The case that an answer is to: of its identifier, unless the prompts differ, or of its prompt.
  public func suiteCase(of answer: SuiteAnswer) -> SuiteCase? {
    if let id = answer.id, let found = byID[id],
      answer.prompt.isEmpty || answer.prompt == found.prompt
    {
      return found
    }
    if let found = byPrompt[answer.prompt] { return found }
    // A suite whose prompts say what they ask for needs no list of cases.
    let row: JSONValue = ["prompt": .string(answer.prompt)]
    return suite.cases.isEmpty ? nil : try? suite.readCase(row, at: 0)
  }
}
