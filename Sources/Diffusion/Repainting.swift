public import Drawing
internal import Tensors

/// A picture of which a part is painted anew.
public struct Repainting: Hashable, Sendable {
  /// The picture, in red, green and blue.
  public let picture: Image
  /// Where it is painted: 1 where the new picture stands, 0 where the old one stays, between them a blend.
  public let mask: Mask

  /// Creates a repainting.
  ///
  /// - Parameters:
  ///   - picture: the picture; what is translucent is laid on white.
  ///   - mask: one cell a pixel.
  /// - Throws: `RenderError.misfittingMask` when it has another size.
  public init(_ picture: Image, mask: Mask) throws(RenderError) {
    guard (picture.width, picture.height) == (mask.width, mask.height) else {
      throw .misfittingMask(
        mask: [mask.width, mask.height], picture: [picture.width, picture.height])
    }
    self.picture = picture.opaque
    self.mask = mask
  }

  /// Returns the picture with the new one blended in; where the mask is 0, its bytes are unchanged.
  public func blended(with painted: Image) -> Image {
    precondition(
      painted.pixels.count == picture.pixels.count,
      "Repainting: \(painted.width)x\(painted.height) on \(picture.width)x\(picture.height)")
    var result = picture
    var pixels = result.pixels
    for (cell, share) in mask.values.enumerated() where share > 0 {
      for place in cell * 3..<cell * 3 + 3 {
        let old = Float(pixels[place])
        let new = old + (Float(painted.pixels[place]) - old) * share
        pixels[place] = UInt8(new.rounded(.toNearestOrEven))
      }
    }
    result.pixels = pixels
    return result
  }

  /// Which cells of latents are painted: all that the mask touches.
  func cells(ofSide side: Int) -> [Float] {
    let (height, width) = (mask.height / side, mask.width / side)
    var cells = [Float](repeating: 0, count: height * width)
    for row in 0..<height * side {
      for column in 0..<width * side where mask[row, column] > 0 {
        cells[row / side * width + column / side] = 1
      }
    }
    return cells
  }

  /// The picture as an autoencoder takes it, `[1, height, width, 3]` in −1...1.
  var input: Tensor {
    Tensor([1, picture.height, picture.width, 3], picture.pixels.map { Float($0) / 127.5 - 1 })
  }
}

extension Image {
  /// The picture in red, green and blue, laid on white.
  fileprivate var opaque: Image {
    guard format != .rgb else { return self }
    let channels = format.channels
    var target: [UInt8] = []
    target.reserveCapacity(width * height * 3)
    for pixel in 0..<width * height {
      let samples = pixels[pixel * channels..<(pixel + 1) * channels]
      let alpha = channels == 4 ? Float(samples[samples.endIndex - 1]) / 255 : 1
      for channel in 0..<3 {
        let sample = samples[samples.startIndex + (channels == 1 ? 0 : channel)]
        target.append(UInt8((255 + (Float(sample) - 255) * alpha).rounded(.toNearestOrEven)))
      }
    }
    return Image(width: width, height: height, format: .rgb, pixels: target)
  }
}
