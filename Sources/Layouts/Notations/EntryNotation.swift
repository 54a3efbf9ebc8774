/// A notation whose files may hold several pictures, of which one is read.
public protocol EntryNotation: Notation {
  /// Which picture is read: its name, or its number counted from one; nil for the first.
  var entry: String? { get set }
}

extension BlobCtrlNotation: EntryNotation {}
extension COCONotation: EntryNotation {}
extension LMDCacheNotation: EntryNotation {}
extension LabelStudioNotation: EntryNotation {}
extension LayoutGPTNotation: EntryNotation {}
