internal import Drawing
internal import Layouts

/// Makes scenes out of an atlas: pictures with objects of which box, ellipse, mask, colour, count and
/// relations are known.
///
/// A scene is a function of atlas, settings and index, so scenes can be made in any order, on any
/// thread and again. What is computed is whole numbers and basic arithmetic of IEEE 754, which every
/// machine does alike; nothing of the C library takes part.
public struct SceneSynthesiser: Sendable {
  /// What scenes are made of.
  public let atlas: Atlas
  /// What kind of scenes are made.
  public let settings: SceneSettings
  let planner: ScenePlanner
  private let sprites: SpriteSheet

  /// Prepares the cut-outs for the size of the pictures.
  ///
  /// - Throws: `SceneError.invalidSetting` when a setting is out of its range.
  public init(atlas: Atlas, settings: SceneSettings = SceneSettings()) throws(SceneError) {
    try settings.check()
    guard !atlas.things.isEmpty else { throw .emptyFolder(folder: atlas.source) }
    self.init(
      atlas: atlas, settings: settings,
      sprites: SpriteSheet(atlas, side: SpriteSheet.side(for: settings)))
  }

  private init(atlas: Atlas, settings: SceneSettings, sprites: SpriteSheet) {
    self.atlas = atlas
    self.settings = settings
    self.sprites = sprites
    planner = ScenePlanner(atlas: atlas, settings: settings, hulls: sprites.hulls)
  }

  /// The same cut-outs with other settings, without preparing them again where they are large enough.
  ///
  /// - Parameter settings: what kind of scenes are made.
  /// - Returns: what makes them.
  /// - Throws: `SceneError.invalidSetting` when a setting is out of its range.
  public func with(_ settings: SceneSettings) throws(SceneError) -> SceneSynthesiser {
    guard SpriteSheet.side(for: settings) <= sprites.side else {
      return try SceneSynthesiser(atlas: atlas, settings: settings)
    }
    try settings.check()
    return SceneSynthesiser(atlas: atlas, settings: settings, sprites: sprites)
  }

  /// A canvas of the right size to paint scenes on, one after the other.
  public func makeCanvas() -> SceneCanvas {
    SceneCanvas(width: settings.canvas.width, height: settings.canvas.height)
  }

  /// Makes a scene.
  ///
  /// - Parameter index: its number.
  /// - Returns: the scene with its picture.
  public func scene(_ index: UInt64) -> Scene {
    let canvas = makeCanvas()
    let content = paint(index, on: canvas)
    var layout = content.layout(settings.regions)
    layout.provenance = [
      "planner": "scenes", "seed": .string("\(settings.seed)"),
      "split": .string(settings.split.rawValue), "index": .string("\(index)"),
    ]
    let count = canvas.pixels.count
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * count) { buffer, initialized in
      canvas.copyPixels(to: UnsafeMutableBufferPointer(rebasing: buffer[..<(3 * count)]))
      initialized = 3 * count
    }
    return Scene(
      content: content, layout: layout,
      image: Image(
        width: canvas.width, height: canvas.height, format: .rgb, pixels: pixels),
      owners: Array(canvas.owners))
  }

  /// Paints a scene on a canvas, from which pixels can be copied to where they are needed.
  ///
  /// - Parameters:
  ///   - index: its number.
  ///   - canvas: a canvas that `makeCanvas` made for these settings.
  /// - Returns: what it shows.
  public func paint(_ index: UInt64, on canvas: SceneCanvas) -> SceneContent {
    precondition(
      canvas.width == settings.canvas.width && canvas.height == settings.canvas.height,
      "scene: expected a canvas of \(settings.canvas), got \(canvas.width)x\(canvas.height)")
    let stream: UInt64 = settings.split == .training ? 1 : 2
    var random = SceneRandom(seed: settings.seed, stream: stream, index: index)
    let plan = planner.plan(index, &random)
    // Words have a source of their own, so that pictures stay when captions change.
    var words = SceneRandom(seed: settings.seed, stream: stream + 2, index: index)
    canvas.owners.update(repeating: 0)
    var painter = BackdropPainter(
      canvas: canvas, horizon: plan.horizon, side: plan.side, random: random)
    painter.paint(plan.backdrop)
    paint(plan, on: canvas)
    let objects = SceneSurvey(canvas: canvas, count: plan.figures.count)
      .objects(of: plan, atlas: atlas)
    let writer = CaptionWriter(
      atlas: atlas, canvas: settings.canvas, backdrop: plan.backdrop, groups: plan.groups,
      objects: objects, spoken: settings.spoken)
    let (caption, negative) = writer.caption(&words)
    return SceneContent(
      index: index, canvas: settings.canvas, backdrop: plan.backdrop, caption: caption,
      negative: negative, objects: objects)
  }

  private func paint(_ plan: ScenePlan, on canvas: SceneCanvas) {
    for (index, figure) in plan.figures.enumerated() {
      let group = plan.groups[figure.group]
      if plan.backdrop.hasShadows, atlas.things[group.thing].stance != .air {
        canvas.shade(
          x: figure.bounds.centerX, y: figure.bounds.maxY - 0.02 * figure.bounds.height,
          width: figure.bounds.width * 0.95, height: figure.bounds.height * 0.16, by: 0.42)
      }
      let (sprite, ramp) = sprites.sprite(
        of: figure.cutout, in: group.isRecoloured ? group.colour : nil)
      canvas.paint(sprite, at: figure.place, in: ramp, owner: UInt8(index + 1))
    }
  }
}
