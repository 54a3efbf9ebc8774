internal import Diffusion
public import Drawing
public import Foundation
internal import Layouts
internal import Models
public import Networks
internal import Tensors

extension AdapterTraining {
  /// Shows scenes that are never trained on and, below each, what is painted of its caption and layout.
  public func sheet(_ parameters: Parameters) throws -> Image? {
    guard settings.samples > 0 else { return nil }
    let draw = BatchDraw.heldOut(seed: seed, number: 0, count: settings.samples)
    let batch = try PictureBatch(draw.samples, of: source)
    let guidance = ClassifierFree(scale: settings.guidanceScale)
    let painter = SamplePainter(
      unet: try unet(parameters), codec: codec, scheduling: model.scheduling,
      steps: settings.sampleSteps, guidance: guidance, size: (source.width, source.height))
    let painted = try batch.samples.enumerated().map { index, sample in
      try painter.paint(
        seed: index,
        text: model.encode(guidance.isActive ? ["", sample.caption] : [sample.caption])
      ) { steps in
        try conditioning(of: sample.objects, painter, strengths: Array(repeating: 1, count: steps))
      }
    }
    let scenes = painted.indices.map { batch.pictures.slice($0..<$0 + 1) }
    return SampleSheet.image(of: scenes + painted, columns: painted.count)
  }

  private func conditioning(
    of objects: [TrainingSample.Object], _ painter: SamplePainter, strengths: [Float]
  ) throws -> AdapterConditioning? {
    guard !objects.isEmpty else { return nil }
    let cell = codec.downsampling
    let things = things(of: [objects], latents: (source.height / cell, source.width / cell))
    let guided = painter.guidance.isActive
    switch things {
    case .objects(let pictures):
      guard let net = painter.unet.positionNet else { return nil }
      return AdapterConditioning(
        objects: try net(pictures[0]), null: net.nullTokens(), guided: guided,
        strengths: strengths)
    case .blobs(let blobs, let masks, _):
      guard let net = painter.unet.blobNet else { return nil }
      return AdapterConditioning(
        blobs: try net(blobs, masks: masks), guided: guided, strengths: strengths)
    }
  }

  /// Measures the loss on pictures that are never trained on, the same noise each time, with the layers
  /// told of the things and without the layers.
  public func measure(_ parameters: Parameters, count: Int) throws -> [TrainingFigure] {
    let unet = try unet(parameters)
    var (told, untold) = (0.0, 0.0)
    for draw in BatchDraw.heldOut(seed: seed, pictures: count, batch: 32) {
      let (batch, share) = (try batch(draw), Double(draw.count) / Double(count))
      told += Double(loss(of: batch, unet, try tokens(of: batch.things, unet)).scalar) * share
      untold += Double(loss(of: batch, unet, .init()).scalar) * share
    }
    return [
      TrainingFigure("pictures", Double(count)),
      TrainingFigure("loss", told),
      TrainingFigure("loss without the layers", untold),
    ]
  }

  /// Writes the adapter as a folder of its own: `config.json` and its layers, in half precision.
  public func export(_ parameters: Parameters, to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let configuration = try encoder.encode(settings.kind.configuration)
    try ModelFolder.write(folder) { target in
      try target.write(String(decoding: configuration, as: UTF8.self) + "\n", to: "config.json")
      try target.writeWeights(
        parameters, part: Self.network, fileName: CheckpointFolder.Network.denoiser.fileName)
    }
  }
}
