import Diffusion
import Drawing
import Layouts
import Networks
import Tensors
import Testing

@Suite("What energies read and draw")
struct EnergySettingTests {
  private let canvas = Canvas(width: 512, height: 512)

  private func cells(_ mask: Mask) -> [Int] {
    mask.values.indices.filter { mask.values[$0] == 1 }
  }

  /// A box from 1.5 to 3.6 cells across and from 0.5 to 2.5 down, on 8 × 8.
  @Test func publishedRoundings() {
    let box = LayoutObject.Region.box(Box(x: 96, y: 32, width: 134.4, height: 128))
    func drawn(_ rounding: RegionRaster.Rounding) -> [Int] {
      cells(RegionRaster.cells(rounding).mask(of: box, on: canvas, height: 8, width: 8))
    }
    // Halves to even: 1.5 → 2, 0.5 → 0, 2.5 → 2; the width of 2.1 by itself → 2.
    #expect(drawn(.nearest) == [2, 3, 10, 11])
    #expect(drawn(.nearestWithSize) == [2, 3, 10, 11])
    #expect(drawn(.truncated) == [1, 2, 9, 10])
    // 2.6 wide from 1.4: edges 1 and 4, the side by itself 3; 1.3 from 1.3: 1 to 3, by itself 1 to 2.
    let other = LayoutObject.Region.box(Box(x: 83.2, y: 83.2, width: 83.2, height: 64))
    func row(_ rounding: RegionRaster.Rounding) -> [Int] {
      cells(RegionRaster.cells(rounding).mask(of: other, on: canvas, height: 8, width: 8))
        .filter { $0 < 16 }
    }
    #expect(row(.nearest) == [9, 10])
    #expect(row(.nearestWithSize) == [9])
  }

  @Test func ellipsesByTheMiddlesOfCells() {
    let ellipse = Ellipse(centerX: 200, centerY: 300, major: 150, minor: 60, angle: 25)
    let mask = RegionRaster.cells(.nearest).mask(
      of: .ellipse(ellipse), on: canvas, height: 16, width: 12)
    let expected = (0..<16 * 12).filter {
      ellipse.contains(
        x: (Double($0 % 12) + 0.5) * 512 / 12, y: (Double($0 / 12) + 0.5) * 32)
    }
    #expect(cells(mask) == expected && !expected.isEmpty)
  }

