public import Drawing
public import Foundation
internal import Models
public import Networks
internal import Tensors

extension AutoencoderTraining {
  /// Shows pictures, the basis' idea of them, the decoder's, and that of encoder and decoder together.
  public func sheet(_ parameters: Parameters) throws -> Image? {
    let draw = BatchDraw.heldOut(seed: seed, number: 1 << 20, count: 8)
    let pictures = try PictureBatch(draw.samples, of: source).pictures
    let network = try AutoencoderKL(autoencoder, parameters[Self.network])
    let latents = basis.encode(pictures)
    let rows = [
      pictures, basis.decode(latents), network.decode(latents),
      network.decode(network.encode(pictures).mean),
    ]
    return SampleSheet.image(
      of: rows.flatMap { row in (0..<draw.count).map { row.slice($0..<$0 + 1) } },
      columns: draw.count)
  }

  /// Measures how well pictures survive, in decibels: all of them, and inside the objects' boxes.
  public func measure(_ parameters: Parameters, count: Int) throws -> [TrainingFigure] {
    let network = try AutoencoderKL(autoencoder, parameters[Self.network])
    var tallies = ["linear", "decoder", "roundtrip"].map { (name: $0, errors: SquaredErrors()) }
    for draw in BatchDraw.heldOut(seed: seed, pictures: count, batch: 16, from: 1 << 20) {
      let batch = try PictureBatch(draw.samples, of: source)
      let inside = batch.counts(
        rows: source.height, columns: source.width, cell: 1, weight: 0)
      let latents = basis.encode(batch.pictures)
      let results = [
        basis.decode(latents), network.decode(latents),
        network.decode(network.encode(batch.pictures).mean),
      ]
      for (index, result) in results.enumerated() {
        tallies[index].errors.add(result, batch.pictures, outside: inside)
      }
    }
    return tallies.flatMap { tally in
      [
        TrainingFigure("\(tally.name)_psnr", Self.ratio(tally.errors.all)),
        TrainingFigure("\(tally.name)_psnr_objects", Self.ratio(tally.errors.inside)),
      ]
    } + [TrainingFigure("pictures", Double(count))]
  }

  /// Writes the folder `vae` of a model, weights in half precision.
  public func export(_ parameters: Parameters, to folder: URL) throws {
    try ModelFolder.write(folder) { target in
      try target.copy(configurationFile, to: "config.json")
      try target.writeWeights(
        parameters, part: Self.network,
        fileName: CheckpointFolder.Network.autoencoder.fileName)
    }
  }
}

/// Sums of squared errors of pictures, everywhere and inside objects' boxes.
private struct SquaredErrors {
  private var sums = (all: 0.0, inside: 0.0)
  private var counts = (all: 0.0, inside: 0.0)

  var all: Double { sums.all / max(counts.all, 1) }
  var inside: Double { sums.inside / max(counts.inside, 1) }

  /// Adds pictures; `outside` is 1 for a pixel outside of all boxes, else 0.
  mutating func add(_ found: Tensor, _ wanted: Tensor, outside: Tensor) {
    let errors = (found.clamped(to: -1...1) - wanted).squared().values
    for (pixel, share) in outside.values.enumerated() {
      for channel in 0..<3 {
        let error = Double(errors[3 * pixel + channel])
        sums.all += error
        counts.all += 1
        if share == 0 {
          sums.inside += error
          counts.inside += 1
        }
      }
    }
  }
}
