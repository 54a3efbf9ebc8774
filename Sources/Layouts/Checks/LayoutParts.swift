/// Parts of a layout that rules look at and that fixes change.
///
/// Trying a fix takes the rules that look at what it changes, and no others.
public struct LayoutParts: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// Creates a set of parts of its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Where the objects lie.
  public static let regions = LayoutParts(rawValue: 1 << 0)
  /// Which objects are painted at all: not those whose region is empty, outside or the whole canvas.
  public static let placement = LayoutParts(rawValue: 1 << 1)
  /// What the objects are called.
  public static let names = LayoutParts(rawValue: 1 << 2)
  /// How the objects are described.
  public static let descriptions = LayoutParts(rawValue: 1 << 3)
  /// The background prompt.
  public static let background = LayoutParts(rawValue: 1 << 4)
  /// The negative prompt.
  public static let negative = LayoutParts(rawValue: 1 << 5)
  /// Which objects there are, and in which order: all rules look at that.
  public static let objects = LayoutParts(rawValue: 1 << 6)

  /// Everything.
  public static let all = LayoutParts(rawValue: .max)
}

extension LayoutParts {
  /// The parts in which a layout differs from an earlier one after some edits.
  init(of layout: Layout, changedFrom earlier: Layout, by edits: [LayoutEdit]) {
    self = edits.reduce(into: []) { $0.insert($1.part) }
    guard contains(.regions), !contains(.objects) else { return }
    let differs = zip(layout.objects, earlier.objects).contains { one, other in
      CaptionMatching.isPlaced(one.region, on: layout.canvas)
        != CaptionMatching.isPlaced(other.region, on: layout.canvas)
    }
    if differs { insert(.placement) }
  }
}

extension LayoutEdit {
  /// The part of the layout that the edit changes, beside what follows from it.
  fileprivate var part: LayoutParts {
    switch self {
    case .setRegion: .regions
    case .rename: .names
    case .describe: .descriptions
    case .setBackground: .background
    case .setNegative: .negative
    case .remove, .insert, .move: .objects
    }
  }
}
