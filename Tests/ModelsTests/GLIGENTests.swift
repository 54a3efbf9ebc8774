import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

private func object(_ box: [Float], text: Tensor?, image: Tensor? = nil) -> GLIGENObject {
  GLIGENObject(
    left: box[0], top: box[1], right: box[2], bottom: box[3], text: text, image: image)
}

@Suite("GLIGEN's position net and gated self-attention")
struct GLIGENTests {
  private struct Cases: Decodable {
    struct Run: Decodable {
      var timesteps: [Float]
      var grounded: [Bool]?
      var scale: Float
    }
    var boxes: [[Float]]
    var unet: [Run]
  }

  private struct PictureCases: Decodable {
    var boxes: [[Float]]
    var has_text: [Int]
    var has_picture: [Int]
  }

  private let goldens: AdapterGoldens<Cases>
  private let unet: UNet2DConditionModel
  private let net: GLIGENTextBoundingboxProjection

  init() throws {
    goldens = try AdapterGoldens("gligen-tiny")
    unet = try CheckpointFolder(fixture("checkpoints/gligen-tiny")).unet()
    net = try #require(unet.positionNet)
  }

  private func objects() throws -> [GLIGENObject] {
    let features = try goldens["features"]
    return goldens.cases.boxes.enumerated().map {
      object($1, text: features.slice($0..<$0 + 1))
    }
  }

  /// Null tokens for the items that are not grounded, the objects' for the others.
  private func tokens(_ grounded: [Bool], scale: Float = 1) throws -> GroundingTokens {
    let (null, full) = (net.nullTokens(), try net(objects()))
    return GroundingTokens(
      objects: .concatenated(grounded.map { $0 ? full : null }, axis: 0), scale: scale)
  }

  @Test func tokensEqualThoseOfDiffusers() throws {
    expectClose(try tokens([false, true]).objects, try goldens["tokens"], within: 1e-5)
  }

  @Test(arguments: 0..<4) func denoiserEqualsThatOfDiffusers(index: Int) throws {
    let run = goldens.cases.unet[index]
    let objects = try run.grounded.map { try tokens($0, scale: run.scale) }
    try goldens.expectPrediction("unet.\(index)") { sample, text in
      unet(sample, timesteps: run.timesteps, context: text, objects: objects)
    }
  }

  @Test func withoutStrengthTheLayersAreLeftOut() throws {
    let (sample, text) = (try goldens["unet.1.sample"].channelsLast(), try goldens["unet.1.text"])
    let plain = unet(sample, timesteps: [999], context: text)
    let off = unet(sample, timesteps: [999], context: text, objects: try tokens([true], scale: 0))
    let on = unet(sample, timesteps: [999], context: text, objects: try tokens([true]))
    #expect(plain.values == off.values)
    #expect(largestDifference(plain, on) > 1e-2)
  }

  @Test func oneItemOfTokensServesABatch() throws {
    let (sample, text) = (try goldens["unet.2.sample"].channelsLast(), try goldens["unet.2.text"])
    let one = unet(sample, timesteps: [9], context: text, objects: try tokens([true]))
    let two = unet(sample, timesteps: [9], context: text, objects: try tokens([true, true]))
    expectClose(one, two, within: 1e-5)
  }

  @Test func untrainedLayersAddNothing() throws {
    let folder = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
    let base = try folder.unet()
    let adapted = try folder.unet(untrained: AdapterConfiguration(grounding: .textAndImage))
    let net = try #require(adapted.positionNet)
    let sample = Tensor(repeating: 0.3, [1, 8, 8, 4])
    let text = Tensor(repeating: 0.1, [1, 5, 32])
    let tokens = try net([object([0, 0, 0.5, 0.5], text: Tensor(repeating: 1, [32]))])
    #expect(tokens.shape == [1, 60, 32])
    let output = adapted(
      sample, timesteps: [7], context: text, objects: GroundingTokens(objects: tokens))
    #expect(output.values == base(sample, timesteps: [7], context: text).values)
  }

  @Test func picturesStandBehindTexts() throws {
    let goldens = try AdapterGoldens<PictureCases>("gligen-pictures")
    let (cases, texts, pictures) = (goldens.cases, try goldens["texts"], try goldens["pictures"])
    let objects = cases.boxes.enumerated().map { index, box in
      object(
        box, text: cases.has_text[index] == 1 ? texts.slice(index..<index + 1) : nil,
        image: cases.has_picture[index] == 1 ? pictures.slice(index..<index + 1) : nil)
    }
    let net = try GLIGENTextBoundingboxProjection(
      .textAndImage, textFeatures: 6, features: 10, Weights(RuleWeights()))
    expectClose(try net(objects), try goldens["tokens"], within: 1e-5)
  }

