public import Networks
public import Tensors

/// Collects the maps of every item of a batch while the denoiser runs.
public struct BatchAttentionRecorder: AttentionControl {
  /// What is collected of each item.
  public let items: [AttentionRecorder]

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - count: the items of the batch.
  ///   - expected: how many layers will be shown; the denoiser may end after them. Nil runs it to its end.
  ///   - sites: tells which layers are kept.
  public init(
    of count: Int, expecting expected: Int? = nil,
    sites: @escaping @Sendable (AttentionSite) -> Bool
  ) {
    items = (0..<count).map { AttentionRecorder(item: $0, expecting: expected, sites: sites) }
  }

  /// Tells whether a layer is kept.
  public func reads(_ site: AttentionSite) -> Bool { items.first?.reads(site) ?? false }

  /// Keeps the maps of a layer.
  public func observe(_ maps: Tensor, at site: AttentionSite) {
    for item in items { item.observe(maps, at: site) }
  }

  /// Whether all expected layers have been seen.
  public var isSatisfied: Bool { items.allSatisfy(\.isSatisfied) }
}
