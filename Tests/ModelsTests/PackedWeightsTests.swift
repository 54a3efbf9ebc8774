import Foundation
import Models
import Networks
import TestSupport
import Testing

@testable import Tensors

/// A copy of a small checkpoint that may be packed, in a folder that goes with it.
private final class Copy {
  let url = FileManager.default.temporaryDirectory
    .appending(path: "packed-weights-\(UUID().uuidString)")
  let checkpoint: CheckpointFolder

  init(of name: String = "sd1-tiny") throws {
    try FileManager.default.copyItem(at: fixture("checkpoints/\(name)"), to: url)
    checkpoint = try CheckpointFolder(url)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Packs the denoiser, and returns the file.
  @discardableResult
  func pack(_ precision: Precision = .fp32) throws -> URL {
    let place = try #require(checkpoint.packedPlace(of: .denoiser, precision: precision))
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    _ = try checkpoint.pack(.denoiser, precision: precision)
    return place
  }

  /// Why the denoiser's file can't be used, nil where it can or there is none.
  func fault(_ precision: Precision = .fp32) -> PackedFileError? {
    checkpoint.packedFaults(precision: precision).first
  }

  /// What a denoiser predicts, with its gradient with respect to the latents.
  func prediction(_ precision: Precision = .fp32, adapter: URL? = nil) throws -> [Float] {
    let unet = try Precision.$current.withValue(precision) {
      try adapter.map(checkpoint.unet(adapter:)) ?? checkpoint.unet()
    }
    let channels = unet.configuration.inputChannels
    let sample = Tensor(
      [1, 8, 8, channels], (0..<64 * channels).map { Float($0 % 13) / 7 - 1 }
    ).tracked()
    let context = Tensor(repeating: 0.1, [1, 5, unet.configuration.contextFeatures[0]])
    let output = unet(sample, timesteps: [300], context: context)
    let gradient = (output * output).sum().gradients(of: [sample])[0]
    return output.values + gradient.values
  }
}

@Suite("Weights packed beforehand", .enabled(if: KernelChoice.current.level != .portable))
struct PackedWeightsTests {
  @Test(arguments: ["sd1-tiny", "sd2-tiny", "odd-tiny"], Precision.distinct)
  func predictionsAndGradientsAreTheSameToTheBit(name: String, precision: Precision) throws {
    let copy = try Copy(of: name)
    let before = try copy.prediction(precision)
    try copy.pack(precision)
    #expect(try copy.checkpoint.packedFile(of: .denoiser, precision: precision) != nil)
    #expect(copy.fault(precision) == nil)
    #expect(try copy.prediction(precision) == before)
  }

  @Test func allNetworksAreTheSameToTheBit() throws {
    let copy = try Copy()
    func outputs() throws -> [[Float]] {
      let autoencoder = try copy.checkpoint.autoencoder()
      let latents = Tensor(repeating: 0.3, [1, 4, 4, autoencoder.configuration.latentChannels])
      let picture = autoencoder.decode(latents)
      return [
        try copy.checkpoint.textEncoder()([[1, 2, 3]]).lastHiddenState.values, picture.values,
        autoencoder.encode(picture).mean.values,
      ]
    }
    let before = try outputs()
    try copy.pack()
    for network in CheckpointFolder.Network.allCases {
      #expect(try copy.checkpoint.pack(network, precision: .fp32) == (network != .denoiser))
      #expect(try copy.checkpoint.checkPacked(network, precision: .fp32) != nil)
    }
    #expect(try outputs() == before)
  }

  /// The panels that a network multiplies must be those in the file: without this, a file that nobody
  /// reads would pass every test of sameness.
  @Test func panelsComeFromTheFile() throws {
    let copy = try Copy()
    let place = try copy.pack()
    let before = try copy.prediction()
    try changeLastWeight(of: place)
    #expect(copy.fault() == nil)
    #expect(try copy.prediction() != before)
    #expect(throws: PackedFileError.self) {
      try copy.checkpoint.checkPacked(.denoiser, precision: .fp32)
    }
    try copy.pack()
    #expect(try copy.prediction() == before)
  }

  @Test func anAdapterKeepsItsOwnWeights() throws {
    let copy = try Copy()
    let adapter = fixture("checkpoints/blob-tiny")
    let before = try copy.prediction(adapter: adapter)
    try copy.pack()
    #expect(try copy.prediction(adapter: adapter) == before)
  }

