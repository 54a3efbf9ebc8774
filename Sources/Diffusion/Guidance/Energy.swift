public import Networks
public import Tensors

/// How far attention is from a layout: a loss on what the denoiser sees, whose gradient moves the latents.
///
/// One energy a file, each named by its paper. An energy reads maps and knows nothing of steps but the
/// index; when it is asked, and how far latents move, is a schedule's affair.
public protocol Energy: Sendable {
  /// The layers that it reads, of those that a denoiser has at a size of latents.
  ///
  /// - Parameters:
  ///   - sites: every layer, in the order of running.
  ///   - latents: the rows and columns of the latents, in cells.
  /// - Returns: some of the sites, in the same order.
  func sites(
    among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) -> [AttentionSite]

  /// Returns the loss of maps of those layers.
  ///
  /// - Parameters:
  ///   - maps: what `sites` asked for.
  ///   - grounding: the phrases and their regions.
  ///   - step: the denoising step, from zero.
  /// - Returns: the loss, tracked as the maps are, and its terms.
  func value(of maps: AttentionMaps, for grounding: Grounding, step: Int) -> EnergyValue
}

/// The loss of an energy at one time.
public struct EnergyValue: Sendable {
  /// One summand, for traces and messages.
  public struct Term: Hashable, Sendable {
    /// What it measures, such as "inner".
    public let name: String
    /// The phrase that it is about, by index; nil when it is about all.
    public let phrase: Int?
    /// Its share of the loss.
    public let value: Float

    /// Creates a term.
    public init(_ name: String, phrase: Int? = nil, value: Float) {
      self.name = name
      self.phrase = phrase
      self.value = value
    }
  }

  /// The loss, a tensor of shape `[]`.
  public let loss: Tensor
  /// What it is made of.
  public let terms: [Term]
  /// The loss that a refinement of one step descends, where that is another one (BoxDiff).
  public var refinement: Tensor?
  /// The largest attention inside the region that has least of it, where a schedule asks for it.
  public var leastInside: Float?
  /// The largest attention inside another phrase's region, where a schedule asks for it.
  public var largestOutside: Float?

  /// Creates a value.
  public init(loss: Tensor, terms: [Term] = []) {
    precondition(loss.shape.count == 1, "EnergyValue: the loss has shape \(loss.shape)")
    self.loss = loss
    self.terms = terms
  }
}
