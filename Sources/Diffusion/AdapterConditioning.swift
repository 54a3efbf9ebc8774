public import Networks
public import Tensors

/// What an adapter's layers read at each step of a walk: the things and their places.
///
/// A method makes one and hands it on with the text; the loop and its guiders take from it what they need:
///
///     let objects = try model.gligenConditioning(
///       of: ["a cat"], at: [.box(box)], on: canvas, guided: guidance.isActive,
///       strengths: GroundingSchedule(beta: 0.3).scales(steps: scheduler.timesteps.count))
///     let conditioning = Conditioning(text: text, adapters: objects)
///
/// Under classifier-free guidance the item that the picture is led away from sees no thing: learnt null
/// features with GLIGEN, no blob with BlobGEN. Guiders look at the other item, unless told otherwise.
public struct AdapterConditioning: Sendable {
  /// What one run of the denoiser is told.
  public struct Tokens: Sendable {
    /// What GLIGEN's layers read; nil leaves them out.
    public var objects: GroundingTokens?
    /// What BlobGEN's layers read; nil leaves them out.
    public var blobs: BlobTokens?

    /// Creates tokens.
    public init(objects: GroundingTokens? = nil, blobs: BlobTokens? = nil) {
      self.objects = objects
      self.blobs = blobs
    }
  }

  /// What guiders, who look at one item, are shown.
  public enum GuiderView: String, Hashable, Sendable, CaseIterable, LosslessStringConvertible {
    /// The things.
    case things
    /// What stands for no thing.
    ///
    /// LMD's reference code shows its guidance the null features (`pipelines.py`, 317 and 378-388 of
    /// TonyLianLong/LLM-groundedDiffusion), surely not on purpose; to be compared with, it can be had.
    case null
    /// The denoiser without the layers, as diffusers' community pipeline of LMD+ has it.
    case base

    /// Creates a view from its name.
    public init?(_ description: String) { self.init(rawValue: description) }

    /// The name.
    public var description: String { rawValue }
  }

  /// What guiders are shown.
  public var guiderView = GuiderView.things

  private let walk: Tokens
  private let grounded: Tokens
  private let null: Tokens
  private let strengths: [Float]

  /// Creates a conditioning of GLIGEN's layers.
  ///
  /// - Parameters:
  ///   - objects: the things' tokens, `[1, places, features]`.
  ///   - null: the tokens of no thing, of the same shape.
  ///   - guided: whether an item without things goes first.
  ///   - strengths: the factor on what the layers add, one a step; none behind the last.
  public init(objects: Tensor, null: Tensor, guided: Bool, strengths: [Float]) {
    precondition(
      objects.shape == null.shape && objects.shape[0] == 1,
      "AdapterConditioning: things \(objects.shape), nothing \(null.shape)")
    grounded = Tokens(objects: GroundingTokens(objects: objects))
    self.null = Tokens(objects: GroundingTokens(objects: null))
    walk =
      guided
      ? Tokens(objects: GroundingTokens(objects: .concatenated([null, objects], axis: 0)))
      : grounded
    self.strengths = strengths
  }

  /// Creates a conditioning of BlobGEN's layers.
  ///
  /// - Parameters:
  ///   - blobs: the blobs' tokens, for one item.
  ///   - guided: whether an item that sees no blob goes first.
  ///   - strengths: the factor on what the layers add, one a step; none behind the last.
  public init(blobs: BlobTokens, guided: Bool, strengths: [Float]) {
    grounded = Tokens(blobs: blobs)
    null = Tokens(blobs: blobs.batched([false]))
    walk = guided ? Tokens(blobs: blobs.batched([false, true])) : grounded
    self.strengths = strengths
  }

  /// Returns what the denoiser is told at a step, for as many items as there are texts.
  ///
  /// - Parameter step: the position of the step, from zero.
  /// - Returns: tokens; none where the layers do not act.
  public func tokens(at step: Int) -> Tokens { scaled(walk, at: step) }

  /// Returns what the denoiser is told at a step where a guider looks at one item.
  ///
  /// - Parameter step: the position of the step, from zero.
  /// - Returns: tokens for one item; none where the layers do not act.
  public func guiderTokens(at step: Int) -> Tokens {
    switch guiderView {
    case .things: scaled(grounded, at: step)
    case .null: scaled(null, at: step)
    case .base: Tokens()
    }
  }

  private func scaled(_ tokens: Tokens, at step: Int) -> Tokens {
    guard strengths.indices.contains(step), strengths[step] != 0 else { return Tokens() }
    var tokens = tokens
    tokens.objects?.scale = strengths[step]
    tokens.blobs?.scale = strengths[step]
    return tokens
  }
}
