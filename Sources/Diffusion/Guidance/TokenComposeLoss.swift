public import Drawing
public import Networks
public import Tensors

/// The losses that hold attention to masks while a denoiser is trained (TokenCompose, arXiv 2312.03626).
///
/// Both are added to the loss of the noise. Masks are those of the training picture's objects.
public struct TokenComposeLoss: Hashable, Sendable {
  /// A noun of the caption.
  public struct Word: Hashable, Sendable {
    /// Its positions in the encoded caption.
    public var tokens: [Int]
    /// Where its object lies: one mask for each size of map, zeros and ones.
    public var masks: [Mask]

    /// Creates a word.
    public init(tokens: [Int], masks: [Mask]) {
      (self.tokens, self.masks) = (tokens, masks)
    }

    fileprivate func mask(at site: AttentionSite) -> Mask {
      guard
        let mask = masks.first(where: { ($0.height, $0.width) == (site.height, site.width) }),
        !tokens.isEmpty
      else {
        preconditionFailure(
          "TokenComposeLoss: tokens \(tokens) need a mask of \(site.height) × \(site.width)")
      }
      return mask
    }
  }

  /// The losses of one picture.
  public struct Value: Sendable {
    /// The token loss, without its weight.
    public var token: Tensor
    /// The pixel loss, without its weight.
    public var pixel: Tensor
    /// Both, weighted.
    public var total: Tensor

    /// Creates losses.
    public init(token: Tensor, pixel: Tensor, total: Tensor) {
      (self.token, self.pixel, self.total) = (token, pixel, total)
    }
  }

  /// The weight of the token loss (`train.sh`).
  public var tokenWeight: Float = 1e-3
  /// The weight of the pixel loss.
  public var pixelWeight: Float = 5e-5

  /// Creates the losses with their published weights.
  public init() {}

  /// The cross-attentions of the middle and all up blocks, as in the reference.
  public func sites(among sites: [AttentionSite]) -> [AttentionSite] {
    sites.filter {
      $0.kind == .cross
        && ($0.path.hasPrefix("mid_block.") || $0.path.hasPrefix("up_blocks."))
    }
  }

  /// Returns the phrases of a prompt as words, with masks for the sizes of the layers' maps.
  ///
  /// A mask covers the cells whose middles lie in an ellipse, or a box rounded to cells, and one cell at
  /// the least.
  public static func words(of grounding: Grounding, at sites: [AttentionSite]) -> [Word] {
    grounding.phrases.map { phrase in
      var masks: [Mask] = []
      for site in sites
      where !masks.contains(where: { ($0.height, $0.width) == (site.height, site.width) }) {
        masks.append(
          PhraseMasks(
            phrase, on: grounding.canvas, size: (site.height, site.width), raster: .cells(.nearest)
          ).union)
      }
      return Word(tokens: phrase.tokens, masks: masks)
    }
  }

  /// Returns the losses, each block's layers a group; groups are summed.
  public func value(of maps: AttentionMaps, words: [Word]) -> Value {
    var groups: [[AttentionMaps.Map]] = []
    for map in maps.maps(of: .cross) {
      if let last = groups.last?.last, last.site.block == map.site.block {
        groups[groups.count - 1].append(map)
      } else {
        groups.append([map])
      }
    }
    let zero = Tensor([], [0])
    let token = groups.reduce(zero) { $0 + Self.tokenLoss(of: $1, words: words) }
    let pixel = groups.reduce(zero) { $0 + Self.pixelLoss(of: $1, words: words) }
    return Value(
      token: token, pixel: pixel, total: token * tokenWeight + pixel * pixelWeight)
  }

  /// Returns the square of the share of a token's attention that falls outside its mask.
  ///
  /// Shares are averaged over heads, squares over tokens and words; maps are summed.
  public static func tokenLoss(of maps: [AttentionMaps.Map], words: [Word]) -> Tensor {
    var loss = Tensor([], [0])
    for map in maps {
      let keys = map.keys(words.flatMap(\.tokens))
      for word in words {
        let mask = word.mask(at: map.site)
        for token in word.tokens {
          let outside = (1 - keys[token].share(in: mask).mean()).squared()
          loss = loss + outside / Float(word.tokens.count * words.count)
        }
      }
    }
    return loss
  }

  /// Returns the binary cross-entropy between a word's attention and its mask.
  ///
  /// Attention is averaged over heads, then over the maps, which have one size, and summed over the
  /// word's tokens; the entropy is averaged over cells and words. Attention of less than the smallest
  /// normal number counts as that.
  public static func pixelLoss(of maps: [AttentionMaps.Map], words: [Word]) -> Tensor {
    guard let first = maps.first, !words.isEmpty else { return Tensor([], [0]) }
    precondition(
      maps.allSatisfy {
        ($0.site.height, $0.site.width, $0.weights.shape[2])
          == (first.site.height, first.site.width, first.weights.shape[2])
      },
      "TokenComposeLoss: a group has maps of \(maps.map(\.weights.shape))")
    let sum = maps.dropFirst().reduce(first.weights.mean(axis: 0)) {
      $0 + $1.weights.mean(axis: 0)
    }
    let keys = KeyMaps(
      words.flatMap(\.tokens), of: (sum / Float(maps.count)).permuted([1, 0]))
    let possible = Float.leastNormalMagnitude...1
    return words.reduce(Tensor([], [0])) { loss, word in
      let mask = word.mask(at: first.site)
      let attention = word.tokens.dropFirst().reduce(keys[word.tokens[0]]) { $0 + keys[$1] }
      let hit = attention.clamped(to: possible).logarithm().covered(by: mask)
      let miss = (1 - attention).clamped(to: possible).logarithm().covered(by: mask.complement)
      return loss + (hit + miss).mean() * (-1 / Float(words.count))
    }
  }
}

extension AttentionSite {
  /// The block that it belongs to, such as `up_blocks.1`.
  fileprivate var block: String {
    path.split(separator: ".").prefix { $0 != "attentions" }.joined(separator: ".")
  }
}