  @Test func refusesWhatItCannotRead() throws {
    let text = Tensor(repeating: 0, [32])
    let box: [Float] = [0, 0, 1, 1]
    func expect(_ error: GroundingError, _ objects: [GLIGENObject]) {
      #expect(throws: error) { try net(objects) }
    }
    expect(.noObjects, [])
    expect(
      .tooManyObjects(count: 31, limit: 30), Array(repeating: object(box, text: text), count: 31))
    expect(.notFinite(object: 1), [object(box, text: text), object([0, .nan, 1, 1], text: text)])
    expect(.turnedInsideOut(object: 0), [object([0.5, 0, 0.2, 1], text: text)])
    expect(.nothingToRead(object: 0), [object(box, text: nil)])
    expect(.pictureUnread(object: 0), [object(box, text: text, image: text)])
    expect(
      .misshapenFeatures(object: 0, found: [31], expected: "32 features"),
      [object(box, text: Tensor(repeating: 0, [31]))])
    #expect(
      "\(GroundingError.tooManyObjects(count: 31, limit: 30))"
        == "31 objects, the adapter has room for at most 30; methods without an adapter paint "
        + "any number, attention-refocusing too with gligen=0")
    #expect(try net(Array(repeating: object(box, text: text), count: 30)).shape == [1, 30, 32])
  }

  @Test func aCheckpointWithoutTheLayersIsRefused() throws {
    var configuration = try CheckpointFolder(fixture("checkpoints/sd1-tiny")).unetConfiguration()
    configuration.adapters.grounding = .text
    let file = try SafetensorsFile(
      contentsOf: fixture("checkpoints/sd1-tiny/unet/diffusion_pytorch_model.safetensors"))
    #expect {
      try UNet2DConditionModel(configuration, Weights(file))
    } throws: {
      "\($0)".hasSuffix(
        "weight 'position_net.null_position_feature' is missing, the configuration asks for "
          + "shape [64]")
    }
  }
}

/// The forward pass of GLIGEN's own code, from the data beside the project.
@Suite(.enabled(if: sharedData != nil, "needs the guidance goldens of the shared data"))
struct GLIGENGoldenTests {
  private struct File: Decodable {
    struct Golden: Decodable {
      var boxes: [Float]
      var masks: [Float]
      var emb: [Float]
      var emb_shape: [Int]
      var fourier: [Float]
      var objs: [Float]
      var objs_shape: [Int]
      var x: [Float]
      var x_shape: [Int]
      var fuser_out: [Float]
    }
    var gligen: Golden
  }

  private let golden: File.Golden

  init() throws {
    let folder = try #require(sharedData)
    golden = try JSONDecoder().decode(
      File.self, from: Data(contentsOf: folder.appending(path: "golden/guidance_golden.json"))
    ).gligen
  }

  @Test func fourierFeatures() {
    let fourier = FourierFeatures()
    let rows = stride(from: 0, to: golden.boxes.count, by: 4).flatMap {
      fourier(Array(golden.boxes[$0..<$0 + 4])).values
    }
    expectClose(
      Tensor([rows.count], rows), Tensor([golden.fourier.count], golden.fourier), within: 1e-5)
  }

  @Test func positionNet() throws {
    let features = golden.emb_shape[2]
    let net = try GLIGENTextBoundingboxProjection(
      .text, textFeatures: features, features: golden.objs_shape[2], Weights(RuleWeights()))
    let count = golden.masks.count { $0 == 1 }
    // The masked places are the last ones, as with every caller of GLIGEN.
    #expect(golden.masks[..<count].allSatisfy { $0 == 1 })
    let objects = (0..<count).map { index in
      object(
        Array(golden.boxes[4 * index..<4 * index + 4]),
        text: Tensor(
          [features], Array(golden.emb[features * index..<features * (index + 1)])))
    }
    expectClose(
      try net(objects, places: golden.masks.count), Tensor(Shape(golden.objs_shape), golden.objs),
      within: 1e-5)
  }

  @Test func gatedSelfAttention() throws {
    let layer = try GatedSelfAttention(
      features: golden.x_shape[2], tokenFeatures: golden.objs_shape[2], heads: 2,
      Weights(RuleWeights()))
    let x = Tensor(Shape(golden.x_shape), golden.x)
    let objects = Tensor(Shape(golden.objs_shape), golden.objs)
    expectClose(
      layer(x, tokens: GroundingTokens(objects: objects)),
      Tensor(x.shape, golden.fuser_out), within: 1e-5)
  }
}
