/// A notation whose texts can be changed in place, so that all else in them stays.
protocol RevisableNotation: Notation {
  /// What must be replaced in a text for it to say another layout; nil when that can't be told.
  ///
  /// The result is a proposal: who asked reads the changed text and compares.
  func replacements(for revision: Revision) -> [ByteReplacement]?
}

/// What a text says, and what it shall say.
struct Revision {
  /// The text.
  let source: SourceText
  /// What was read from it.
  let parsed: ParsedLayout
  /// What it shall say, with where the objects came from.
  let edited: EditedLayout
  /// The objects, by their indices before, whose regions are to be written as they were read.
  let rewritten: Set<Int>

  /// The layout as it was read.
  var old: Layout { parsed.layout }
  /// The layout that the text shall say.
  var new: Layout { edited.layout }
}
