public import Layouts
internal import Models
public import Tensors

extension Renderer {
  /// How often finished latents are made noisy to be looked at.
  private static let looks = 4
  /// The number of DDIM steps of which the middle one says how noisy.
  private static let steps = 50

  /// Returns the share of attention inside the regions that finished latents draw by themselves.
  ///
  /// Whatever method painted them, they are made half noisy, and the denoiser looks at them once more
  /// under the caption alone, with what it lacks appended. What a method optimised or masked on its way has
  /// no part in this: only what it brought into the picture counts.
  ///
  /// - Parameters:
  ///   - latents: what the last step left, `[1, height, width, channels]`.
  ///   - layout: the layout.
  /// - Returns: the mean over four draws of noise, which are the same for all latents of a shape.
  /// - Throws: `RenderError` when a phrase can't be bound, or what the schedule can't be made for.
  public func settledMass(of latents: Tensor, for layout: Layout) throws -> AttentionMass? {
    let grounding = try Grounding(
      layout, tokenizer: model.tokenizer, length: model.maximumTokens, source: .caption)
    let scheduler = try model.scheduling.configuration(for: .ddim).scheduler(steps: Self.steps)
    let index = scheduler.timesteps.count / 2
    let size = (height: latents.shape[1], width: latents.shape[2])
    let watch = AttentionWatch(
      AttentionWish(),
      among: model.unet.configuration.attentionSites(height: size.height, width: size.width),
      latents: size)
    let text = model.encode([grounding.prompt])
    let masses = (0..<Self.looks).compactMap { look in
      var source = PhiloxRandomSource(seed: UInt64(look))
      let noise = source.normal(latents.shape)
      let noisy = scheduler.addingNoise(to: latents, noise: noise, at: index)
      _ = model.unet(
        scheduler.modelInput(noisy, index: index), timesteps: [scheduler.timesteps[index]],
        context: text, witness: watch)
      return AttentionMass(of: watch.take().maps, for: grounding)
    }
    return AttentionMass(meanOf: masses)
  }
}
