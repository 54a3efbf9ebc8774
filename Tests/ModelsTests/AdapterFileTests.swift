import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@Suite("Adapters in folders and files of all kinds")
struct AdapterFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "adapter-files-\(UUID().uuidString)")
  private let tensors: SafetensorsFile
  private let base: CheckpointFolder

  /// Makes a base without the adapter of `gligen-tiny`.
  init() throws {
    let source = fixture("checkpoints/gligen-tiny")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = folder.appending(path: "base")
    try FileManager.default.copyItem(at: source, to: place)
    let config = place.appending(path: "unet/config.json")
    let text = try String(contentsOf: config, encoding: .utf8)
    try Data(text.replacing("\"gated\"", with: "\"default\"").utf8).write(to: config)
    base = try CheckpointFolder(place)
    tensors = try SafetensorsFile(
      contentsOf: source.appending(path: "unet/diffusion_pytorch_model.safetensors"))
  }

  /// Writes the adapter's tensors under other names.
  private func file(
    _ name: String, where isKept: (String) -> Bool = { _ in true },
    naming rename: (String) -> String
  ) throws -> URL {
    let place = folder.appending(path: name)
    var kept: [String: Tensor] = [:]
    for name in tensors.names where name.contains("position_net") || name.contains("fuser") {
      if isKept(name) { kept[rename(name)] = try tensors.tensor(named: name) }
    }
    try SafetensorsFile.write(kept, to: place)
    return place
  }

  private func expectSame(_ adapter: URL, sourceLocation: SourceLocation = #_sourceLocation) throws
  {
    let whole = try CheckpointFolder(fixture("checkpoints/gligen-tiny")).unet()
    let adapted = try base.unet(adapter: adapter)
    let net = try #require(adapted.positionNet, sourceLocation: sourceLocation)
    let object = GLIGENObject(
      left: 0.1, top: 0.2, right: 0.6, bottom: 0.9, text: Tensor(repeating: 0.5, [32]))
    let sample = Tensor(repeating: 0.3, [1, 8, 8, 4])
    func run(_ unet: UNet2DConditionModel) throws -> [Float] {
      unet(
        sample, timesteps: [300], context: Tensor(repeating: 0.1, [1, 5, 32]),
        objects: GroundingTokens(objects: try net([object]))
      ).values
    }
    #expect(try run(whole) == run(adapted), sourceLocation: sourceLocation)
    try FileManager.default.removeItem(at: folder)
  }

  /// The paths of the original code for two levels of one layer.
  private func original(_ name: String) -> String {
    for (path, block) in [
      ("down_blocks.0.attentions.0", "input_blocks.1.1"),
      ("down_blocks.1.attentions.0", "input_blocks.3.1"),
      ("mid_block.attentions.0", "middle_block.1"),
      ("up_blocks.0.attentions.0", "output_blocks.0.1"),
      ("up_blocks.0.attentions.1", "output_blocks.1.1"),
      ("up_blocks.1.attentions.0", "output_blocks.2.1"),
      ("up_blocks.1.attentions.1", "output_blocks.3.1"),
    ] where name.hasPrefix(path) { return block + name.dropFirst(path.count) }
    return name
  }

  @Test func aFileWithTheOriginalNames() throws {
    try expectSame(file("pruned.safetensors", naming: original))
  }

  @Test func aFileWithTheOriginalNamesAndAPrefix() throws {
    try expectSame(
      file("whole.safetensors") { "model.diffusion_model.\(original($0))" })
  }

  @Test func aFileWithTheNamesOfDiffusers() throws {
    try expectSame(file("layers.safetensors") { $0 })
  }

  @Test func aWholeCheckpoint() throws { try expectSame(fixture("checkpoints/gligen-tiny")) }

  @Test func itsDenoiserAlone() throws { try expectSame(fixture("checkpoints/gligen-tiny/unet")) }

  @Test func blobsInAFile() throws {
    let base = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
    let adapter = fixture("checkpoints/blob-tiny")
    let place = adapter.appending(path: "diffusion_pytorch_model.safetensors")
    let alone = try base.unet(adapter: place).configuration.adapters
    #expect(alone == (try base.unet(adapter: adapter).configuration.adapters))
    #expect(alone.blobs?.frequencies == 6 && alone.blobs?.hiddenFeatures == 24)
    try FileManager.default.removeItem(at: folder)
  }

  @Test func whatIsMissingIsNamed() throws {
    let short = try file(
      "short.safetensors", where: { !$0.contains("up_blocks.0.attentions.1") }, naming: original)
    #expect {
      try base.unet(adapter: short)
    } throws: { error in
      "\(error)".hasPrefix("the adapter \(short.path) does not fit the model \(base.url.path): ")
        && "\(error)".contains(
          "weight 'output_blocks.1.1.transformer_blocks.0.fuser.linear.weight' is missing")
    }
    let none = try file("none.safetensors", where: { !$0.hasPrefix("position") }, naming: original)
    #expect(throws: CheckpointError.noAdapterLayers(file: none.path)) {
      try base.unet(adapter: none)
    }
    #expect(throws: CheckpointError.absent(folder: "/nowhere/at-all")) {
      try base.unet(adapter: URL(filePath: "/nowhere/at-all"))
    }
    try FileManager.default.removeItem(at: folder)
  }
}