  @Test func otherWeightsUnderTheSameNamesAreNoticed() throws {
    let copy = try Copy()
    let place = try copy.pack()
    let file = copy.url.appending(path: "unet/diffusion_pytorch_model.safetensors")
    let time = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    let weights = try SafetensorsFile(contentsOf: file)
    var tensors: [String: Tensor] = [:]
    for name in weights.names { tensors[name] = try weights.tensor(named: name) }
    tensors["conv_in.weight"] = tensors["conv_in.weight"].map { $0 * 2 }
    try SafetensorsFile.write(tensors, to: file, metadata: weights.metadata)
    func expectStale() throws {
      guard case .differs(place.path, "weights", _, _)? = copy.fault() else {
        Issue.record("\(String(describing: copy.fault()))")
        return
      }
      let fresh = try Copy()
      try FileManager.default.removeItem(at: fresh.url.appending(path: "unet"))
      try FileManager.default.copyItem(
        at: copy.url.appending(path: "unet"), to: fresh.url.appending(path: "unet"))
      #expect(try copy.prediction() == fresh.prediction())
    }
    try expectStale()
    // Of one size, and with the time set back.
    let date = try #require(time as? Date)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
    try expectStale()
    try copy.pack()
    #expect(copy.fault() == nil)
  }

  @Test func weightsThatWereTouchedAreTakenForOthers() throws {
    let copy = try Copy()
    try copy.pack()
    let file = copy.url.appending(path: "unet/diffusion_pytorch_model.safetensors")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: file.path)
    #expect("\(try #require(copy.fault()))".contains("not those that it was packed from"))
  }

  @Test func damagedAndForeignFilesAreNotUsed() throws {
    let copy = try Copy()
    let before = try copy.prediction()
    let place = try copy.pack()
    let whole = try Data(contentsOf: place)
    let name = Data("conv_out.weight".utf8)
    let found = try #require(whole.firstRange(of: name))
    var renamed = whole
    renamed.replaceSubrange(found, with: Data("conv_oat.weight".utf8))
    let model = copy.url.appending(path: "unet/diffusion_pytorch_model.safetensors")
    for bytes in [
      Data(), whole.prefix(100), whole.prefix(whole.count - 4), whole + [0], renamed,
      Data(repeating: 7, count: 1000), try Data(contentsOf: model),
    ] {
      try bytes.write(to: place)
      #expect("\(try #require(copy.fault()))".hasPrefix(place.path))
      #expect(try copy.prediction() == before)
    }
    try copy.pack()
    #expect(copy.fault() == nil)
    #expect(try Data(contentsOf: place) == whole)
  }

  @Test(.enabled(if: Precision.distinct.contains(.bf16)))
  func filesOfOtherPrecisionsAreNotUsed() throws {
    let copy = try Copy()
    let before = try copy.prediction()
    let rounded = try copy.pack(.bf16)
    #expect(copy.fault() == nil)
    let place = try copy.pack()
    try FileManager.default.removeItem(at: place)
    try FileManager.default.copyItem(at: rounded, to: place)
    guard case .differs(_, "form", _, _)? = copy.fault() else {
      Issue.record("\(String(describing: copy.fault()))")
      return
    }
    #expect(try copy.prediction() == before)
  }

  @Test func filesOfOtherKernelsAreNotUsed() throws {
    let copy = try Copy()
    let before = try copy.prediction()
    let place = try copy.pack()
    let whole = try Data(contentsOf: place)
    let file = try SafetensorsFile(contentsOf: place)
    let panel = try #require(file.metadata["panel"])
    let other = "\"panel\":\"\(String(repeating: "9", count: panel.count))\""
    let range = try #require(whole.firstRange(of: Data("\"panel\":\"\(panel)\"".utf8)))
    var foreign = whole
    foreign.replaceSubrange(range, with: Data(other.utf8))
    try foreign.write(to: place)
    guard case .differs(_, "panel", _, _)? = copy.fault() else {
      Issue.record("\(String(describing: copy.fault()))")
      return
    }
    #expect(try copy.prediction() == before)
  }

  @Test func whatFitsIsLeftAsItIs() throws {
    let copy = try Copy()
    try copy.pack()
    #expect(try !copy.checkpoint.pack(.denoiser, precision: .fp32))
  }

  /// Changes the panels of the last weight a little.
  private func changeLastWeight(of place: URL) throws {
    var bytes = try Data(contentsOf: place)
    for index in stride(from: bytes.count - 4096, to: bytes.count, by: 4) { bytes[index] ^= 0x40 }
    try bytes.write(to: place)
  }
}

@Test(.enabled(if: KernelChoice.current.level == .portable))
func weightsForBLASAreNotPacked() throws {
  let checkpoint = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
  #expect(checkpoint.packedPlace(of: .denoiser, precision: .fp32) == nil)
  #expect(throws: PackedFileError.noKernels) {
    try checkpoint.pack(.denoiser, precision: .fp32)
  }
}
