/// What planning can notice about a caption; the codes are stable and begin with MQ4.
package enum PlanningRule: String, CaseIterable {
  /// The caption has no words.
  case emptyCaption = "empty-caption"
  /// The caption is in a language or script that the grammar does not read.
  case unsupportedLanguage = "unsupported-language"
  /// A word or construction has no place in the grammar.
  case notUnderstood = "not-understood"
  /// The relations can't all hold.
  case contradiction = "contradictory-relations"
  /// More objects than fit the canvas at a size worth painting.
  case tooManyObjects = "too-many-objects"
  /// A pronoun or "the same" has nothing to refer to.
  case unresolvedReference = "unresolved-reference"
  /// Something is both asked for and excluded.
  case excludedThing = "excluded-thing"
  /// The caption doesn't say how many, so a number was chosen.
  case assumedCount = "assumed-count"
  /// A verb describes the subject but does not place it.
  case unplacedVerb = "unplaced-verb"
  /// A noun without an entry in the size table got a middling size.
  case unknownNoun = "unknown-noun"
  /// The caption can be read in two ways; the message says which was taken.
  case chosenReading = "chosen-reading"
  /// The background prompt names an object, which invites a second one.
  case backgroundNamesObject = "background-names-object"

  /// Words that were not understood and are not planned; a strict reading refuses them.
  case leftOut = "left-out"
  /// A relation that the words only suggest was given up, because the plain ones left no room.
  case droppedRelation = "dropped-relation"
  /// No answer of a language model holds a layout.
  case noLayout = "no-layout"
  /// What a language model got wrong was put right.
  case mended = "mended-answer"
  /// An instruction speaks of an object that the layout does not have.
  case noSuchObject = "no-such-object"
  /// There is no place where an instruction wants something.
  case noRoom = "no-room"
  /// An instruction was carried out as far as it went.
  case limitedEdit = "limited-edit"
  /// An instruction changes nothing.
  case nothingChanged = "nothing-changed"
  /// What a language model changed without being told to was put back.
  case restored = "restored"
  /// A language model changed something that the instruction does not name.
  case unaskedChange = "unasked-change"
  /// One of several questions to a language model had no answer.
  case noAnswer = "no-answer"
  /// No description came for an object.
  case missingDescription = "missing-description"

  /// The stable code.
  package var code: String {
    switch self {
    case .emptyCaption: "MQ401"
    case .unsupportedLanguage: "MQ402"
    case .notUnderstood: "MQ403"
    case .contradiction: "MQ404"
    case .tooManyObjects: "MQ405"
    case .unresolvedReference: "MQ406"
    case .excludedThing: "MQ407"
    case .assumedCount: "MQ411"
    case .unplacedVerb: "MQ412"
    case .unknownNoun: "MQ413"
    case .chosenReading: "MQ414"
    case .backgroundNamesObject: "MQ415"
    case .leftOut: "MQ416"
    case .droppedRelation: "MQ417"
    case .noLayout: "MQ421"
    case .mended: "MQ422"
    case .noSuchObject: "MQ431"
    case .noRoom: "MQ432"
    case .limitedEdit: "MQ433"
    case .nothingChanged: "MQ434"
    case .restored: "MQ435"
    case .unaskedChange: "MQ436"
    case .noAnswer: "MQ423"
    case .missingDescription: "MQ424"
    }
  }

  /// Errors leave no layout; the rest are declarations.
  package var severity: Finding.Severity {
    switch self {
    case .emptyCaption, .unsupportedLanguage, .notUnderstood, .contradiction, .tooManyObjects,
      .unresolvedReference, .excludedThing, .noLayout, .noSuchObject, .noRoom:
      .error
    case .unplacedVerb, .backgroundNamesObject, .leftOut, .droppedRelation, .limitedEdit,
      .nothingChanged, .unaskedChange, .noAnswer, .missingDescription:
      .warning
    case .assumedCount, .unknownNoun, .chosenReading, .mended, .restored: .note
    }
  }

  /// Makes the finding of this rule.
  package func finding(
    _ message: String, at source: SourceRange? = nil, severity: Finding.Severity? = nil
  ) -> Finding {
    Finding(
      rule: rawValue, code: code, severity: severity ?? self.severity, message: message,
      source: source)
  }
}
