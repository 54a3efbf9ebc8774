internal import Synchronization
public import Networks
public import Tensors

/// The attention maps of one run of the denoiser, in the order in which it computed them.
public struct AttentionMaps: Sendable {
  /// The maps of one layer.
  public struct Map: Sendable {
    /// The layer.
    public let site: AttentionSite
    /// How much each pixel attends each key, `[heads, height · width, keys]`.
    public let weights: Tensor

    /// Creates the maps of a layer.
    public init(site: AttentionSite, weights: Tensor) {
      precondition(
        weights.shape.rank == 3 && weights.shape[1] == site.height * site.width,
        "AttentionMaps: weights \(weights.shape) at \(site.height) × \(site.width) pixels")
      self.site = site
      self.weights = weights
    }

    /// The maps of one key, `[heads, height · width]`.
    public func key(_ index: Int) -> Tensor {
      let (heads, pixels) = (weights.shape[0], weights.shape[1])
      return weights.slice(index..<index + 1, axis: 2).reshaped([heads, pixels])
    }
  }

  /// The maps by layer.
  public let maps: [Map]

  /// Creates maps.
  public init(_ maps: [Map]) { self.maps = maps }

  /// The maps of one kind.
  public func maps(of kind: AttentionSite.Kind) -> [Map] { maps.filter { $0.site.kind == kind } }
}

/// Collects the maps of one item of a batch while the denoiser runs.
public final class AttentionRecorder: AttentionControl {
  private let sites: @Sendable (AttentionSite) -> Bool
  private let expected: Int?
  private let item: Int
  private let seen = Mutex<[AttentionMaps.Map]>([])

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - item: the item of the batch whose maps are kept.
  ///   - expected: how many layers will be shown; the denoiser may end after them. Nil runs it to its end.
  ///   - sites: tells which layers are kept.
  public init(
    item: Int = 0, expecting expected: Int? = nil,
    sites: @escaping @Sendable (AttentionSite) -> Bool
  ) {
    self.item = item
    self.expected = expected
    self.sites = sites
  }

  /// What has been seen.
  public var maps: AttentionMaps { seen.withLock { AttentionMaps($0) } }

  /// Tells whether a layer is kept.
  public func reads(_ site: AttentionSite) -> Bool { sites(site) }

  /// Keeps the maps of a layer.
  public func observe(_ maps: Tensor, at site: AttentionSite) {
    let sizes = Shape(Array(maps.shape.sizes.dropFirst()))
    let map = AttentionMaps.Map(
      site: site, weights: maps.slice(item..<item + 1).reshaped(sizes))
    seen.withLock { $0.append(map) }
  }

  /// Whether all expected layers have been seen.
  public var isSatisfied: Bool {
    expected.map { expected in seen.withLock { $0.count >= expected } } ?? false
  }
}
