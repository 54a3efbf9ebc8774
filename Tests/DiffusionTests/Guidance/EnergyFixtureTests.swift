import Diffusion
import Drawing
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@Suite("Energies against torch")
struct EnergyFixtureTests {
  static let count = (try? EnergyCases.read("energies/cases").cases.count) ?? 0

  let file: EnergyCases
  let goldens: SafetensorsFile

  init() throws {
    file = try EnergyCases.read("energies/cases")
    goldens = try SafetensorsFile(contentsOf: fixture("parity/energies/goldens.safetensors"))
  }

  private func site(_ name: String) throws -> AttentionSite {
    let layer = try #require(file.layers?.first { $0.name == name })
    let kinds: [String: AttentionSite.Kind] = ["cross": .cross, "self": .own, "gated": .gated]
    return AttentionSite(
      path: name, kind: try #require(kinds[layer.kind]), height: layer.height,
      width: layer.width)
  }

  private func transfer() throws -> AttentionTransfer {
    var transfer = AttentionTransfer()
    for name in ["cross.0", "cross.1", "cross.2"] {
      for object in 0..<4 {
        transfer[object, step: 0, at: try site(name)] = try goldens.tensor(
          named: "transfer.\(name).\(object)")
      }
    }
    return transfer
  }

  @Test(arguments: 0..<count) func valuesAndGradients(index: Int) throws {
    let record = file.cases[index]
    let energy = record.makeEnergy(transfer: try transfer())
    let inputs = try record.layers.map { try goldens.tensor(named: "maps.\($0)").tracked() }
    let maps = AttentionMaps(
      try zip(record.layers, inputs).map { .init(site: try site($0), weights: $1) })
    let value = energy.value(
      of: maps, for: file.grounding(record.phrases), step: record.settings.step ?? 0)

    #expect(abs(value.loss.scalar - record.loss) <= 1e-5 * max(1, record.loss))
    if record.energy != "attend-excite" {
      let sum = value.terms.reduce(0) { $0 + $1.value }
      #expect(abs(sum - record.loss) <= 1e-4)
    }
    for (found, expected) in [
      (value.refinement?.scalar, record.refinement), (value.leastInside, record.leastInside),
      (value.largestOutside, record.largestOutside),
    ] {
      guard let expected else { continue }
      #expect(abs(try #require(found) - expected) <= 1e-5)
    }
    for (name, gradient) in zip(record.layers, value.loss.gradients(of: inputs)) {
      expectClose(
        gradient, try goldens.tensor(named: "gradients.\(index).\(name)"), within: 1e-4)
    }
  }

  @Test func tokenCompose() throws {
    let names = ["cross.0", "cross.1"]
    let inputs = try names.map { try goldens.tensor(named: "maps.\($0)").tracked() }
    let maps = try zip(names, inputs).map {
      AttentionMaps.Map(site: try site($0), weights: $1)
    }
    let grounding = file.grounding("rich")
    let words = grounding.phrases.map { phrase in
      let mask = phrase.regions.reduce(Mask(height: 6, width: 7)) {
        $0.union(
          RegionRaster.cells(.truncated)
            .mask(of: $1, on: grounding.canvas, height: 6, width: 7))
      }
      return TokenComposeLoss.Word(tokens: phrase.tokens, masks: [mask])
    }
    let expected = try #require(file.tokenCompose)
    for (loss, name, value) in [
      (TokenComposeLoss.tokenLoss(of: maps, words: words), "token", expected.token),
      (TokenComposeLoss.pixelLoss(of: maps, words: words), "pixel", expected.pixel),
    ] {
      #expect(abs(loss.scalar - value) <= 1e-5)
      for (index, gradient) in loss.gradients(of: inputs).enumerated() {
        expectClose(
          gradient, try goldens.tensor(named: "token-compose.\(name).\(index)"), within: 1e-4)
      }
    }
  }
}
