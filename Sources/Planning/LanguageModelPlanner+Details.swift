public import Layouts

/// What is asked about a layout that is there already: how its objects look, and what is around them.
extension LanguageModelPlanner {
  /// Describes each object of a layout; without a layout, plans blobs first, as BlobGEN does.
  func describe(_ request: PlanRequest) async throws -> Plan {
    var first = request
    first.style = .cssBlobs
    var plan: Plan
    if let layout = request.layout {
      plan = Plan(layout: layout)
    } else {
      plan = try await arrange(first)
    }
    guard let layout = plan.layout, !layout.objects.isEmpty else { return plan }
    var second = request
    second.layout = layout
    second.canvas = layout.canvas
    return try await complete(plan, second) { completion, sample, round in
      attempt(completion, second, sample, round) { () throws(ParseFailure) in
        try layout.described(by: completion.text)
      }
    }
  }

  /// Asks for the background and the negative prompt alone.
  func surround(_ request: PlanRequest) async throws -> Plan {
    let layout =
      request.layout
      ?? Layout(
        canvas: request.canvas, caption: request.caption.text,
        language: CaptionLanguage.of(request.caption))
    let notation = try templates.notation(of: .background)
    return try await complete(Plan(layout: layout), request) { completion, sample, round in
      attempt(completion, request, sample, round) { () throws(ParseFailure) in
        let parsed = try notation.parse(completion.text, canvas: layout.canvas)
        var surrounded = layout
        surrounded.background = parsed.layout.background
        surrounded.negative = parsed.layout.negative
        let checked = rules.check(surrounded, caption: request.caption, reading: parsed.findings)
        // Of everything that may be wrong, only what this question asked for.
        let old = Set(rules.check(layout, caption: request.caption).findings.map(\.message))
        return (surrounded, checked.findings.filter { !old.contains($0.message) })
      }
    }
  }

  /// Asks what is still missing, and takes the best answer.
  private func complete(
    _ plan: Plan, _ request: PlanRequest, read: Reading
  ) async throws -> Plan {
    let prompt = try templates.prompt(for: request, exemplars: settings.exemplars)
    let talk = try await talks(request, asking: prompt, count: 1, read: read)
    let choice = AttemptChoice(attempts: talk.attempts, choice: settings.choice)
    var result = plan
    result.attempts += talk.attempts
    if request.explains { result.decisions += choice.decisions }
    guard let chosen = choice.chosen, var layout = chosen.layout else {
      result.findings.append(noLayout(talk))
      return result
    }
    layout.provenance = provenance(of: chosen, result.attempts, request)
    result.layout = layout
    result.findings += talk.failures + chosen.findings
    return result
  }

  private func attempt(
    _ completion: Completion, _ request: PlanRequest, _ sample: Int, _ round: Int,
    read: () throws(ParseFailure) -> (Layout, [Finding])
  ) -> PlanAttempt {
    var attempt = PlanAttempt(
      sample: sample, round: round, completion: completion, findings: [], style: request.style)
    do throws(ParseFailure) {
      let (layout, findings) = try read()
      attempt.layout = layout
      attempt.findings = findings
    } catch {
      attempt.findings = [error.noLayout]
    }
    return attempt
  }
}

extension Layout {
  /// The line above descriptions in BlobGEN's form.
  private static let descriptionLabel = "Region Desc:"

  /// The names of the objects as CSS rules begin with them.
  var blobHeaders: [String] {
    let bare = withoutDescriptions
    let lines = CSSBlobNotation().print(bare).text.split(separator: "\n")
    return lines.prefix(objects.count).map { line in
      String(line[..<(line.firstRange(of: " {")?.lowerBound ?? line.endIndex)])
    }
  }

  /// The descriptions of the objects, one a line under BlobGEN's label.
  var blobDescriptions: String {
    zip(blobHeaders, objects).map { "\($0) {\($1.description)}" }.joined(separator: "\n")
  }

  private var withoutDescriptions: Layout {
    var layout = self
    for index in objects.indices { layout.objects[index].description = "" }
    return layout
  }

  /// The layout with the descriptions of an answer, joined by name and, of equal names, by order.
  ///
  /// - Parameter answer: one `name {sentence}` a line.
  /// - Returns: the layout, and what is missing or too much; places point into the answer.
  /// - Throws: `ParseFailure`, when nothing of the answer can be read.
  public func described(
    by answer: String
  ) throws(ParseFailure) -> (layout: Layout, findings: [Finding]) {
    let bare = Layout(canvas: canvas, objects: withoutDescriptions.objects)
    let rules = CSSBlobNotation().print(bare).text.split(separator: "\n").prefix(objects.count)
    let lines = rules + [Substring(Self.descriptionLabel)]
    let head = lines.map { $0 + "\n" }.joined()
    let parsed = try CSSBlobNotation().parse(head + answer, canvas: canvas)
    var layout = self
    var findings: [Finding] = []
    for (index, object) in parsed.layout.objects.enumerated() where objects.indices.contains(index)
    {
      layout.objects[index].description = object.description
    }
    for var finding in parsed.findings {
      guard var source = finding.source, source.offset >= head.utf8.count else { continue }
      source.offset -= head.utf8.count
      source.line -= lines.count
      finding.source = source
      findings.append(finding)
    }
    for (index, object) in layout.objects.enumerated() where object.description.isEmpty {
      var finding = PlanningRule.missingDescription.finding(
        "no description came for \(JSONWriter.quoted(object.name)) (object \(index))")
      finding.object = index
      findings.append(finding)
    }
    return (layout, findings)
  }
}
