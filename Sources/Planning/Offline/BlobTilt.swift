import Layouts

/// How far a blob turns within its box.
///
/// The ellipse of a tilted thing touches the same box as the upright one, but is slimmer: a knife
/// that lies across its box, an airplane that climbs. The tilt is a share of the largest that the
/// box allows, where the ellipse would be its diagonal.
struct BlobTilt {
  /// The share of the largest tilt, from 0 to 1.
  let share: Double
  /// Whether the thing rises to the right.
  let risesRight: Bool

  /// The tilt of a thing, from what it does and what it is.
  init(of phrase: NounPhrase, mirrored: Bool = false) {
    let words = Set(
      phrase.modifiers
        + phrase.complements.flatMap { $0.split(separator: " ").map(String.init) })
    let posture = Self.postures.first { !words.isDisjoint(with: $0.words) }
    let share = posture?.share ?? (Self.slim.contains(phrase.category) ? 0.6 : 0)
    self.share = share
    risesRight = (posture?.rises ?? true) != mirrored
  }

  /// What things do and how they then lie: own estimates.
  private static let postures: [(words: Set<String>, share: Double, rises: Bool)] = [
    (["flying", "soaring", "jumping", "leaping", "climbing"], 0.4, true),
    (["diving", "falling", "landing", "swooping", "sliding"], 0.4, false),
    (["leaning", "tilted", "slanted", "crooked", "propped"], 0.5, true),
  ]

  /// Long, thin things that seldom lie along the edges of a picture.
  private static let slim: Set<String> = [
    "knife", "fork", "spoon", "pen", "pencil", "toothbrush", "brush", "paintbrush", "baseball bat",
    "tennis racket", "racket", "sword", "ski", "skis", "oar", "arrow", "feather", "chopstick",
    "screwdriver", "hammer", "wrench", "flute", "guitar", "violin", "airplane", "jet", "kite",
    "scissors", "wand", "stick",
  ]

  /// The ellipse in a box.
  func ellipse(in box: Box) -> Ellipse {
    let inscribed = Ellipse(box, fit: .inscribed)
    let (long, short) = (max(box.width, box.height) / 2, min(box.width, box.height) / 2)
    guard share > 0, long > 1.05 * short else { return inscribed }
    // Between upright and diagonal the tangent goes from 0 to short / long.
    let tangent = share * short / long
    let cosine = (1 - tangent * tangent) / (1 + tangent * tangent)
    let sum = long * long + short * short
    let difference = (long * long - short * short) / cosine
    let turn = directionInDegrees(x: 1, y: tangent)
    let angle =
      box.width >= box.height
      ? (risesRight ? 180 - turn : turn) : (risesRight ? 90 + turn : 90 - turn)
    return Ellipse(
      centerX: box.centerX, centerY: box.centerY, major: ((sum + difference) / 2).squareRoot(),
      minor: ((sum - difference) / 2).squareRoot(), angle: angle)
  }
}
