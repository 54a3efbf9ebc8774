/// The objects of a stretch of text, and whether Python would read it.
struct ObjectReading: ~Copyable {
  let range: Range<Int>
  let list: ObjectList
  /// Whether Python's `ast.literal_eval` would have read the stretch.
  let isPython: Bool
}
