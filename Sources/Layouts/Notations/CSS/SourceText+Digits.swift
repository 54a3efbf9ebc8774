/// Numbers that run into names.
extension SourceText {
  /// The digits that a name begins with, and the rest: BlobGEN's paper prints `236cy: ?px`.
  func splitDigits(_ name: Range<Int>) -> (digits: Range<Int>, word: Range<Int>) {
    var place = name.lowerBound
    while place < name.upperBound, bytes[place].isDigit { place += 1 }
    return (name.lowerBound..<place, place..<name.upperBound)
  }
}
