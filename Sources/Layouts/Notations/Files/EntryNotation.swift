/// A notation whose files may hold several pictures, of which one is read.
public protocol EntryNotation: ExchangeNotation {
  /// Which picture is read: its name, or its number counted from one; nil for the first.
  var entry: String? { get set }
}

extension EntryNotation {
  /// The notation without a choice, for what was just written.
  var ofAnyEntry: any ExchangeNotation {
    var notation = self
    notation.entry = nil
    return notation
  }
}

extension Array {
  /// The index of the element that an entry names, or else counts from one; nil where it does neither.
  func index(ofEntry entry: String, named name: (Element) -> String) -> Int? {
    if let named = firstIndex(where: { name($0).utf8.elementsEqual(entry.utf8) }) { return named }
    guard let number = Int(entry), number >= 1, number <= count else { return nil }
    return number - 1
  }
}
