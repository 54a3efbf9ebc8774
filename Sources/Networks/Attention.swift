public import Tensors

/// Multi-head attention with learnt projections (arXiv 1706.03762, section 3.2.2).
public struct Attention: Sendable {
  /// The names under which checkpoints keep the four projections.
  public struct Names: Sendable {
    let query: String
    let key: String
    let value: String
    let output: String

    /// The names that diffusers writes.
    public static let diffusers = Names(
      query: "to_q", key: "to_k", value: "to_v", output: "to_out.0")
    /// The names in autoencoders saved before diffusers 0.15.
    public static let oldAutoencoder = Names(
      query: "query", key: "key", value: "value", output: "proj_attn")
    /// The names in CLIP.
    public static let clip = Names(
      query: "q_proj", key: "k_proj", value: "v_proj", output: "out_proj")
  }

  private let heads: Int
  private let precision = Precision.current
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let output: Linear

  /// Loads the projections.
  ///
  /// - Parameters:
  ///   - features: of the queries and of the result.
  ///   - contextFeatures: of the keys' and values' source.
  ///   - inner: features of all heads together.
  ///   - heads: the number of heads.
  ///   - bias: whether query, key and value have a bias; the output always has.
  ///   - names: how the checkpoint spells the projections.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(
    features: Int, contextFeatures: Int, inner: Int, heads: Int, bias: Bool,
    names: Names = .diffusers, _ weights: Weights
  ) throws {
    self.heads = heads
    query = try Linear(inputs: features, outputs: inner, bias: bias, weights[names.query])
    key = try Linear(inputs: contextFeatures, outputs: inner, bias: bias, weights[names.key])
    value = try Linear(inputs: contextFeatures, outputs: inner, bias: bias, weights[names.value])
    output = try Linear(inputs: inner, outputs: features, weights[names.output])
  }

  /// The weights that read the source of the queries; without a context keys and values come from it, too.
  func readers(hasContext: Bool) -> [PackedWeight] {
    hasContext ? [query.weight] : [query.weight, key.weight, value.weight]
  }

  /// Returns `[batch, queries, features]` for `x` of that shape, normalised.
  public func callAsFunction(_ x: Tensor, behind norm: GroupNorm, adding addend: Tensor) -> Tensor {
    self(norm.rows(x, for: readers(hasContext: false)), adding: addend)
  }

  /// Returns `[batch, queries, features]` for `x` of that shape.
  ///
  /// - Parameters:
  ///   - x: the source of the queries, `[batch, queries, features]`.
  ///   - addend: added to the result, of its shape, such as a residual path.
  ///   - context: the source of keys and values, `[batch, keys, features]`; `x` itself unless given.
  ///   - mask: added to the scores, `[1 or batch, queries, keys]`.
  ///   - observe: takes the maps, `[batch, heads, queries, keys]`, which are held only for it.
  ///   - witness: takes those of the last item, `[1, heads, queries, keys]`, computed beside the result.
  /// - Returns: `[batch, queries, features]`.
  public func callAsFunction(
    _ x: Tensor, adding addend: Tensor? = nil, context: Tensor? = nil, mask: Tensor? = nil,
    observe: ((Tensor) -> Void)? = nil,
    witness: ((Tensor) -> Void)? = nil
  ) -> Tensor {
    self(
      ProductRows(x), adding: addend, context: context, mask: mask, observe: observe,
      witness: witness)
  }

  /// Returns the same for rows that may be rounded already.
  func callAsFunction(
    _ x: ProductRows, adding addend: Tensor? = nil, context: Tensor? = nil, mask: Tensor? = nil,
    observe: ((Tensor) -> Void)? = nil, witness: ((Tensor) -> Void)? = nil
  ) -> Tensor {
    let context = context.map { ProductRows($0) } ?? x
    let (queries, keys, values) = (query(x), key(context), value(context))
    if let witness {
      func last(_ tensor: Tensor) -> Tensor {
        tensor.detached().slice(tensor.shape[0] - 1..<tensor.shape[0])
      }
      witness(
        Tensor.attentionMaps(
          query: last(queries), key: last(keys), heads: heads, mask: mask.map(last)))
    }
    guard let observe else {
      return output(
        Tensor.attention(
          query: queries, key: keys, value: values, heads: heads, mask: mask,
          precision: precision), adding: addend)
    }
    let maps = Tensor.attentionMaps(query: queries, key: keys, heads: heads, mask: mask)
    observe(maps)
    return output(maps.attending(values), adding: addend)
  }
}
