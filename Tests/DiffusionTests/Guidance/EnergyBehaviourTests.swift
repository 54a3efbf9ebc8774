import Diffusion
import Drawing
import Layouts
import Networks
import Tensors
import TestSupport
import Testing

/// What no reference tells: odd shapes, bad input, the slope of the loss as a function.
@Suite("Energies on any input")
struct EnergyBehaviourTests {
  static let energies: [any Energy] = {
    var transfer = AttentionTransfer()
    for (index, map) in maps(seed: 99).maps(of: .cross).enumerated() {
      transfer[0, step: 0, at: map.site] = map.key(index)
    }
    var lmd = LMDEnergy()
    lmd.transfer = transfer
    return [
      lmd, BoxDiffEnergy(), LayoutGuidanceEnergy(), AttentionRefocusingEnergy(),
      AttendExciteEnergy(),
    ]
  }()

  /// Smooth random maps of every kind: cross-attentions of 2 and 3 heads, one of each other kind.
  static func maps(
    seed: Int, height: Int = 5, width: Int = 9, keys: Int = 12, spread: Float = 0.1
  ) -> AttentionMaps {
    var source = TorchRandomSource(seed: seed)
    let pixels = height * width
    let layers: [(AttentionSite.Kind, heads: Int, keys: Int)] = [
      (.cross, 2, keys), (.cross, 3, keys), (.own, 2, pixels), (.gated, 2, pixels + 4),
    ]
    return AttentionMaps(
      layers.enumerated().map { index, layer in
        let scores = source.normal([layer.heads, pixels, layer.keys]) * spread
        return .init(
          site: AttentionSite(path: "\(index)", kind: layer.0, height: height, width: width),
          weights: scores.softmax().tracked())
      })
  }

  static func grounding(_ regions: [[LayoutObject.Region]], side: Int = 512) -> Grounding {
    Grounding(
      canvas: Canvas(width: side, height: side), prompt: "", endToken: 10,
      phrases: regions.enumerated().map { index, regions in
        let token = 1 + index % 9
        return .init(
          text: "thing \(index)", tokens: [token], wordToken: token,
          objects: Array(repeating: index, count: regions.count), regions: regions)
      })
  }

  static let scene = grounding([
    [.box(Box(x: 40, y: 60, width: 200, height: 300))],
    [
      .ellipse(Ellipse(centerX: 380, centerY: 200, major: 140, minor: 80, angle: 40)),
      .box(Box(x: 300, y: 400, width: 400, height: 200)),
    ],
  ])

  /// Central differences along random directions, against the gradient.
  @Test(arguments: energies.indices, [1, 2, 3]) func gradientIsTheSlope(
    index: Int, seed: Int
  ) {
    let energy = Self.energies[index]
    let maps = Self.maps(seed: seed, spread: 0.3)
    let value = energy.value(of: maps, for: Self.scene, step: 0)
    let inputs = maps.maps.map(\.weights)
    let gradients = value.loss.gradients(of: inputs)
    // Along the gradient itself, so that the slope is its squared length and rounding stays small.
    let squared = gradients.reduce(0.0) { sum, gradient in
      gradient.values.reduce(sum) { $0 + Double($1) * Double($1) }
    }
    #expect(squared > 0)
    // Short enough for the kinks of maxima and thresholds to be met rarely; these seeds meet none.
    let step = Float(1e-4 / squared.squareRoot())
    func loss(_ factor: Float) -> Double {
      let moved = zip(maps.maps, gradients).map { map, gradient in
        AttentionMaps.Map(site: map.site, weights: map.weights.detached() + gradient * factor)
      }
      return Double(
        energy.value(of: AttentionMaps(moved), for: Self.scene, step: 0).loss.scalar)
    }
    let slope = (loss(step) - loss(-step)) / (2 * Double(step))
    #expect(abs(slope - squared) <= 0.02 * squared)
  }

  @Test(arguments: energies.indices) func nothingToDoWithoutPhrases(index: Int) {
    let empty = Self.grounding([])
    let value = Self.energies[index].value(of: Self.maps(seed: 4), for: empty, step: 0)
    #expect(value.loss.scalar == 0 && value.terms.isEmpty)
    let blind = Self.energies[index].value(of: AttentionMaps([]), for: Self.scene, step: 0)
    #expect(blind.loss.scalar == 0)
  }

  @Test(arguments: energies.indices) func regionsOfEveryKind(index: Int) {
    let outside = LayoutObject.Region.box(Box(x: 900, y: 900, width: 50, height: 50))
    let speck = LayoutObject.Region.box(Box(x: 200, y: 200, width: 2, height: 2))
    let dot = LayoutObject.Region.ellipse(
      Ellipse(centerX: 100, centerY: 400, major: 3, minor: 1, angle: 10))
    let everything = LayoutObject.Region.box(Box(x: -50, y: -50, width: 900, height: 900))
    let broken = LayoutObject.Region.box(Box(x: .nan, y: 0, width: .infinity, height: 4))
    let huge = LayoutObject.Region.box(Box(x: -1e30, y: -1e30, width: 2e30, height: 2e30))
    for regions in [[outside], [speck], [dot], [everything], [broken], [huge], [outside, speck]] {
      let maps = Self.maps(seed: 5)
      let value = Self.energies[index].value(
        of: maps, for: Self.grounding([regions, [speck]]), step: 0)
      #expect(value.loss.scalar.isFinite)
      let gradients = value.loss.gradients(of: maps.maps.map(\.weights))
      #expect(gradients.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    }
  }

  @Test(arguments: energies.indices) func sixtyPhrases(index: Int) {
    let regions = (0..<60).map { place -> [LayoutObject.Region] in
      [.box(Box(x: Double(place % 10) * 50, y: Double(place / 10) * 80, width: 48, height: 78))]
    }
    let maps = Self.maps(seed: 6, height: 16, width: 16, keys: 77)
    let value = Self.energies[index].bare.value(
      of: maps, for: Self.grounding(regions), step: 0)
    #expect(value.loss.scalar.isFinite && value.loss.scalar > 0)
    #expect(Set(value.terms.compactMap(\.phrase)) == Set(0..<60))
    let gradients = value.loss.gradients(of: maps.maps.map(\.weights))
    #expect(gradients.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test(arguments: energies.indices) func oneNumberThatIsNone(index: Int) {
    let maps = Self.maps(seed: 7).maps.map { map in
      var values = map.weights.values
      values[values.count / 2] = .nan
      return AttentionMaps.Map(site: map.site, weights: Tensor(map.weights.shape, values))
    }
    let value = Self.energies[index].value(of: AttentionMaps(maps), for: Self.scene, step: 0)
    #expect(value.loss.scalar.isNaN)
  }

  /// A map of one row, one column or one cell has no neighbours to be blurred with.
  @Test(arguments: energies.indices, [(1, 6), (6, 1), (1, 1), (2, 2)]) func narrowMaps(
    index: Int, size: (Int, Int)
  ) {
    let maps = Self.maps(seed: 8, height: size.0, width: size.1)
    let value = Self.energies[index].bare.value(of: maps, for: Self.scene, step: 0)
    #expect(value.loss.scalar.isFinite)
    _ = value.loss.gradients(of: maps.maps.map(\.weights))
  }
}

extension Energy {
  /// The energy without the transferred maps, which have one size.
  fileprivate var bare: any Energy {
    guard var lmd = self as? LMDEnergy else { return self }
    lmd.transfer = nil
    return lmd
  }
}
