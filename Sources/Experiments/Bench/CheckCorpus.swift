public import Layouts
internal import Planning

/// Layouts with captions to time checking with: the same ones for the same seed, no two alike.
///
/// Five objects each on average, boxes and ellipses by turns, placed by chance, so that nearly every
/// layout has findings of several rules; captions count, colour, exclude and relate.
public struct CheckCorpus: Sendable {
  private static let things = [
    "apple", "cat", "dog", "horse", "car", "chair", "table", "tree", "bird", "vase", "book",
    "clock", "umbrella", "bicycle", "boat", "truck", "lamp", "cake", "pizza", "elephant", "zebra",
    "cup", "bottle", "laptop", "couch", "bear", "kite", "balloon", "suitcase", "cow",
  ]
  private static let colours = ["red", "blue", "green", "yellow", "black", "white", "", "", ""]
  private static let counts = ["a", "a", "a", "two", "three"]
  private static let relations = [
    "to the left of", "to the right of", "above", "below", "on", "under", "next to", "behind",
    "in front of",
  ]
  private static let scenes = ["in a park", "on a beach", "at night", "in a living room", ""]

  private var random: SplitMix

  /// Starts anew.
  public init(seed: UInt64) {
    random = SplitMix(seed: seed)
  }

  /// The next layout.
  public mutating func next() -> Layout {
    let phrases = (0..<3).map { _ in phrase() }
    let scene = random.one(of: Self.scenes)
    var layout = Layout(
      caption: caption(of: phrases.map(\.text), scene),
      background: "A realistic image " + (scene.isEmpty ? "of a landscape" : scene),
      negative: random.one(of: ["", "birds, people", "blurry"]))
    let isTilted = random.below(2) == 0
    for _ in 0..<(4 + random.below(3)) {
      let thing = random.one(of: phrases)
      layout.objects.append(
        LayoutObject(
          name: random.below(2) == 0 ? thing.noun : "a " + thing.noun,
          description: random.below(3) == 0 ? "a \(thing.noun) with a shiny surface" : "",
          region: isTilted ? .ellipse(Ellipse(box(), fit: .inscribed).tilted(&random)) : .box(box())
        ))
    }
    return layout
  }

  private mutating func phrase() -> (text: String, noun: String) {
    let noun = random.one(of: Self.things)
    let (count, colour) = (random.one(of: Self.counts), random.one(of: Self.colours))
    let words = [count, colour, count == "a" ? noun : noun + "s"].filter { !$0.isEmpty }
    return (words.joined(separator: " "), noun)
  }

  private mutating func caption(of phrases: [String], _ scene: String) -> String {
    let relation = random.one(of: Self.relations)
    let words =
      switch random.below(5) {
      case 0: [phrases[0], relation, phrases[1], scene]
      case 1: [phrases[0], "and", phrases[1], relation, phrases[2], scene]
      case 2: ["A photo of", phrases[0] + ",", phrases[1], "and", phrases[2], scene]
      case 3: [phrases[0], "without", phrases[1], scene]
      default: [phrases[0], relation, phrases[1] + ", which is next to", phrases[2], scene]
      }
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private mutating func box() -> Box {
    let (width, height) = (10 + random.below(290), 10 + random.below(290))
    return Box(
      x: Double(random.below(525 - width) - 5), y: Double(random.below(525 - height) - 5),
      width: Double(width), height: Double(height))
  }
}

extension Ellipse {
  fileprivate func tilted(_ random: inout SplitMix) -> Ellipse {
    var tilted = self
    tilted.angle = Double(random.below(180))
    return tilted
  }
}

extension SplitMix {
  /// A number below another.
  fileprivate mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  /// An element of a list that has some.
  fileprivate mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }
}