  @Test func smallRegionsKeepACell() {
    let speck = LayoutObject.Region.box(Box(x: 100, y: 100, width: 3, height: 3))
    for rounding in RegionRaster.Rounding.allCases {
      let raster = RegionRaster.cells(rounding)
      #expect(raster.mask(of: speck, on: canvas, height: 8, width: 8).area == 1)
      #expect(
        raster.mask(of: speck, on: canvas, height: 8, width: 8, keepsOneCell: false).isEmpty)
    }
  }

  /// BoxDiff's mean of no cells: nothing pulls a small box, unless that is mended.
  @Test func faultsOnlyOnRequest() {
    let maps = EnergyBehaviourTests.maps(seed: 11, height: 16, width: 16)
    let small = EnergyBehaviourTests.grounding([
      [.box(Box(x: 64, y: 64, width: 64, height: 64))]
    ])
    var energy = BoxDiffEnergy()
    #expect(energy.value(of: maps, for: small, step: 0).terms.contains { $0.name == "inner" })
    energy.reproducesFaults = true
    let faulty = energy.value(of: maps, for: small, step: 0)
    #expect(!faulty.terms.contains { $0.name == "inner" } && faulty.refinement?.scalar == 0)

    // LMD: a region outside the canvas adds its weight for every head.
    let outside = EnergyBehaviourTests.grounding([
      [.box(Box(x: 900, y: 0, width: 64, height: 64))]
    ])
    var lmd = LMDEnergy()
    lmd.outsideWeight = 0
    #expect(lmd.value(of: maps, for: outside, step: 0).loss.scalar == 0)
    lmd.reproducesFaults = true
    #expect(abs(lmd.value(of: maps, for: outside, step: 0).loss.scalar - 2.5) < 1e-6)
  }

  /// Every phrase counts as much as before when it is split into equal copies of its tokens.
  @Test func tokensAreAveraged() {
    let maps = EnergyBehaviourTests.maps(seed: 12)
    var doubled = EnergyBehaviourTests.scene
    for index in doubled.phrases.indices {
      doubled.phrases[index].tokens += doubled.phrases[index].tokens
    }
    var boxDiff = BoxDiffEnergy()
    boxDiff.tokens = .phrase
    for energy in [LMDEnergy(), LayoutGuidanceEnergy(), boxDiff] as [any Energy] {
      let (once, twice) = (
        energy.value(of: maps, for: EnergyBehaviourTests.scene, step: 0).loss.scalar,
        energy.value(of: maps, for: doubled, step: 0).loss.scalar
      )
      #expect(abs(once - twice) <= 1e-5 * abs(once))
    }
  }

  private func sites(_ levels: [(String, Int, Int)]) -> [AttentionSite] {
    levels.flatMap { path, height, width in
      [AttentionSite.Kind.own, .cross].map {
        AttentionSite(
          path: "\(path).transformer_blocks.0.\($0 == .own ? "attn1" : "attn2")", kind: $0,
          height: height, width: width)
      }
    }
  }

  /// The layers of Stable Diffusion 1.5 for latents of a size.
  private func stableDiffusion(_ height: Int, _ width: Int) -> [AttentionSite] {
    func level(_ index: Int) -> (Int, Int) { (height >> index, width >> index) }
    let down = (0..<3).flatMap { index in
      (0..<2).map { ("down_blocks.\(index).attentions.\($0)", level(index).0, level(index).1) }
    }
    let up = (1..<4).flatMap { index in
      (0..<3).map {
        ("up_blocks.\(index).attentions.\($0)", level(3 - index).0, level(3 - index).1)
      }
    }
    return sites(down + [("mid_block.attentions.0", level(3).0, level(3).1)] + up)
  }

  @Test func publishedLayersOfStableDiffusion() {
    let all = stableDiffusion(64, 64)
    let keys = ["mid_block.attentions.0"] + (0..<3).map { "up_blocks.1.attentions.\($0)" }
    for energy in [LMDEnergy(), LayoutGuidanceEnergy()] as [any Energy] {
      #expect(
        energy.sites(among: all, latents: (64, 64)).map(\.path)
          == keys.map { "\($0).transformer_blocks.0.attn2" })
    }
    for energy in [BoxDiffEnergy(), AttendExciteEnergy()] as [any Energy] {
      let picked = energy.sites(among: all, latents: (64, 64))
      #expect(picked.count == 5 && picked.allSatisfy { $0.kind == .cross && $0.height == 16 })
    }
    let both = AttentionRefocusingEnergy().sites(among: all, latents: (64, 64))
    #expect(both.count == 10 && both.filter { $0.kind == .own }.count == 5)
    // A quarter, of larger and of other latents too.
    #expect(
      BoxDiffEnergy().sites(among: stableDiffusion(128, 96), latents: (128, 96))
        .allSatisfy { $0.height == 32 && $0.width == 24 })
  }

  @Test func layersOfSmallDenoisers() {
    let levels = [
      ("down_blocks.0.attentions.0", 16, 16), ("down_blocks.1.attentions.0", 8, 8),
      ("mid_block.attentions.0", 4, 4), ("up_blocks.2.attentions.0", 16, 16),
    ]
    for energy in EnergyBehaviourTests.energies {
      let picked = energy.sites(among: sites(levels), latents: (16, 16))
      #expect(!picked.isEmpty && picked.allSatisfy { $0.height == 16 })
    }
    // 12 and 20 cells are as near to 16: the finer.
    let equal = sites([
      ("down_blocks.0.attentions.0", 12, 12), ("up_blocks.0.attentions.0", 20, 20),
    ])
    #expect(
      AttentionLayers.nearest(cells: 16).pick(.cross, among: equal, latents: (20, 20))
        .map(\.height) == [20])
    #expect(AttentionLayers.quarter.pick(.gated, among: equal, latents: (20, 20)).isEmpty)
    #expect(
      AttentionLayers.paths(["up_blocks.0"]).pick(.own, among: equal, latents: (20, 20)).count == 1)
  }
}
