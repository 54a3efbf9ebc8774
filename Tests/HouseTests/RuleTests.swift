import Testing

/// A rule's doc comment is its manual: it must be there, in more than a sentence.
@Test func everyRuleHasItsManual() throws {
  let rules = try SourceFile.swift(in: "Sources/Layouts/Rules")
  try #require(!rules.isEmpty)
  for rule in rules {
    let manual = rule.lines.prefix { $0.hasPrefix("///") }
    #expect(manual.count >= 3, "\(rule.path) begins with \(manual.count) lines of manual")
    #expect(manual.dropFirst().first == "///", "\(rule.path): one line that says it, then the rest")
  }
}

/// Codes are forever: no two rules share one, and geometry's begin with MQ1, those of text with MQ2,
/// those of the caption with MQ3.
@Test func everyRuleHasACodeOfItsOwn() throws {
  var owners: [String: String] = [:]
  for rule in try SourceFile.swift(in: "Sources/Layouts/Rules") {
    let codes = rule.text.matches(of: /"(MQ\d\d\d)"/).map { String($0.output.1) }
    #expect(!codes.isEmpty, "\(rule.path) has no code")
    for code in Set(codes) {
      #expect(["MQ1", "MQ2", "MQ3"].contains(code.prefix(3)), "\(rule.path): \(code)")
      #expect(owners[code] == nil, "\(code) is both \(rule.path) and \(owners[code] ?? "")")
      owners[code] = rule.path
    }
  }
}

@Test func codesOfAllRoomsDiffer() throws {
  var owners: [String: Set<String>] = [:]
  for file in try SourceFile.swift(in: "Sources") {
    for match in file.text.matches(of: /"(MQ\d\d\d)"/) {
      owners[String(match.output.1), default: []].insert(file.path)
    }
  }
  for (code, paths) in owners {
    #expect(paths.count == 1, "\(code) is given in \(paths.sorted())")
  }
}
