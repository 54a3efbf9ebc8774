internal import Layouts
internal import Models
internal import Networks
internal import Tensors

extension DiffusionModel {
  /// Tells denoisers apart by what they predict for one noise.
  ///
  /// Any weight has its part in a prediction, those of an adapter's layers and merged ones included;
  /// to look at all of them would take longer than to paint.
  func denoiserDigest() throws -> Digest {
    // The smallest latents that every published denoiser takes: three halvings leave one cell.
    let side = 8
    var source = PhiloxRandomSource(seed: 0)
    let noise = source.normal([1, unet.configuration.inputChannels, side, side]).channelsLast()
    let text = "a picture"
    let whole = LayoutObject.Region.box(Box(x: 0, y: 0, width: 1, height: 1))
    let canvas = Canvas(width: 1, height: 1)
    let things =
      unet.positionNet == nil
      ? nil
      : try gligenConditioning(of: [text], at: [whole], on: canvas, guided: false, strengths: [1])
    let blobs =
      unet.blobNet == nil
      ? nil
      : try blobConditioning(
        of: [text], at: [whole], on: canvas, latents: (side, side), guided: false, strengths: [1])
    // The middle of the training's thousand steps.
    return Digest(
      unet(
        noise, timesteps: [500], context: encode([text]), objects: things?.tokens(at: 0).objects,
        blobs: blobs?.tokens(at: 0).blobs))
  }
}
