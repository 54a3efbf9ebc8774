// A detector of our own after CenterNet (arXiv 1904.07850): objects are peaks of a heat map.

public import Networks
public import Tensors

/// Finds known things in pictures: a heat map a thing, and a box and a colour for each peak.
///
/// A small U-shaped network that answers at a quarter of the picture's resolution.
public struct SceneDetector: Sendable {
  /// The `config.json` of a detector.
  public struct Configuration: Codable, Sendable, Hashable {
    /// The names of the things, in the order of the heat maps.
    public var things: [String]
    /// The names of the colours.
    public var colors: [String]
    /// Channels at a half, a quarter, an eighth and a sixteenth of the resolution.
    public var channels = [32, 64, 96, 128]
    /// Groups of the normalizations.
    public var groups = 8
    /// The shorter side in pixels of the pictures that it learnt from, 0 where that is not known.
    public var pictureSide = 0

    private enum CodingKeys: String, CodingKey {
      case name = "_class_name"
      case things, colors, channels, groups
      case pictureSide = "picture_side"
    }

    /// The class that the file names.
    private static let className = "MaquetteSceneDetector"

    /// Creates a configuration with the default sizes.
    public init(things: [String], colors: [String]) {
      self.things = things
      self.colors = colors
    }

    /// Reads a file.
    public init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: ConfigurationKey.self)
      try requireClass(Self.className, keys)
      things = try keys.value("things")
      colors = try keys.value("colors")
      channels = try keys.value("channels", default: [32, 64, 96, 128])
      groups = try keys.integer("groups", default: 8)
      pictureSide = try keys.integer("picture_side", default: 0)
      try require(channels.map { ("channels", $0) } + [("groups", groups)], in: 1...largestSize)
      guard channels.count == 4 else {
        throw ConfigurationError.wrongType(
          file: "", key: "channels", found: "a list of \(channels.count)", expected: "four numbers")
      }
      for width in channels { try requireDivisible(width, "channels", by: groups, "groups") }
      try require([("picture_side", pictureSide)], in: 0...largestSize)
    }

    /// Writes a file.
    public func encode(to encoder: any Encoder) throws {
      var keys = encoder.container(keyedBy: CodingKeys.self)
      try keys.encode(Self.className, forKey: .name)
      try keys.encode(things, forKey: .things)
      try keys.encode(colors, forKey: .colors)
      try keys.encode(channels, forKey: .channels)
      try keys.encode(groups, forKey: .groups)
      try keys.encode(pictureSide, forKey: .pictureSide)
    }
  }

  /// What the network answers for each cell.
  public struct Answer: Sendable {
    /// How likely an object's centre lies here, before the sigmoid, `[batch, rows, columns, things]`.
    public let heat: Tensor
    /// The centre's place in the cell and the logarithms of the sides over `sizeUnit`,
    /// `[batch, rows, columns, 4]`: x, y, width, height.
    public let boxes: Tensor
    /// The colours before the softmax, `[batch, rows, columns, colours]`.
    public let colors: Tensor
  }

  /// Pixels of a picture to one cell of the answer, along a side.
  public static let cell = 4
  /// The side in pixels whose logarithm counts as zero.
  public static let sizeUnit: Float = 16
  /// Sides of pictures are multiples of this.
  public static let multiple = 16
  /// Most cells hold no centre: what the heat begins with (arXiv 1708.02002, section 4.1).
  private static let prior: Float = -4

  /// The configuration.
  public let configuration: Configuration
  private let stem: Convolution2D
  private let down: [Downsample]
  private let blocks: [ResidualBlock]
  private let deepest: ResidualBlock
  private let up: [Upsample]
  private let merges: [ResidualBlock]
  private let norm: GroupNorm
  private let head: Convolution2D
  private let output: Linear

  /// Loads the network.
  public init(_ configuration: Configuration, _ weights: Weights) throws {
    self.configuration = configuration
    let channels = configuration.channels
    let style = ResidualBlock.Style(groups: configuration.groups, epsilon: 1e-5)
    stem = try Convolution2D(
      inputs: 3, outputs: channels[0], kernel: 3, geometry: .init(stride: 2, padding: 1),
      weights["stem"])
    down = try (0..<3).map {
      try Downsample(channels: channels[$0], padding: 1, weights["down"][$0])
    }
    blocks = try (0..<4).map {
      try ResidualBlock(
        inputs: channels[max($0 - 1, 0)], outputs: channels[$0], style: style,
        weights["blocks"][$0])
    }
    deepest = try ResidualBlock(
      inputs: channels[3], outputs: channels[3], style: style, weights["deepest"])
    up = try (0..<2).map { try Upsample(channels: channels[3 - $0], weights["up"][$0]) }
    merges = try (0..<2).map {
      try ResidualBlock(
        inputs: channels[3 - $0] + channels[2 - $0], outputs: channels[2 - $0], style: style,
        weights["merges"][$0])
    }
    norm = try GroupNorm(
      groups: configuration.groups, channels: channels[1], epsilon: 1e-5, weights["norm"])
    head = try Convolution2D(inputs: channels[1], outputs: channels[1], weights["head"])
    output = try Linear(
      inputs: channels[1],
      outputs: configuration.things.count + 4 + configuration.colors.count, weights["output"])
  }

  /// Returns the answer for pictures in −1...1, `[batch, height, width, 3]`.
  public func callAsFunction(_ pictures: Tensor) -> Answer {
    precondition(
      pictures.shape.rank == 4 && pictures.shape[3] == 3
        && pictures.shape[1] % Self.multiple == 0 && pictures.shape[2] % Self.multiple == 0,
      "SceneDetector: pictures \(pictures.shape), sides must be multiples of \(Self.multiple)")
    var x = blocks[0](stem(pictures))
    var skips: [Tensor] = []
    for level in 1..<4 {
      skips.append(x)
      x = blocks[level](down[level - 1](x))
    }
    x = deepest(x)
    for index in 0..<2 {
      let skip = skips[2 - index]
      x = merges[index](
        .concatenated(
          [up[index](x, height: skip.shape[1], width: skip.shape[2]), skip], axis: -1))
    }
    let answer = output(head(norm(x, then: .silu)).applying(.silu))
    let (things, colors) = (configuration.things.count, configuration.colors.count)
    return Answer(
      heat: answer.slice(0..<things, axis: -1) + Self.prior,
      boxes: answer.slice(things..<things + 4, axis: -1),
      colors: answer.slice(things + 4..<things + 4 + colors, axis: -1))
  }
}
