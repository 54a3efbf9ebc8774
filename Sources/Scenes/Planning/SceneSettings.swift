public import Layouts

/// What kind of scenes are made.
public struct SceneSettings: Hashable, Sendable {
  /// Which half of all scenes: training never sees those that are held out.
  public enum Split: String, Hashable, Sendable, CaseIterable {
    case training
    case heldOut = "held-out"
  }

  /// The seed; scenes of one seed are told apart by their index.
  public var seed: UInt64
  /// The size of the pictures.
  public var canvas: Canvas
  /// How many objects a scene has.
  public var objects: ClosedRange<Int>
  /// Which half of all scenes.
  public var split: Split
  /// The share of scenes that are a close-up of one of their objects.
  public var closeUps: Double
  /// How many times larger a close-up shows things.
  public var zoom: ClosedRange<Double>
  /// What the sizes of all objects are multiplied by.
  public var scale: Double
  /// The share of captions that tell counts, and of those that tell relations.
  public var spoken: Double
  /// The share of things which may take any colour that are given one.
  public var recoloured: Double
  /// How far sizes, proportions and tilts of a thing stray, and how often it is mirrored; at 0 all
  /// pictures of it are alike but for the place.
  public var variety: Double
  /// Whether the things of the atlas take turns in being the first of a scene: scene 3 shows thing 3.
  ///
  /// So every thing is in about equally many scenes, for figures by thing.
  public var inTurn: Bool
  /// The backdrops that are painted.
  public var backdrops: [Backdrop]
  /// Whether objects of the layout are boxes or ellipses.
  public var regions: OutlineChoice

  /// Creates settings.
  public init(
    seed: UInt64 = 0, canvas: Canvas = Canvas(width: 128, height: 128),
    objects: ClosedRange<Int> = 1...4, split: Split = .training, closeUps: Double = 0,
    zoom: ClosedRange<Double> = 1.5...2.5, scale: Double = 1, spoken: Double = 0.5,
    recoloured: Double = 0.6, variety: Double = 1, inTurn: Bool = false,
    backdrops: [Backdrop] = Backdrop.allCases,
    regions: OutlineChoice = .boxes
  ) {
    self.seed = seed
    self.canvas = canvas
    self.objects = objects
    self.split = split
    self.closeUps = closeUps
    self.zoom = zoom
    self.scale = scale
    self.spoken = spoken
    self.recoloured = recoloured
    self.variety = variety
    self.inTurn = inTurn
    self.backdrops = backdrops
    self.regions = regions
  }

  /// The most objects that a scene may have.
  public static let mostObjects = 12
  /// The sides that a picture may have, in pixels.
  public static let sides = 16...1024

  /// Refuses what no scene can be made of.
  func check() throws(SceneError) {
    func range(
      _ name: String, _ value: ClosedRange<Double>, in limits: ClosedRange<Double>
    ) throws(SceneError) {
      guard value.lowerBound >= limits.lowerBound, value.upperBound <= limits.upperBound else {
        func shown(_ range: ClosedRange<Double>) -> String {
          let ends = [range.lowerBound, range.upperBound].map { JSONWriter.text(of: .number($0)) }
          return ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
        }
        throw .invalidSetting(name: name, expected: shown(limits), found: shown(value))
      }
    }
    func share(_ name: String, _ value: Double) throws(SceneError) {
      // A number that is none belongs to no range, and a range of it can't be made.
      guard value.isFinite else {
        throw .invalidSetting(name: name, expected: "a number", found: "\(value)")
      }
      try range(name, value...value, in: 0...1)
    }
    try range(
      "objects", Double(objects.lowerBound)...Double(objects.upperBound),
      in: 1...Double(Self.mostObjects))
    try range(
      "canvas",
      Double(min(canvas.width, canvas.height))...Double(max(canvas.width, canvas.height)),
      in: Double(Self.sides.lowerBound)...Double(Self.sides.upperBound))
    try share("closeUps", closeUps)
    try share("spoken", spoken)
    try share("recoloured", recoloured)
    try share("variety", variety)
    try range("zoom", zoom, in: 1...8)
    guard scale.isFinite else {
      throw .invalidSetting(name: "scale", expected: "a number", found: "\(scale)")
    }
    try range("scale", scale...scale, in: 0.2...2)
    guard !backdrops.isEmpty else {
      throw .invalidSetting(name: "backdrops", expected: "at least one", found: "none")
    }
  }
}
