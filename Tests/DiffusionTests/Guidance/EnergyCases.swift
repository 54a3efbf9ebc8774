import Diffusion
import Drawing
import Foundation
import Layouts
import Networks
import Tensors
import TestSupport

/// What our own torch implementations of the energies gave (Fixtures/SCHEMA.md, parity/energies).
struct EnergyCases: Decodable {
  struct Layer: Decodable {
    var name: String
    var kind: String
    var height: Int
    var width: Int
  }
  struct Region: Decodable {
    var box: [Double]?
    var ellipse: [Double]?
  }
  struct Phrase: Decodable {
    var tokens: [Int]
    var word: Int
    var objects: [Int]
    var regions: [Region]
  }
  struct Settings: Decodable {
    var raster: String?
    var insideShare: Float?
    var outsideShare: Float?
    var insideWeight: Float?
    var outsideWeight: Float?
    var transfers: Bool?
    var tokens: String?
    var smoothing: String?
    var stopsAtEnd: Bool?
    var part: Float?
    var corner: Int?
    var step: Int?
    var terms: [String]?
    private enum CodingKeys: String, CodingKey {
      case raster, transfers, tokens, smoothing, part, corner, step, terms
      case insideShare = "share_inside"
      case outsideShare = "share_outside"
      case insideWeight = "weight_inside"
      case outsideWeight = "weight_outside"
      case stopsAtEnd = "stop_at_end"
    }
  }
  struct Case: Decodable {
    var energy: String
    var phrases: String
    var settings: Settings
    var layers: [String]
    var loss: Float
    var refinement: Float?
    var leastInside: Float?
    var largestOutside: Float?
    private enum CodingKeys: String, CodingKey {
      case energy, phrases, settings, layers, loss, refinement
      case leastInside = "least_inside"
      case largestOutside = "largest_outside"
    }
  }
  struct TokenCompose: Decodable {
    var token: Float
    var pixel: Float
  }

  var canvas: [Int]
  var end: Int
  var timestep: Float?
  var layers: [Layer]?
  var phrases: [String: [Phrase]]
  var cases: [Case]
  var tokenCompose: TokenCompose?
  private enum CodingKeys: String, CodingKey {
    case canvas, end, timestep, layers, phrases, cases
    case tokenCompose = "token_compose"
  }

  static func read(_ path: String) throws -> EnergyCases {
    try JSONDecoder().decode(
      EnergyCases.self, from: Data(contentsOf: fixture("parity/\(path).json")))
  }

  func grounding(_ name: String) -> Grounding {
    let phrases = (self.phrases[name] ?? []).map { phrase in
      Grounding.Phrase(
        text: name, tokens: phrase.tokens, wordToken: phrase.word, objects: phrase.objects,
        regions: phrase.regions.map(\.region))
    }
    return Grounding(
      canvas: Canvas(width: canvas[0], height: canvas[1]), prompt: "", endToken: end,
      phrases: phrases)
  }
}

extension EnergyCases.Region {
  var region: LayoutObject.Region {
    if let box {
      return .box(Box(x: box[0], y: box[1], width: box[2], height: box[3]))
    }
    let values = ellipse ?? []
    return .ellipse(
      Ellipse(
        centerX: values[0], centerY: values[1], major: values[2], minor: values[3],
        angle: values[4]))
  }
}

extension EnergyCases.Case {
  /// The energy with the case's settings.
  ///
  /// - Parameters:
  ///   - transfer: used if the case does.
  ///   - reproducingFaults: leaves regions that round to nothing without a cell, as torch's side does.
  /// - Returns: one of the five.
  func makeEnergy(
    transfer: AttentionTransfer? = nil, reproducingFaults: Bool = false
  ) -> any Energy {
    switch energy {
    case "lmd":
      var energy = lmd(transfer)
      energy.reproducesFaults = reproducingFaults
      return energy
    case "boxdiff": return boxDiff
    case "layout-guidance":
      var energy = layoutGuidance
      energy.reproducesFaults = reproducingFaults
      return energy
    case "attend-excite": return attendExcite
    case "attention-refocusing": return refocusing
    default: preconditionFailure("no energy is called '\(energy)'")
    }
  }

  private func lmd(_ transfer: AttentionTransfer?) -> LMDEnergy {
    var energy = LMDEnergy()
    energy.insideShare = settings.insideShare ?? energy.insideShare
    energy.outsideShare = settings.outsideShare ?? energy.outsideShare
    energy.insideWeight = settings.insideWeight ?? energy.insideWeight
    energy.outsideWeight = settings.outsideWeight ?? energy.outsideWeight
    energy.raster = raster(energy.raster)
    if settings.transfers == true { energy.transfer = transfer }
    return energy
  }

  private var boxDiff: BoxDiffEnergy {
    var energy = BoxDiffEnergy()
    energy.share = settings.part ?? energy.share
    energy.cornerWidth = settings.corner ?? energy.cornerWidth
    energy.tokens = settings.tokens.flatMap(PhraseTokens.init) ?? energy.tokens
    energy.stopsAtPromptEnd = settings.stopsAtEnd ?? energy.stopsAtPromptEnd
    energy.smoothing = smoothing
    energy.raster = raster(energy.raster)
    return energy
  }

  private var layoutGuidance: LayoutGuidanceEnergy {
    var energy = LayoutGuidanceEnergy()
    energy.raster = raster(energy.raster)
    return energy
  }

  private var attendExcite: AttendExciteEnergy {
    var energy = AttendExciteEnergy()
    energy.tokens = settings.tokens.flatMap(PhraseTokens.init) ?? energy.tokens
    energy.stopsAtPromptEnd = settings.stopsAtEnd ?? energy.stopsAtPromptEnd
    energy.smoothing = smoothing
    return energy
  }

  private var refocusing: AttentionRefocusingEnergy {
    var energy = AttentionRefocusingEnergy()
    let parts: [String: AttentionRefocusingEnergy.Part] = [
      "car": .cross, "sar": .own, "ground": .grounding,
    ]
    if let terms = settings.terms { energy.parts = Set(terms.compactMap { parts[$0] }) }
    energy.raster = raster(energy.raster)
    return energy
  }

  private var smoothing: MapSmoothing? {
    switch settings.smoothing {
    case "none": nil
    case "gaussian": MapSmoothing(kernel: .gaussian)
    default: MapSmoothing()
    }
  }

  private func raster(_ published: RegionRaster) -> RegionRaster {
    settings.raster == "opacity" ? .soft(.opacity) : published
  }
}
