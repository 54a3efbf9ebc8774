public import Foundation
public import Tensors

/// A fixed latent space: the principal components of square patches of pictures.
///
/// A latent is a matrix product away from a picture, so a denoiser can be trained while the decoder
/// that will paint its latents is trained too; the decoder learns to undo this matrix better than its
/// transpose does.
public struct PatchBasis: Sendable {
  /// The side of a patch in pixels.
  public let side: Int
  /// The mean patch, `[side · side · 3]`.
  public let mean: Tensor
  /// The components, `[channels, side · side · 3]`, orthonormal.
  public let components: Tensor
  /// What each component is multiplied by.
  public let scales: [Float]

  private let encodeWeight: Tensor
  private let encodeBias: Tensor
  private let decodeWeight: Tensor

  /// Channels of a latent.
  public var channels: Int { scales.count }

  /// Creates a basis.
  public init(side: Int, mean: Tensor, components: Tensor, scales: [Float]) {
    precondition(
      mean.shape == [side * side * 3] && components.shape == [scales.count, side * side * 3],
      "basis: mean \(mean.shape), components \(components.shape), \(scales.count) scales")
    self.side = side
    self.mean = mean
    self.components = components
    self.scales = scales
    let (channels, width) = (scales.count, side * side * 3)
    let (rows, center) = (components.values, mean.values)
    encodeWeight = Tensor(
      [channels, side, side, 3],
      (0..<channels * width).map { rows[$0] * scales[$0 / width] })
    encodeBias = Tensor(
      [channels],
      (0..<channels).map { channel in
        let product = (0..<width).reduce(0.0) {
          $0 + Double(rows[channel * width + $1]) * Double(center[$1])
        }
        return Float(-product) * scales[channel]
      })
    decodeWeight = Tensor(
      [width, channels],
      (0..<width * channels).map { place in
        rows[place % channels * width + place / channels] / scales[place % channels]
      })
  }

  /// Returns the latents of pictures in −1...1, `[batch, height / side, width / side, channels]`.
  public func encode(_ pictures: Tensor) -> Tensor {
    pictures.convolution(
      weight: encodeWeight, bias: encodeBias, geometry: .init(stride: side))
  }

  /// Returns the pictures nearest to latents, `[batch, height, width, 3]`.
  public func decode(_ latents: Tensor) -> Tensor {
    let (batch, rows, columns) = (latents.shape[0], latents.shape[1], latents.shape[2])
    return latents.linear(weight: decodeWeight, bias: mean)
      .reshaped([batch, rows, columns, side, side, 3]).permuted([0, 1, 3, 2, 4, 5])
      .reshaped([batch, rows * side, columns * side, 3])
  }
}

// MARK: - Fitting

extension PatchBasis {
  /// Finds the components that hold the most of some pictures' variance.
  ///
  /// - Parameters:
  ///   - pictures: each `[1, height, width, 3]` in −1...1.
  ///   - side: of a patch in pixels.
  ///   - channels: how many components.
  ///   - whitening: 0 keeps the components' own variances, 1 makes them equal.
  ///   - variance: the mean variance of a channel.
  public init(
    fitting pictures: some Sequence<Tensor>, side: Int, channels: Int, whitening: Double,
    variance: Double = 1
  ) {
    let width = side * side * 3
    var sums = [Double](repeating: 0, count: width)
    var products = [Double](repeating: 0, count: width * width)
    var count = 0.0
    for picture in pictures {
      let patches = Self.patches(of: picture, side: side)
      count += Double(patches.shape[0])
      let square = patches.permuted([1, 0]).matmul(patches)
      square.withUnsafeElements { for index in $0.indices { products[index] += Double($0[index]) } }
      patches.sum(axis: 0).withUnsafeElements {
        for index in $0.indices { sums[index] += Double($0[index]) }
      }
    }
    precondition(count > 0 && channels <= width, "basis: no pictures, or more channels than pixels")
    let mean = sums.map { $0 / count }
    for row in 0..<width {
      for column in 0..<width {
        products[row * width + column] =
          products[row * width + column] / count - mean[row] * mean[column]
      }
    }
    let eigen = SymmetricEigen(products, size: width)
    let variances = eigen.values.prefix(channels).map { max($0, 1e-12) }
    let kept = variances.map { pow($0, 1 - whitening) }
    let global = (kept.reduce(0, +) / Double(channels) / variance).squareRoot()
    self.init(
      side: side, mean: Tensor([width], mean.map { Float($0) }),
      components: Tensor(
        [channels, width], eigen.vectors.prefix(channels).flatMap { $0.map { Float($0) } }),
      scales: variances.map { Float(pow($0, -whitening / 2) / global) })
  }

  private static func patches(of picture: Tensor, side: Int) -> Tensor {
    let (batch, rows, columns) = (
      picture.shape[0], picture.shape[1] / side, picture.shape[2] / side
    )
    return picture.reshaped([batch, rows, side, columns, side, 3]).permuted([0, 1, 3, 2, 4, 5])
      .reshaped([batch * rows * columns, side * side * 3])
  }
}

// MARK: - The file

extension PatchBasis {
  /// What a basis was fitted to, beside the things in the pictures.
  public struct Fitting: Codable, Sendable, Hashable {
    /// How many pictures.
    public var pictures: Int
    /// The power of the deviations that components are divided by.
    public var whitening: Double
    /// The mean variance of a channel; nil is 1, in files that were written before it could be chosen.
    public var variance: Double?
    /// What the pictures were drawn from.
    public var seed: UInt64

    /// Creates the description.
    public init(pictures: Int, whitening: Double, variance: Double, seed: UInt64) {
      self.pictures = pictures
      self.whitening = whitening
      self.variance = variance == 1 ? nil : variance
      self.seed = seed
    }
  }

  /// Writes the basis as a safetensors file.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - fitting: what it was fitted to, if that is to be remembered.
  /// - Throws: `SafetensorsError` where the file can't be written.
  public func write(to url: URL, fitting: Fitting? = nil) throws {
    var metadata = ["format": "maquette/patch-basis/1", "side": "\(side)"]
    if let fitting {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      metadata["fitting"] = String(decoding: try encoder.encode(fitting), as: UTF8.self)
    }
    try SafetensorsFile.write(
      ["mean": mean, "components": components, "scales": Tensor([channels], scales)], to: url,
      metadata: metadata)
  }

  /// What the basis in a file was fitted to; nil where the file does not say it.
  public static func fitting(in url: URL) throws -> Fitting? {
    let text = try SafetensorsFile(contentsOf: url).metadata["fitting"]
    return try text.map { try JSONDecoder().decode(Fitting.self, from: Data($0.utf8)) }
  }

  /// Reads a basis.
  ///
  /// - Throws: `TrainingError.noBasis` where there is no file, `.notACheckpoint` for another file.
  public init(contentsOf url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw TrainingError.noBasis(file: url.path)
    }
    let file = try SafetensorsFile(contentsOf: url)
    guard file.metadata["format"] == "maquette/patch-basis/1",
      let side = file.metadata["side"].flatMap({ Int($0) }), (1...64).contains(side),
      let channels = file.shape(of: "scales")?.count,
      file.shape(of: "mean") == [side * side * 3],
      file.shape(of: "components") == [channels, side * side * 3]
    else {
      throw TrainingError.notACheckpoint(file: url.path, reason: "not a basis of latents")
    }
    self.init(
      side: side, mean: try file.tensor(named: "mean"),
      components: try file.tensor(named: "components"),
      scales: try file.tensor(named: "scales").values)
  }
}
