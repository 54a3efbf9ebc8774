internal import Tensors

/// Makes pictures look as a model would have made them: through latents, noisy, blurred.
struct PictureDisturbance {
  let settings: DetectorTraining.Settings
  let codec: LatentCodec?

  /// Returns disturbed pictures; which of them, and how much, the draw decides.
  func applied(to pictures: Tensor, _ draw: BatchDraw) -> Tensor {
    var chance = draw.random(.disturbance)
    var noise = draw.random(.noise)
    let shares = chance.uniform([pictures.shape[0], 4]).values
    let parts = (0..<pictures.shape[0]).map { item -> Tensor in
      var picture = pictures.slice(item..<item + 1)
      let draws = Array(shares[4 * item..<4 * item + 4])
      if let codec, Double(draws[0]) < settings.reconstructed {
        let latents = codec.encode(picture)
        // Half of them without noise: a picture that is all but finished is seen most often.
        let level = max(0, draws[1] - 0.5) * 2 * settings.latentNoise
        picture = codec.decode(latents + noise.normal(latents.shape) * level)
          .clamped(to: -1...1)
      }
      if Double(draws[2]) < settings.blurred { picture = Self.blurred(picture) }
      return picture + noise.normal(picture.shape) * (draws[3] * settings.pixelNoise)
    }
    return .concatenated(parts, axis: 0)
  }

  /// Returns a picture of which every pixel is the mean of up to nine.
  static func blurred(_ picture: Tensor) -> Tensor {
    let (height, width, channels) = (picture.shape[1], picture.shape[2], picture.shape[3])
    return picture.withUnsafeElements { source in
      Tensor(picture.shape) { target in
        for row in 0..<height {
          for column in 0..<width {
            for channel in 0..<channels {
              var (sum, count): (Float, Float) = (0, 0)
              for other in max(0, row - 1)...min(height - 1, row + 1) {
                for place in max(0, column - 1)...min(width - 1, column + 1) {
                  sum += source[(other * width + place) * channels + channel]
                  count += 1
                }
              }
              target.initializeElement(
                at: (row * width + column) * channels + channel, to: sum / count)
            }
          }
        }
      }
    }
  }
}
