public import Layouts

/// A conversation about a layout: every round with the layout after it, undone ones included.
///
/// Rounds are only ever added. Which layout is in force follows from them: an undo takes the last
/// change back, a redo brings it again, and a change after an undo leaves nothing to redo.
public struct EditSession: Hashable, Sendable {
  /// The name and version of the contract.
  public static let schema = "maquette/session/1"

  /// One round.
  public struct Round: Hashable, Sendable {
    /// What kind of round it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// The layout that the conversation begins with.
      case start
      /// A caption was planned.
      case plan
      /// An instruction was carried out.
      case edit
      /// An instruction, or a caption, was refused; the layout stayed.
      case refusal
      /// The last change was taken back.
      case undo
      /// What was taken back was brought again.
      case redo
    }

    /// What kind of round it is.
    public var kind: Kind
    /// What was said.
    public var instruction: String
    /// Who carried it out, such as `offline`; empty where nobody did.
    public var editor: String
    /// The layout after the round; nil for a refusal.
    public var layout: Layout?
    /// The objects that were spoken of last.
    public var mentioned: [Int]
    /// What was noticed, as JSON.
    public var findings: [JSONValue]
    /// What was decided, as JSON.
    public var decisions: [JSONValue]
    /// The answers of a language model with their tokens and times, as JSON.
    public var attempts: [JSONValue]
  }

  /// The rounds in their order.
  public private(set) var rounds: [Round] = []
  /// The rounds whose changes are in force, the last one on top.
  private var done: [Int] = []
  /// The rounds that an undo took back, the next to be redone on top.
  private var undone: [Int] = []

  /// Creates a conversation in which nothing was said.
  public init() {}

  /// The layout that is in force.
  public var layout: Layout? { done.last.flatMap { rounds[$0].layout } }

  /// The objects that were spoken of last.
  public var mentioned: [Int] { done.last.map { rounds[$0].mentioned } ?? [] }

  /// How many changes are in force, the beginning not counted.
  public var changeCount: Int { max(0, done.count - 1) }

  /// Whether a layout is the one in force, or that with which the conversation began.
  public func holds(_ layout: Layout) -> Bool {
    layout == self.layout || layout == rounds.first?.layout
  }

  // MARK: - Rounds

  /// Begins with a layout.
  public mutating func start(_ layout: Layout) {
    add(Round(kind: .start, instruction: "", editor: "", layout: layout))
  }

  /// Adds a planned caption; a plan without a layout is a refusal.
  public mutating func add(_ plan: Plan, of caption: String, by planner: String) {
    let isRefused =
      plan.layout == nil
      || plan.attempts.isEmpty && plan.findings.contains { $0.severity == .error }
    add(
      Round(
        kind: isRefused ? .refusal : .plan, instruction: caption, editor: planner,
        layout: isRefused ? nil : plan.layout, mentioned: [], findings: plan.findings.map(\.json),
        decisions: plan.decisions.map(\.json), attempts: plan.attempts.map(\.json)))
  }

  /// Adds an edit; one without a layout is a refusal.
  public mutating func add(_ edit: Edit, of instruction: String, by editor: String) {
    add(
      Round(
        kind: edit.layout == nil ? .refusal : .edit, instruction: instruction, editor: editor,
        layout: edit.layout, mentioned: edit.mentioned, findings: edit.findings.map(\.json),
        decisions: edit.decisions.map(\.json), attempts: edit.attempts.map(\.json)))
  }

  /// Takes the last change back.
  ///
  /// - Returns: whether there was one.
  public mutating func undo() -> Bool {
    guard done.count > 1 else { return false }
    let layout = rounds[done[done.count - 2]].layout
    add(Round(kind: .undo, instruction: "undo", editor: "", layout: layout))
    return true
  }

  /// Brings the change again that was taken back last.
  ///
  /// - Returns: whether there was one.
  public mutating func redo() -> Bool {
    guard let next = undone.last else { return false }
    add(Round(kind: .redo, instruction: "redo", editor: "", layout: rounds[next].layout))
    return true
  }

  private mutating func add(_ round: Round) {
    rounds.append(round)
    switch round.kind {
    case .start, .plan, .edit:
      done.append(rounds.count - 1)
      undone = []
    case .undo: done.popLast().map { undone.append($0) }
    case .redo: undone.popLast().map { done.append($0) }
    case .refusal: break
    }
  }
}

extension EditSession.Round {
  /// Creates a round in which nobody was asked.
  fileprivate init(
    kind: Kind, instruction: String, editor: String, layout: Layout?
  ) {
    self.init(
      kind: kind, instruction: instruction, editor: editor, layout: layout, mentioned: [],
      findings: [], decisions: [], attempts: [])
  }
}

// MARK: - JSON

extension EditSession {
  /// The conversation as JSON, after the contract `maquette/session/1`.
  public var json: JSONValue {
    ["schema": .string(Self.schema), "rounds": .array(rounds.map(\.json))]
  }

  /// Reads a conversation.
  ///
  /// - Throws: `SessionFailure` saying what was expected and what stands there.
  public init(_ text: String) throws(SessionFailure) {
    let root: JSONNode
    do throws(ParseFailure) {
      root = try JSONReader.read(text).root
    } catch {
      throw .unreadable("\(error)")
    }
    guard case .string(let schema)? = root["schema"]?.content else {
      throw .unreadable("“schema” was expected to be \(Self.schema), and is absent")
    }
    guard schema == Self.schema else { throw .otherVersion(schema) }
    guard case .array(let nodes)? = root["rounds"]?.content else {
      throw .unreadable("“rounds” was expected to be a list")
    }
    for (index, node) in nodes.enumerated() { add(try Round(node, at: index)) }
    guard layout != nil || nodes.isEmpty || rounds.allSatisfy({ $0.kind == .refusal }) else {
      throw .unreadable("no round holds the layout that is in force")
    }
  }
}

extension EditSession.Round {
  /// The round as JSON.
  public var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "instruction": .string(instruction),
      "editor": .string(editor), "layout": layout?.json ?? .null,
      "mentioned": .array(mentioned.map(JSONValue.integer)), "findings": .array(findings),
      "decisions": .array(decisions), "attempts": .array(attempts),
    ]
  }

  fileprivate init(_ node: JSONNode, at index: Int) throws(SessionFailure) {
    func text(_ key: String) -> String {
      if case .string(let text)? = node[key]?.content { text } else { "" }
    }
    func list(_ key: String) -> [JSONValue] {
      if case .array(let nodes)? = node[key]?.content { nodes.map(\.value) } else { [] }
    }
    guard let kind = Kind(rawValue: text("kind")) else {
      throw .malformedRound(
        index,
        "“kind” was expected to be one of "
          + Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    var layout: Layout?
    if let value = node["layout"]?.value, value != .null {
      do throws(ParseFailure) {
        layout = try JSONNotation()
          .parse((try? JSONWriter.write(value)) ?? "", canvas: .standard).layout
      } catch {
        throw .malformedRound(index, "“layout”: \(error.message)")
      }
    }
    guard layout != nil || kind == .refusal else {
      throw .malformedRound(index, "“layout” was expected in a round of the kind \(kind.rawValue)")
    }
    let count = layout?.objects.count ?? .max
    let mentioned = list("mentioned").compactMap { value -> Int? in
      if case .integer(let place) = value, (0..<count).contains(place) { place } else { nil }
    }
    self.init(
      kind: kind, instruction: text("instruction"), editor: text("editor"), layout: layout,
      mentioned: mentioned, findings: list("findings"), decisions: list("decisions"),
      attempts: list("attempts"))
  }
}
