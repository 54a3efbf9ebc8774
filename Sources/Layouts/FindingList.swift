/// Findings as they come up while a text is read, each kind listed so many times at most.
///
/// A text of a million commas would have a million findings, and take hundreds of times its size in
/// memory. Beyond the limit findings of a kind are only counted: the last one of the kind tells how many.
struct FindingList {
  /// How often a kind is listed.
  static let limit = 1000

  private var listed: [Finding] = []
  /// The findings of a kind that are not listed, by the name of its rule: the first, and how many.
  private var unlisted: [String: (first: Finding, count: Int)] = [:]
  /// How many of the first findings in the list are counted, and of which kinds they are.
  private var countedEnd = 0
  private var counts: [String: Int] = [:]

  /// Begins with findings that another list has listed already.
  init(_ findings: [Finding] = []) {
    listed = findings
  }

  /// A state to come back to.
  struct Mark {
    fileprivate var end: Int
    fileprivate var unlisted: [String: (first: Finding, count: Int)]
  }

  /// Every finding listed, and for each kind that has more a finding that says how many.
  var all: [Finding] {
    guard !unlisted.isEmpty else { return listed }
    let rest = unlisted.values.map { first, count in
      var finding = first
      finding.message = "\(count) more findings of this kind are not listed, this is the first"
      return finding
    }
    return listed
      + rest.sorted { ($0.source?.offset ?? 0, $0.code) < ($1.source?.offset ?? 0, $1.code) }
  }

  var mark: Mark { Mark(end: listed.count, unlisted: unlisted) }

  /// Takes back what was appended since a state was marked.
  mutating func rollBack(to mark: Mark) {
    guard listed.count > mark.end || !unlisted.isEmpty else { return }
    for finding in listed[min(mark.end, countedEnd)..<countedEnd] {
      counts[finding.rule, default: 1] -= 1
    }
    countedEnd = min(countedEnd, mark.end)
    listed.removeLast(listed.count - mark.end)
    unlisted = mark.unlisted
  }

  /// Appends a finding.
  mutating func append(
    _ rule: ReadingRule, _ message: String, object: Int? = nil,
    at source: SourceRange?
  ) {
    guard listed.count < Self.limit || !isFull(rule.rawValue) else {
      if unlisted[rule.rawValue] == nil {
        unlisted[rule.rawValue] = (rule.finding(message, object: object, at: source), 0)
      }
      unlisted[rule.rawValue]?.count += 1
      return
    }
    listed.append(rule.finding(message, object: object, at: source))
  }

  /// Counts a finding of a kind that is not listed any longer; false when it is still to be appended.
  mutating func countUnlisted(_ rule: ReadingRule) -> Bool {
    guard !unlisted.isEmpty, unlisted[rule.rawValue] != nil else { return false }
    unlisted[rule.rawValue]?.count += 1
    return true
  }

  /// Appends a finding that was made elsewhere.
  mutating func append(_ finding: Finding) {
    guard listed.count < Self.limit || !isFull(finding.rule) else {
      unlisted[finding.rule, default: (finding, 0)].count += 1
      return
    }
    listed.append(finding)
  }

  /// Appends findings that another list has listed already.
  mutating func append(listed findings: [Finding]) {
    listed += findings
  }

  /// Appends findings that were made elsewhere.
  mutating func append(contentsOf findings: [Finding]) {
    for finding in findings { append(finding) }
  }

  /// Appends the findings of another list, those included that it only counted.
  mutating func append(
    contentsOf other: FindingList, _ change: (Finding) -> Finding? = { $0 }
  ) {
    for finding in other.listed {
      if let finding = change(finding) { append(finding) }
    }
    for (rule, (first, count)) in other.unlisted {
      guard let first = change(first) else { continue }
      unlisted[rule, default: (first, 0)].count += count
    }
  }

  /// How many findings are listed.
  var count: Int { listed.count }

  /// Lets those of the findings behind so many stand by themselves that name an object.
  mutating func detach(from object: Int, behind count: Int) {
    for index in min(count, listed.count)..<listed.count where listed[index].object == object {
      listed[index].object = nil
    }
    for (rule, entry) in unlisted where entry.first.object == object {
      unlisted[rule]?.first.object = nil
    }
  }

  /// Whether a finding of some rule is there.
  func contains(_ rule: ReadingRule) -> Bool {
    listed.contains { $0.rule == rule.rawValue }
  }

  private mutating func isFull(_ rule: String) -> Bool {
    for finding in listed[countedEnd...] { counts[finding.rule, default: 0] += 1 }
    countedEnd = listed.count
    return counts[rule, default: 0] >= Self.limit
  }
}
