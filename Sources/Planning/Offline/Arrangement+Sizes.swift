import Layouts

/// Sizes that the caption compares.
extension Arrangement {
  /// How much more area, height or width a thing has than one that it is said to exceed.
  private static let excess = (area: 1.8, side: 1.3)

  /// Makes sizes agree with what the caption compares, changing both sides by the same factor.
  mutating func compareSizes() {
    for _ in 0..<6 {
      enforceAdjectives()
      for relation in scene.relations where relation.kind.comparesSize { enforce(relation) }
    }
  }

  /// "A tiny elephant beside a huge mouse": what is called small is smaller than what is called big.
  private mutating func enforceAdjectives() {
    for small in parts.indices where bulk(of: small) < 1 {
      for big in parts.indices where bulk(of: big) > 1 { exceed(big, small, scale: .area) }
    }
  }

  /// What the adjectives make of a part's usual area.
  private func bulk(of part: Int) -> Double {
    scene.things[parts[part].thing].phrase.modifiers.reduce(1) { product, word in
      guard let factor = ThingSize.adjectives[word], factor.width == factor.height else {
        return product
      }
      return product * factor.width
    }
  }

  private enum Scale {
    case area, height, width
  }

  private mutating func enforce(_ relation: SceneGraph.Relation) {
    for subject in parts(of: relation.subjects) {
      for landmark in parts(of: relation.landmarks) {
        switch relation.kind {
        case .biggerThan: exceed(subject, landmark, scale: .area)
        case .smallerThan: exceed(landmark, subject, scale: .area)
        case .tallerThan: exceed(subject, landmark, scale: .height)
        case .shorterThan: exceed(landmark, subject, scale: .height)
        case .widerThan: exceed(subject, landmark, scale: .width)
        case .narrowerThan: exceed(landmark, subject, scale: .width)
        case .asBigAs: equalise(subject, landmark)
        default: break
        }
      }
    }
  }

  private mutating func exceed(_ more: Int, _ less: Int, scale: Scale) {
    let (large, small) = (sizes[more], sizes[less])
    let missing: Double =
      switch scale {
      case .area:
        (Self.excess.area * small.width * small.height / (large.width * large.height)).squareRoot()
      case .height: Self.excess.side * small.height / large.height
      case .width: Self.excess.side * small.width / large.width
      }
    guard missing > 1 else { return }
    let factor = missing.squareRoot()
    sizes[more] = (large.width * factor, large.height * factor)
    sizes[less] = (small.width / factor, small.height / factor)
  }

  private mutating func equalise(_ first: Int, _ second: Int) {
    let (one, other) = (sizes[first], sizes[second])
    let ratio = (one.width * one.height / (other.width * other.height)).squareRoot()
    let factor = ratio.squareRoot()
    sizes[first] = (one.width / factor, one.height / factor)
    sizes[second] = (other.width * factor, other.height * factor)
  }
}
