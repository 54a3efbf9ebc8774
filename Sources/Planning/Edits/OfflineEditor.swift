internal import Layouts

/// Changes layouts with a grammar, without a network and in milliseconds.
///
/// It reads the same English as the offline planner: move, put, add, remove, replace, resize, recolour,
/// count, swap, turn, line up, bring to the front, the surroundings and what must not be seen; several
/// at once, and pronouns that go back to what was spoken of. The same layout and instruction give the
/// same bytes.
public struct OfflineEditor: Editor {
  /// The version of the grammar and its placement, recorded with every edit.
  public static let version = 1

  /// The name `offline`.
  public let name = "offline"

  /// Creates the editor.
  public init() {}

  /// Carries out one instruction.
  public func edit(_ request: EditRequest) -> Edit {
    do throws(Refusal) {
      let steps = try InstructionGrammar.read(
        request.instruction, names: request.layout.objects.map(\.name))
      var board = EditBoard(request)
      for step in steps { try board.apply(step) }
      return board.edit(by: self, of: request)
    } catch {
      return Edit(layout: nil, findings: [error.finding], mentioned: request.mentioned)
    }
  }
}

extension EditBoard {
  /// The board as an answer.
  fileprivate consuming func edit(by editor: OfflineEditor, of request: EditRequest) -> Edit {
    var layout = layout
    if layout.objects == request.layout.objects, layout.background == request.layout.background,
      layout.negative == request.layout.negative
    {
      if !findings.contains(where: { $0.severity > .note }) {
        note(.nothingChanged, "the layout is already as the instruction wants it")
      }
      layout = request.layout
    } else {
      layout.refreshCaption(after: request.layout)
      layout.recordEdit(request.instruction, by: editor.name)
    }
    let places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
    let decisions = decisions.map { decision in
      var decision = decision
      decision.objects = decision.objects.compactMap { places[$0] }
      return decision
    }
    return Edit(
      layout: layout, findings: findings, decisions: decisions,
      mentioned: mentioned.compactMap { places[$0] })
  }
}

extension Layout {
  /// Adds an edit to where the layout came from.
  mutating func recordEdit(_ instruction: String, by editor: String) {
    var edits: [JSONValue] = []
    if case .array(let earlier)? = provenance["edits"] { edits = earlier }
    edits.append(["instruction": .string(instruction), "editor": .string(editor)])
    provenance["edits"] = .array(edits)
  }

  /// Gives the layout a caption that fits it, unless its own still does.
  ///
  /// A caption stays when only places and sizes changed and it says nothing against them. A layout
  /// without a caption gets none.
  mutating func refreshCaption(after old: Layout) {
    guard !caption.isEmpty else { return }
    let isSame =
      objects.map(\.name).sorted() == old.objects.map(\.name).sorted()
      && background == old.background && negative == old.negative
    guard !isSame || contradictsCaption(more: old) else { return }
    caption = PictureCaption.text(of: self)
    language = "en"
  }

  /// Whether the caption finds more wrong with the layout than it did with the old one.
  private func contradictsCaption(more old: Layout) -> Bool {
    guard let rules = try? RuleSet() else { return true }
    func faults(_ layout: Layout) -> Int {
      rules.check(layout, caption: Caption(caption, language: language)).findings
        .count { $0.code.hasPrefix("MQ3") && $0.severity > .note }
    }
    return faults(self) > faults(old)
  }
}
