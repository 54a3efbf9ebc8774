internal import Synchronization
public import Networks
public import Tensors

/// Which attention of a painting's walk somebody wants to see.
public struct AttentionWish: Hashable, Sendable {
  /// The layers, besides those of the mass inside.
  public var layers: AttentionLayers?
  /// Whether self-attentions of those layers are wanted, too.
  public var includesOwn: Bool
  /// Whether heads are kept apart; else their mean is taken as soon as a layer has computed them.
  public var keepsHeads: Bool

  /// Creates a wish; by default for no more than the mass inside needs.
  public init(
    layers: AttentionLayers? = nil, includesOwn: Bool = false, keepsHeads: Bool = false
  ) {
    self.layers = layers
    self.includesOwn = includesOwn
    self.keepsHeads = keepsHeads
  }
}

/// Watches the attention of a painting's own walk without disturbing it.
///
/// The conditional item alone is looked at, and of a step only what was wished for is computed: the
/// walk, and so the picture, is the same to the bit as without a watch.
///
///     while let step = try painting.sampling.next() { let maps = watch.take() … }
public final class AttentionWatch: AttentionWitness {
  /// What is seen at the moment.
  private struct State {
    var isOpen = true
    var maps: [AttentionMaps.Map] = []
  }

  /// Every layer of the denoiser.
  public let sites: [AttentionSite]
  /// The cross-attentions by which the mass inside regions is measured: `AttentionLayers.quarter`.
  public let massSites: Set<AttentionSite>
  /// The layers that were wished for.
  public let wishedSites: Set<AttentionSite>
  private let keepsHeads: Bool
  private let state = Mutex(State())

  /// Creates a watch.
  ///
  /// - Parameters:
  ///   - wish: what is to be seen.
  ///   - sites: every layer of the denoiser.
  ///   - latents: the rows and columns of the latents.
  public init(
    _ wish: AttentionWish, among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) {
    self.sites = sites
    massSites = Set(AttentionLayers.quarter.pick(.cross, among: sites, latents: latents))
    let kinds: [AttentionSite.Kind] = wish.includesOwn ? [.cross, .own] : [.cross]
    wishedSites = Set(
      kinds.flatMap { kind in
        wish.layers.map { $0.pick(kind, among: sites, latents: latents) } ?? []
      })
    keepsHeads = wish.keepsHeads
  }

  /// Says whether the layers that were wished for are looked at in the next step; the mass always is.
  public func opens(_ isOpen: Bool) { state.withLock { $0.isOpen = isOpen } }

  /// Returns what was seen since it was taken last, in the order of running.
  public func take() -> AttentionMaps {
    state.withLock { state in
      defer { state.maps = [] }
      return AttentionMaps(state.maps)
    }
  }

  /// Tells whether a layer is looked at now.
  public func sees(_ site: AttentionSite) -> Bool {
    massSites.contains(site) || state.withLock { $0.isOpen } && wishedSites.contains(site)
  }

  /// Keeps the maps of a layer, or the mean of their heads.
  public func witness(_ maps: Tensor, at site: AttentionSite) {
    let (heads, pixels, keys) = (maps.shape[1], maps.shape[2], maps.shape[3])
    let apart = maps.reshaped([heads, pixels, keys])
    let weights = keepsHeads ? apart : apart.mean(axis: 0).reshaped([1, pixels, keys])
    state.withLock { $0.maps.append(AttentionMaps.Map(site: site, weights: weights)) }
  }
}
