import Diffusion
import Drawing
import Foundation
import Layouts
import Networks
import Tensors
import TestSupport
import Testing

/// Losses and gradients that the methods' own repositories gave.
@Suite(
  "Energies against their repositories",
  .enabled(if: sharedData != nil, "needs the data beside the project"))
struct EnergyGoldenTests {
  struct Goldens: Decodable {
    struct BoxDiff: Decodable {
      var attn_shape: [Int]
      var attn: [Float]
      var token_indices: [Int]
      var boxes512: [[Double]]
      var gauss3x3: [Float]
      var loss: Float
      var max_fg_loss: Float
      var grad_attn: [Float]
      var grad_l2: Float
    }
    struct LayoutGuidance: Decodable {
      var mid_shape: [Int]
      var mid: [Float]
      var up_shape: [Int]
      var up: [[Float]]
      var bboxes: [[[Double]]]
      var object_positions: [[Int]]
      var loss: Float
      var grad_l2: [Float]
      var grad_mid: [Float]
    }
    struct Refocusing: Decodable {
      struct Step: Decodable {
        var loss: Float
        var min_inside: Float
        var max_outside: Float
        var grad_l2: [Float]
      }
      var ca_shape: [Int]
      var ca: [[Float]]
      var bboxes: [[[Double]]]
      var object_positions: [[Int]]
      var car_by_step: [String: Step]
      var sar_loss: Float
      var sar_in: String
      var sar_grad_l2: Float
    }
    struct TokenCompose: Decodable {
      var maps_shape: [Int]
      var maps: [[Float]]
      var masks: [[Float]]
      var word_token_idx: [[Int]]
      var token_loss: Float
      var pixel_loss: Float
      var total_scaled: Float
      var grad_token_l2: [Float]
      var grad_pixel_l2: [Float]
    }
    var boxdiff: BoxDiff
    var layout_guidance: LayoutGuidance
    var attention_refocusing: Refocusing
    var tokencompose: TokenCompose
  }

  let folder: URL
  let goldens: Goldens

  init() throws {
    folder = try #require(sharedData).appending(path: "golden")
    goldens = try JSONDecoder().decode(
      Goldens.self, from: Data(contentsOf: folder.appending(path: "guidance_golden.json")))
  }

  /// Square maps `[heads, pixels, keys]` from numbers in that order.
  private func map(
    _ values: [Float], _ shape: [Int], kind: AttentionSite.Kind = .cross, path: String = ""
  ) -> AttentionMaps.Map {
    let side = Int(Double(shape[1]).squareRoot())
    return AttentionMaps.Map(
      site: AttentionSite(path: path, kind: kind, height: side, width: side),
      weights: Tensor(Shape(shape), values).tracked())
  }

  /// Phrases with corners of boxes as shares of `side` pixels.
  private func grounding(
    _ boxes: [[[Double]]], _ tokens: [[Int]], scale: Double, side: Int, end: Int
  ) -> Grounding {
    let phrases = zip(boxes, tokens).enumerated().map { index, pair in
      let regions = pair.0.map { corners -> LayoutObject.Region in
        let at = corners.map { $0 * scale }
        return .box(Box(x: at[0], y: at[1], width: at[2] - at[0], height: at[3] - at[1]))
      }
      return Grounding.Phrase(
        text: "\(index)", tokens: pair.1, wordToken: pair.1[pair.1.count - 1],
        objects: Array(repeating: index, count: regions.count), regions: regions)
    }
    return Grounding(
      canvas: Canvas(width: side, height: side), prompt: "", endToken: end, phrases: phrases)
  }

