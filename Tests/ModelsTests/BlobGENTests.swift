import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@Suite("BlobGEN's tokens and masked cross-attention")
struct BlobGENTests {
  private struct Cases: Decodable {
    struct Run: Decodable {
      var timesteps: [Float]
      var grounded: [Bool]
      var sizes: [[Int]]
    }
    var blobs: [[Float]]
    var unet: [Run]
  }

  private let goldens: AdapterGoldens<Cases>
  private let base: CheckpointFolder
  private let unet: UNet2DConditionModel
  private let net: BlobProjection

  init() throws {
    goldens = try AdapterGoldens("blob-tiny")
    base = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
    unet = try base.unet(adapter: fixture("checkpoints/blob-tiny"))
    net = try #require(unet.blobNet)
  }

  private func blobs() throws -> [Blob] {
    try goldens.cases.blobs.enumerated().map { index, numbers in
      Blob(
        centerX: numbers[0], centerY: numbers[1], major: numbers[2], minor: numbers[3],
        angle: numbers[4], description: try goldens["description.\(index)"])
    }
  }

  private func masks(_ index: Int) throws -> [BlobTokens.Size: Tensor] {
    var masks: [BlobTokens.Size: Tensor] = [:]
    for size in goldens.cases.unet[index].sizes {
      masks[BlobTokens.Size(height: size[0], width: size[1])] = try goldens[
        "unet.\(index).mask.\(size[0])x\(size[1])"]
    }
    return masks
  }

  /// A layer with open gates, pixels and blobs of which some cover some of them.
  private func layer() throws -> (layer: BlobAttention, x: Tensor, size: BlobTokens.Size) {
    let layer = try BlobAttention(
      features: 8, tokenFeatures: 32, heads: 2, Weights(RuleWeights()))
    let size = BlobTokens.Size(height: 8, width: 8)
    let x = Tensor([1, 64, 8], (0..<512).map { Float(sin(1.7 * Double($0))) })
    return (layer, x, size)
  }

  @Test func tokensEqualTheTwins() throws {
    expectClose(
      try net(blobs(), masks: [:]).tokens, try goldens["tokens"], within: 1e-4, relative: true)
  }

  @Test(arguments: 0..<2) func denoiserEqualsTheTwin(index: Int) throws {
    let run = goldens.cases.unet[index]
    let tokens = try net(blobs(), masks: masks(index)).batched(run.grounded)
    try goldens.expectPrediction("unet.\(index)") { sample, text in
      unet(sample, timesteps: run.timesteps, context: text, blobs: tokens)
    }
  }

  @Test func ungroundedItemsAreThoseOfTheBase() throws {
    let (sample, text) = (try goldens["unet.1.sample"].channelsLast(), try goldens["unet.1.text"])
    let blobs = try net(blobs(), masks: masks(1)).batched([false, true])
    let output = unet(sample, timesteps: [5], context: text, blobs: blobs)
    let plain = try base.unet()(sample, timesteps: [5], context: text)
    #expect(output.slice(0..<1).values == plain.slice(0..<1).values)
    #expect(largestDifference(output.slice(1..<2), plain.slice(1..<2)) > 1e-2)
  }

  @Test func untrainedLayersAddNothing() throws {
    let untrained = try base.unet(untrained: AdapterConfiguration(blobs: .init()))
    let net = try #require(untrained.blobNet)
    let (sample, text) = (try goldens["unet.0.sample"].channelsLast(), try goldens["unet.0.text"])
    let output = untrained(
      sample, timesteps: [5], context: text, blobs: try net(blobs(), masks: masks(0)))
    #expect(output.values == (try base.unet()(sample, timesteps: [5], context: text)).values)
  }

  @Test func pixelsOutsideAllBlobsStayAsTheyAre() throws {
    let (layer, x, size) = try layer()
    let masks = try masks(0)
    let mask = try #require(masks[size]).values
    let y = layer(x, blobs: try net(blobs(), masks: masks), size: size)
    let covered = (0..<64).map { pixel in (0..<3).contains { mask[$0 * 64 + pixel] == 1 } }
    #expect(covered.contains(true) && covered.contains(false))
    for pixel in 0..<64 {
      let row = pixel * 8..<pixel * 8 + 8
      #expect((Array(y.values[row]) == Array(x.values[row])) == !covered[pixel], "pixel \(pixel)")
    }
  }

