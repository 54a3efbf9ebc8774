internal import Networks
internal import Tensors

/// How far each cell prefers a token to the prompt's others: what Attend-and-Excite measures.
///
/// The mean over heads and layers, times 100, through a softmax over tokens without the start token
/// (arXiv 2301.13826, `pipeline_attend_and_excite.py`), blurred.
struct TokenContrast {
  /// Rows of the maps.
  let height: Int
  /// Columns of the maps.
  let width: Int
  private let maps: KeyMaps

  /// Creates the contrast of some tokens; nil where no cross-attention was read.
  ///
  /// - Parameters:
  ///   - tokens: positions in the prompt.
  ///   - attention: the maps, of one size.
  ///   - end: the position of the prompt's end, if the softmax ends before it; else it ends before the
  ///     last token.
  ///   - sharpness: the factor on attention before the softmax.
  ///   - smoothing: the blur.
  init?(
    of tokens: [Int], in attention: AttentionMaps, end: Int?, sharpness: Float,
    smoothing: MapSmoothing?
  ) {
    guard let (mean, height, width) = attention.meanMap(of: .cross) else { return nil }
    let end = end ?? mean.shape[1] - 1
    precondition(
      end <= mean.shape[1] && tokens.allSatisfy { (1..<end).contains($0) },
      "energy: tokens \(tokens) lie outside 1..<\(end) of \(mean.shape[1]) keys")
    (self.height, self.width) = (height, width)
    let contrast = (mean.slice(1..<end, axis: 1) * sharpness).softmax()
    maps = KeyMaps(tokens.map { $0 - 1 }, of: contrast.permuted([1, 0])).map { table in
      let grid = table.reshaped([table.shape[0], height, width])
      return (smoothing.map { $0(grid) } ?? grid).reshaped(table.shape)
    }
  }

  /// The map of a token, `[height · width]`.
  subscript(token: Int) -> Tensor { maps[token - 1] }
}
