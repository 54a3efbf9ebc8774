internal import Layouts
public import Scenes

/// Scenes of an atlas as pictures to learn from.
///
/// Pictures that are held out come from the other half of all scenes, whatever their number.
public struct SceneSource: SampleSource {
  /// The width of every picture in pixels.
  public let width: Int
  /// The height of every picture in pixels.
  public let height: Int
  /// The names of the atlas' things.
  public let things: [String]
  /// The names of the colours.
  public let colors: [String]

  private let atlas: Atlas
  private let halves: [SceneSettings.Split: Half]
  private let singleShare: Double

  /// Where the scenes of one half come from.
  private struct Half: Sendable {
    /// Scenes with as many objects as the settings say.
    let all: SceneSynthesiser
    /// Scenes with one object.
    let single: SceneSynthesiser
  }

  /// Prepares an atlas.
  ///
  /// - Parameters:
  ///   - atlas: what scenes are made of.
  ///   - settings: the size, the number of objects, and how often there is only one.
  ///   - seed: what scenes are drawn from.
  /// - Throws: `SceneError` where a setting is out of its range or a thing is not in the atlas.
  public init(
    _ atlas: Atlas, _ settings: TrainingConfiguration.DataSettings, seed: UInt64
  ) throws {
    var atlas = settings.things.isEmpty ? atlas : try atlas.keeping(settings.things)
    if let variants = settings.variants { atlas = atlas.keeping(variants: variants) }
    self.atlas = atlas
    (width, height) = (settings.width, settings.height)
    things = atlas.things.map(\.name)
    colors = ThingColour.allCases.map(\.rawValue)
    singleShare = settings.singleShare
    var scenes = SceneSettings(
      seed: seed, canvas: Canvas(width: settings.width, height: settings.height),
      objects: settings.fewestObjects...settings.mostObjects, split: .training,
      closeUps: settings.closeUps, scale: settings.scale, spoken: settings.spoken,
      recoloured: settings.recoloured, variety: settings.variety)
    let synthesiser = try SceneSynthesiser(atlas: atlas, settings: scenes)
    var halves: [SceneSettings.Split: Half] = [:]
    for split in SceneSettings.Split.allCases {
      scenes.split = split
      func painter(_ most: Int) throws -> SceneSynthesiser {
        scenes.objects = settings.fewestObjects...most
        return try synthesiser.with(scenes)
      }
      halves[split] = Half(
        all: try painter(settings.mostObjects), single: try painter(settings.fewestObjects))
    }
    self.halves = halves
  }

  /// Returns the picture of a number.
  public func sample(_ number: UInt64) throws -> TrainingSample {
    let split: SceneSettings.Split = BatchDraw.isHeldOut(number) ? .heldOut : .training
    guard let half = halves[split] else { preconditionFailure("scenes: no half \(split)") }
    // The golden ratio spreads the single ones evenly over the numbers.
    let share = (Double(number % 1_000_003) * 0.618_033_988_749_895)
      .truncatingRemainder(dividingBy: 1)
    return (share < singleShare ? half.single : half.all).sample(number, colors: colors)
  }
}

extension SceneSynthesiser {
  /// Paints a scene as a sample.
  fileprivate func sample(_ number: UInt64, colors: [String]) -> TrainingSample {
    // A canvas takes less to make than a scene to paint, and threads can't share one.
    let canvas = makeCanvas()
    let content = paint(number, on: canvas)
    let count = canvas.width * canvas.height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      canvas.copyPixels(to: buffer)
      initialized = count
    }
    return TrainingSample(
      pixels: pixels, caption: content.caption,
      objects: content.objects.map { object in
        .init(
          box: object.box, thing: object.thing,
          color: object.colour.flatMap { colors.firstIndex(of: $0.rawValue) },
          phrase: object.name, ellipse: object.ellipse)
      })
  }
}