  private func length(_ tensor: Tensor) -> Float {
    Float(tensor.values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
  }

  @Test func boxDiff() {
    let golden = goldens.boxdiff
    let shape = golden.attn_shape
    let map = map(golden.attn, [1, shape[0] * shape[1], shape[2]])
    let value = BoxDiffEnergy().value(
      of: AttentionMaps([map]),
      for: grounding(
        golden.boxes512.map { [$0] }, golden.token_indices.map { [$0] }, scale: 1, side: 512,
        end: shape[2] - 1), step: 0)
    #expect(abs(value.loss.scalar - golden.loss) <= 1e-5)
    #expect(abs((value.refinement?.scalar ?? .nan) - golden.max_fg_loss) <= 1e-5)
    let gradient = value.loss.gradients(of: [map.weights])[0]
    expectClose(gradient, Tensor(gradient.shape, golden.grad_attn), within: 1e-4)
    #expect(abs(length(gradient) - golden.grad_l2) <= 1e-4)
  }

  @Test func layoutGuidance() {
    let golden = goldens.layout_guidance
    let maps = [map(golden.mid, golden.mid_shape)] + golden.up.map { map($0, golden.up_shape) }
    // 1024: shares of the canvas become pixels, and pixels cells, without rounding.
    let value = LayoutGuidanceEnergy().value(
      of: AttentionMaps(maps),
      for: grounding(
        golden.bboxes, golden.object_positions, scale: 1024, side: 1024,
        end: golden.mid_shape[2] - 1), step: 0)
    #expect(abs(value.loss.scalar - golden.loss) <= 1e-5)
    let gradients = value.loss.gradients(of: maps.map(\.weights))
    expectClose(
      gradients[0], Tensor(Shape(golden.mid_shape), golden.grad_mid), within: 1e-4)
    for (gradient, expected) in zip(gradients, golden.grad_l2) {
      #expect(abs(length(gradient) - expected) <= 1e-4)
    }
  }

  @Test func crossAttentionRefocusing() throws {
    let golden = goldens.attention_refocusing
    let grounding = grounding(
      golden.bboxes, golden.object_positions, scale: 1024, side: 1024, end: golden.ca_shape[2] - 1)
    for (step, expected) in golden.car_by_step {
      let maps = golden.ca.map { map($0, golden.ca_shape) }
      let value = AttentionRefocusingEnergy().value(
        of: AttentionMaps(maps), for: grounding, step: try #require(Int(step)))
      #expect(abs(value.loss.scalar - expected.loss) <= 1e-5)
      #expect(abs((value.leastInside ?? .nan) - expected.min_inside) <= 1e-5)
      #expect(abs((value.largestOutside ?? .nan) - expected.max_outside) <= 1e-5)
      for (gradient, length) in zip(
        value.loss.gradients(of: maps.map(\.weights)), expected.grad_l2)
      {
        #expect(abs(self.length(gradient) - length) <= 1e-4)
      }
    }
  }

  @Test func selfAttentionRefocusing() throws {
    let golden = goldens.attention_refocusing
    let input = try NPYFile.read(folder.appending(path: golden.sar_in))
    let map = map(input.values, input.shape.sizes, kind: .own)
    let value = AttentionRefocusingEnergy().value(
      of: AttentionMaps([map]),
      for: grounding(
        golden.bboxes, golden.object_positions, scale: 1024, side: 1024, end: 7), step: 3)
    #expect(abs(value.loss.scalar - golden.sar_loss) <= 1e-5)
    let gradient = value.loss.gradients(of: [map.weights])[0]
    #expect(abs(length(gradient) - golden.sar_grad_l2) <= 1e-4)
  }

  @Test func tokenCompose() {
    let golden = goldens.tokencompose
    let shape = golden.maps_shape
    let maps = golden.maps.map {
      map($0, [shape[0], shape[1] * shape[2], shape[3]], path: "up_blocks.1.attentions.0")
    }
    let words = zip(golden.masks, golden.word_token_idx).map { mask, tokens in
      TokenComposeLoss.Word(
        tokens: tokens, masks: [Mask(height: shape[1], width: shape[2], values: mask)])
    }
    let value = TokenComposeLoss().value(of: AttentionMaps(maps), words: words)
    #expect(abs(value.token.scalar - golden.token_loss) <= 1e-5)
    #expect(abs(value.pixel.scalar - golden.pixel_loss) <= 1e-5)
    #expect(abs(value.total.scalar - golden.total_scaled) <= 1e-5)
    for (loss, lengths) in [
      (value.token, golden.grad_token_l2), (value.pixel, golden.grad_pixel_l2),
    ] {
      let gradients = loss.gradients(of: maps.map(\.weights), keeping: true)
      for (gradient, expected) in zip(gradients, lengths) {
        #expect(abs(length(gradient) - expected) <= 1e-4)
      }
    }
  }
}
