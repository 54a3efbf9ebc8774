import ArgumentParser
import Foundation
import Models
import Tensors

/// `maquette pack`: writes a model's weights as the processor's kernels read them.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Write a model's weights as kernels read them, so that it starts faster.",
    discussion: """
      Weights are put into another order, and rounded where --precision asks for it, whenever a \
      model is loaded. This does so once and writes files into the model's folder, \
      packed/KERNELS-PRECISION/NETWORK.packed; the weights stay as they are. Whoever paints in \
      that precision then maps the files. They take about as much of the disk as the weights in \
      that precision; delete the folder 'packed' to be rid of them. Their paths are printed.

        maquette pack my-model
        maquette pack stable-diffusion-v1-5 --precision bf16

      A file fits the kernels that ran (see 'maquette doctor') and the weights that it comes from. \
      One that no longer fits is not used, which is said, until this command has written it anew.
      """)

  @Argument(
    help: ArgumentHelp("The model: a folder in the diffusers layout.", valueName: "dir"))
  var model: String

  @Option(help: "How weights are held: fp32, fp32x or bf16.", transform: choice)
  var precision: Precision = .fp32

  func run() throws {
    let console = Console()
    let checkpoint = try Checkpoints.find(model)
    for network in CheckpointFolder.Network.allCases {
      guard let place = checkpoint.packedPlace(of: network, precision: precision) else {
        throw PackedFileError.noKernels
      }
      try OutputFile(place.path).createFolder()
      let isNew = try checkpoint.pack(network, precision: precision)
      let bytes = try place.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      console.say(
        "\(network.rawValue): "
          + (isNew ? "\((Double(bytes) / 1e6).rounded(decimals: 1)) MB" : "fits already"))
      try console.write(place.path)
    }
  }
}
