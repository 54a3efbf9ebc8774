internal import Networks
internal import Synchronization
internal import Tensors

/// Keeps how one token is attended while the denoiser predicts.
final class WordRecorder: AttentionControl {
  private let sites: Set<AttentionSite>
  private let token: Int
  private let item: Int
  private let seen = Mutex<[String: Tensor]>([:])

  /// Creates a recorder of some layers, for one item of the batch.
  init(sites: [AttentionSite], token: Int, item: Int) {
    self.sites = Set(sites)
    self.token = token
    self.item = item
  }

  func reads(_ site: AttentionSite) -> Bool { sites.contains(site) }

  func observe(_ maps: Tensor, at site: AttentionSite) {
    let (heads, pixels) = (maps.shape[1], maps.shape[2])
    let map = maps.slice(item..<item + 1).slice(token..<token + 1, axis: 3)
      .reshaped([heads, pixels])
    seen.withLock { $0[site.path] = map }
  }

  /// Returns what was seen since it was last asked, by the path of the layer.
  func take() -> [String: Tensor] {
    seen.withLock { seen in
      defer { seen = [:] }
      return seen
    }
  }
}
