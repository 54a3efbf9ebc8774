internal import Networks
internal import Tensors

/// The layers of an adapter in one file, asked for by the names that they have in diffusers' denoiser.
///
/// Files made for other programs have the names of the original code of latent diffusion
/// (`openaimodel.py`): blocks are numbered through, and a transformer is a block's second layer.
struct AdapterFile: WeightSource {
  /// What is in the file.
  let configuration: AdapterConfiguration
  private let file: SafetensorsFile
  private let prefix: String
  /// Blocks of the original code by their paths in diffusers; nil where diffusers' names are used.
  private let blocks: [String: String]?

  /// Finds out what is in a file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - base: the denoiser that the layers are for.
  /// - Throws: `CheckpointError.noAdapterLayers` when there are none.
  init(_ file: SafetensorsFile, for base: UNet2DConditionConfiguration) throws {
    let names = file.names
    func prefix(before layer: String) -> String? {
      names.first { $0.hasPrefix(layer) || $0.contains(".\(layer)") }
        .flatMap { name in name.firstRange(of: layer).map { String(name[..<$0.lowerBound]) } }
    }
    var configuration = AdapterConfiguration()
    let (grounding, blobs) = (prefix(before: "position_net."), prefix(before: "blob_net."))
    if let grounding {
      let text = "\(grounding)position_net.null_text_feature"
      configuration.grounding = names.contains(text) ? .textAndImage : .text
    }
    if let blobs {
      configuration.blobs = AdapterConfiguration.Blobs(
        of: file.shape(of: "\(blobs)blob_net.linears.0.weight"),
        textFeatures: base.contextFeatures[0])
    }
    guard let prefix = grounding ?? blobs else {
      throw CheckpointError.noAdapterLayers(file: file.place)
    }
    self.configuration = configuration
    self.file = file
    self.prefix = prefix
    let isOriginal = names.contains { $0.hasPrefix("\(prefix)input_blocks.") }
    blocks = isOriginal ? base.originalBlocks : nil
  }

  /// How messages name this source.
  var place: String { file.place }

  /// Tells whether there is a tensor of this name.
  func contains(_ name: String) -> Bool { file.contains(stored(name)) }

  /// Returns the tensor of a name and a shape.
  func tensor(named name: String, shape: Shape) throws -> Tensor {
    try file.tensor(named: stored(name), shape: shape)
  }

  /// The name in the file.
  private func stored(_ name: String) -> String {
    guard let blocks, let end = name.firstRange(of: ".transformer_blocks."),
      let block = blocks[String(name[..<end.lowerBound])]
    else { return prefix + name }
    return "\(prefix)\(block)\(name[end.lowerBound...])"
  }
}

extension AdapterConfiguration.Blobs {
  /// The sizes of a network whose first layer has weights of a shape.
  fileprivate init(of weight: Shape?, textFeatures: Int) {
    self.init()
    // Six parameters of a blob, the sine and the cosine of each frequency.
    guard let weight, weight.rank == 2, weight[1] > textFeatures else { return }
    frequencies = max(1, (weight[1] - textFeatures) / 12)
    hiddenFeatures = weight[0]
  }
}

extension UNet2DConditionConfiguration {
  /// The transformers' places in the original code by their places in diffusers.
  ///
  /// Behind the first convolution come a level's layers and, but for the last level, its downsampling; on
  /// the way up the upsampling is part of the last layer.
  fileprivate var originalBlocks: [String: String] {
    var blocks = ["mid_block.attentions.0": "middle_block.1"]
    var position = 1
    for level in blockChannels.indices {
      for index in 0..<layers[level] {
        blocks["down_blocks.\(level).attentions.\(index)"] = "input_blocks.\(position + index).1"
      }
      position += layers[level] + 1
    }
    position = 0
    for (block, level) in blockChannels.indices.reversed().enumerated() {
      for index in 0...layers[level] {
        blocks["up_blocks.\(block).attentions.\(index)"] = "output_blocks.\(position + index).1"
      }
      position += layers[level] + 1
    }
    return blocks
  }
}