  @Test func aPixelReadsOnlyTheBlobsItLiesIn() throws {
    let (layer, x, size) = try layer()
    let masks = try masks(0)
    let mask = try #require(masks[size]).values
    var others = try blobs()
    others[1].description = others[1].description * -2
    let before = layer(x, blobs: try net(blobs(), masks: masks), size: size)
    let after = layer(x, blobs: try net(others, masks: masks), size: size)
    for pixel in 0..<64 {
      let row = pixel * 8..<pixel * 8 + 8
      let isSame = Array(before.values[row]) == Array(after.values[row])
      #expect(isSame == (mask[64 + pixel] == 0), "pixel \(pixel)")
    }
  }

  @Test func theOrderOfBlobsDoesNotMatter() throws {
    let (layer, x, size) = try layer()
    let (blobs, masks) = (try blobs(), try masks(0))
    let order = [2, 0, 1]
    let turned = try net(order.map { blobs[$0] }, masks: masks.mapValues { $0.rows(order) })
    expectClose(
      layer(x, blobs: turned, size: size),
      layer(x, blobs: try net(blobs, masks: masks), size: size), within: 1e-5)
  }

  @Test func halfATurnIsTheSameEllipse() throws {
    var turned = try blobs()
    for index in turned.indices { turned[index].angle += index == 1 ? -.pi : .pi }
    expectClose(
      try net(turned, masks: [:]).tokens, try net(blobs(), masks: [:]).tokens, within: 1e-5)
  }

  /// The gates and all weights get gradients, as training needs them; checked by differences.
  @Test func gradientsReachGatesAndTokens() throws {
    let (_, x, size) = try layer()
    let gate = Tensor([], [0.4]).tracked()
    let source = TrackedGate(gate: gate)
    let layer = try BlobAttention(features: 8, tokenFeatures: 32, heads: 2, Weights(source))
    let tokens = try net(blobs(), masks: masks(0))
    func loss(_ layer: BlobAttention) -> Tensor {
      layer(x, blobs: tokens, size: size).squared().sum()
    }
    let slope = loss(layer).gradients(of: [gate])[0].scalar
    func loss(at value: Float) throws -> Double {
      let source = TrackedGate(gate: Tensor([], [value]))
      let layer = try BlobAttention(features: 8, tokenFeatures: 32, heads: 2, Weights(source))
      return layer(x, blobs: tokens, size: size).values.reduce(0) { $0 + Double($1) * Double($1) }
    }
    let difference = (try loss(at: 0.41) - loss(at: 0.39)) / 0.02
    #expect(abs(Double(slope) - difference) <= 1e-3 * abs(difference))
    #expect(abs(difference) > 1)
  }

  /// The rule's weights, but for the gate of the attention.
  private struct TrackedGate: WeightSource {
    let gate: Tensor
    let place = "test"
    func contains(_ name: String) -> Bool { true }
    func tensor(named name: String, shape: Shape) throws -> Tensor {
      name == "alpha_attn" ? gate : try RuleWeights().tensor(named: name, shape: shape)
    }
  }

  @Test func refusesWhatItCannotRead() throws {
    let good = try blobs()
    func expect(
      _ error: GroundingError, _ change: (inout Blob) -> Void,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      var changed = good
      change(&changed[1])
      #expect(throws: error, sourceLocation: sourceLocation) { try net(changed, masks: [:]) }
    }
    #expect(throws: GroundingError.noObjects) { try net([], masks: [:]) }
    expect(.notFinite(object: 1)) { $0.angle = .infinity }
    expect(.turnedInsideOut(object: 1)) { $0.minor = -0.1 }
    expect(
      .misshapenFeatures(object: 1, found: [3, 31], expected: "[tokens, 32]")
    ) { $0.description = Tensor(repeating: 0, [3, 31]) }
    let masks = [BlobTokens.Size(height: 4, width: 6): Tensor(repeating: 0, [2, 24])]
    #expect(
      throws: GroundingError.misshapenMasks(
        height: 4, width: 6, found: [2, 24], expected: [3, 24])
    ) { try net(good, masks: masks) }
  }

  @Test func anAdapterNamesItsLayers() throws {
    #expect(
      throws: CheckpointError.notAnAdapter(fixture("checkpoints/sd1-tiny/unet").path)
    ) { try base.unet(adapter: fixture("checkpoints/sd1-tiny/unet")) }
    // The layers are those of another base: the first misfit is named, with both shapes.
    #expect {
      try CheckpointFolder(fixture("checkpoints/odd-tiny")).unet(
        adapter: fixture("checkpoints/blob-tiny"))
    } throws: {
      "\($0)".contains("'blob_net.linears.0.weight' has shape [24, 104], the configuration asks")
    }
  }
}
