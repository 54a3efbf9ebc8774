internal import Layouts

/// All cut-outs of an atlas, made ready for pictures up to a size.
struct SpriteSheet: Sendable {
  /// The shorter side of the largest scene that they are large enough for, in pixels.
  let side: Double
  /// For each cut-out: in its own colours, and open for others.
  private let sprites: [(own: Sprite, open: Sprite?)]
  private let ramps: [ThingColour: ColourRamp]

  init(_ atlas: Atlas, side: Double) {
    self.side = side
    sprites = atlas.cutouts.map { cutout in
      // A lone thing is at most 0.62 · 1.14 · 1.075 times as long as the side.
      let largest = side * 0.76 * atlas.things[cutout.thing].size
      let open =
        cutout.isColourable
        ? Sprite(cutout, body: CutoutBody(cutout), largest: largest) : nil
      return (Sprite(cutout, largest: largest), open)
    }
    ramps = Dictionary(
      uniqueKeysWithValues: ThingColour.allCases.map { ($0, ColourRamp($0)) })
  }

  /// The shorter side of the scenes that settings ask for, close-ups whole.
  static func side(for settings: SceneSettings) -> Double {
    let zoom = settings.closeUps > 0 ? settings.zoom.upperBound : 1
    let side = min(settings.canvas.width, settings.canvas.height)
    return Double(side) * zoom * settings.scale
  }

  /// The outlines of the cut-outs.
  var hulls: [[SIMD2<Double>]] { sprites.map(\.own.hull) }

  /// A cut-out with the shades of a colour, or in its own colours.
  func sprite(
    of cutout: Int, in colour: ThingColour?
  ) -> (sprite: Sprite, ramp: ColourRamp?) {
    guard let ramp = colour.flatMap({ ramps[$0] }), let open = sprites[cutout].open else {
      return (sprites[cutout].own, nil)
    }
    return (open, ramp)
  }
}
