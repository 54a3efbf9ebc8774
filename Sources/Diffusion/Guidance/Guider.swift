internal import Models
public import Networks
public import Tensors

/// Moves latents before a denoising step, so that the picture will keep to a layout.
///
/// A guider may remember what it did at earlier steps; the loop asks it once a step.
public protocol Guider: Sendable {
  /// Returns the latents moved.
  ///
  /// - Parameters:
  ///   - latents: the latents at this step, `[1, height, width, channels]`.
  ///   - moment: the step, and the denoiser to look at.
  /// - Returns: latents of that shape and what was done.
  /// - Throws: `GuidanceError.diverged` when the energy or its gradient is not finite.
  mutating func guide(_ latents: Tensor, at moment: GuidanceMoment) throws -> Guided
}

/// What a guider did at a step.
public struct Guided: Sendable {
  /// The latents moved, `[1, height, width, channels]`.
  public let latents: Tensor
  /// One entry for each time that the energy was computed.
  public let trace: [GuidanceTrace]

  /// Creates the outcome of a guider.
  public init(latents: Tensor, trace: [GuidanceTrace] = []) {
    self.latents = latents
    self.trace = trace
  }
}

/// One computation of an energy.
public struct GuidanceTrace: Sendable {
  /// Its number within the step, from zero.
  public let iteration: Int
  /// The loss, before it was scaled.
  public let loss: Float
  /// What the loss was made of.
  public let terms: [EnergyValue.Term]
  /// The length of the gradient of the loss with respect to the latents; nil where they were not moved.
  public let gradientNorm: Float?
  /// How long it took.
  public let duration: Duration
}

/// A denoising step as a guider sees it.
public struct GuidanceMoment: Sendable {
  /// The position of the step, from zero.
  public let index: Int
  /// The number of steps.
  public let count: Int
  /// The noise in the latents at this step.
  public let noise: NoiseLevel
  /// The layers of attention that the denoiser runs at this size and step, in their order.
  public let sites: [AttentionSite]
  private let unet: UNet2DConditionModel
  private let scheduler: any Scheduler
  private let text: Tensor
  private let tokens: AdapterConditioning.Tokens?

  init(
    index: Int, unet: UNet2DConditionModel, scheduler: any Scheduler, conditioning: Conditioning,
    latents: Shape
  ) {
    self.index = index
    count = scheduler.timesteps.count
    noise = scheduler.noiseLevel(at: index)
    let tokens = conditioning.adapters?.guiderTokens(at: index)
    self.tokens = tokens
    // An adapter's layers do not run without tokens.
    sites = unet.configuration.attentionSites(height: latents[1], width: latents[2]).filter {
      switch $0.kind {
      case .cross, .own: true
      case .gated: tokens?.objects != nil
      case .blob: tokens?.blobs != nil
      }
    }
    self.unet = unet
    self.scheduler = scheduler
    // Only the conditional branch is looked at, as in every published method.
    let item = conditioning.text.shape[0] - 1
    text = conditioning.text.slice(item..<item + 1)
  }

  /// Returns the maps of some layers for latents, tracked if those are.
  ///
  /// The denoiser runs no further than the last of the layers, on the conditional branch alone.
  ///
  /// - Parameters:
  ///   - latents: `[1, height, width, channels]`.
  ///   - wanted: the layers.
  /// - Returns: their maps, in the order of running.
  public func maps(of latents: Tensor, at wanted: [AttentionSite]) -> AttentionMaps {
    let sites = Set(wanted)
    let recorder = AttentionRecorder(expecting: sites.count) { sites.contains($0) }
    unet.attend(
      scheduler.modelInput(latents, index: index), timesteps: [scheduler.timesteps[index]],
      context: text, objects: tokens?.objects, blobs: tokens?.blobs, control: recorder)
    return recorder.maps
  }
}

/// Why guidance had to stop.
public enum GuidanceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The energy or its gradient is not a finite number.
  case diverged(step: Int, count: Int, quantity: String, phrase: String?)
  /// A move made the latents many times as large: what follows is no picture.
  case exploded(step: Int, count: Int, factor: Float, phrase: String?)
  /// The denoiser has no layer that the energy could read.
  case nothingToRead(energy: String)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .diverged(let step, let count, let quantity, let phrase):
      "guidance diverged at step \(step + 1) of \(count): \(quantity) is not a finite number"
        + (phrase.map { ", for \"\($0)\"" } ?? "")
        + "; a smaller scale of the method helps"
    case .exploded(let step, let count, let factor, let phrase):
      "guidance diverged at step \(step + 1) of \(count): a move made the latents"
        + (factor < 1e6 ? " \(Int(factor)) times" : " more than a million times") + " as large"
        + (phrase.map { ", mostly for \"\($0)\"" } ?? "") + "; a smaller scale of the method helps"
    case .nothingToRead(let energy):
      "\(energy): the denoiser has no attention layer that the method could read"
    }
  }
}
