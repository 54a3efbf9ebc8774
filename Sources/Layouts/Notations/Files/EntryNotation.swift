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
