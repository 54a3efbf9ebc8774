/// The keys of a dictionary as they are compared.
///
/// A text may be one dictionary from names to boxes: the keys of a long one are made when they are asked
/// for.
struct LooseKeys: RandomAccessCollection {
  /// Up to how many keys all are made at once; no object has so many.
  private static let keptCount = 64

  private let pairs: [LooseObjects.Pair]
  private let kept: [LooseKey]
  /// Whether keys may stand twice: false only where every form is another.
  let mayRepeat: Bool

  init(_ pairs: [LooseObjects.Pair]) {
    self.pairs = pairs
    kept = pairs.count <= Self.keptCount ? pairs.map { LooseKey($0.key.text ?? "") } : []
    let forms = kept
    mayRepeat =
      forms.count < pairs.count
      || forms.indices.contains { index in
        forms[..<index].contains { $0.form == forms[index].form }
      }
  }

  var startIndex: Int { pairs.startIndex }
  var endIndex: Int { pairs.endIndex }

  subscript(index: Int) -> LooseKey {
    kept.isEmpty ? LooseKey(pairs[index].key.text ?? "") : kept[index]
  }

  /// The keys of first corners, beside which `x1` and `y1` are those of the second.
  var cornerKeys: Set<String> { Set(lazy.map(\.form).filter { $0 == "x0" || $0 == "y0" }) }
}
