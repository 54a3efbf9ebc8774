/// Texts that give a list again, of which the first counts.
extension ObjectList {
  /// The lists in brackets that were read, as far as later ones must be compared with them.
  struct Lists {
    /// The objects of the first list.
    var first: Range<Int>
    /// Where the last one ended.
    var end: Int
  }

  /// Leaves out a list that, behind words, gives the same things as the first one once more.
  ///
  /// Lists of other things, or without a word between, are parts of one layout.
  mutating func compare(_ list: Literal) {
    guard case .list = list.content else { return }
    let start = indexOfObject(behind: list.range.lowerBound)
    // The list is no object itself.
    guard let begin = startOfObject(start), begin > list.range.lowerBound else { return }
    guard let lists else {
      lists = Lists(first: start..<objects.count, end: list.range.upperBound)
      return
    }
    self.lists?.end = list.range.upperBound
    let names = Set(objects[start...].lazy.map(\.name))
    let firstNames = Set(objects[lists.first].lazy.map(\.name))
    let hasWords = source.bytes[lists.end..<list.range.lowerBound].contains { byte in
      byte.isLetter || byte >= 0x80
    }
    if hasWords, names.isSubset(of: firstNames) || firstNames.isSubset(of: names) {
      leaveOut(from: start, in: list.range)
    } else {
      noteForm("the objects stand in several lists", list.range)
    }
  }
}
