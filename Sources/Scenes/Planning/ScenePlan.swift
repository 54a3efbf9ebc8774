internal import Layouts

/// What a scene will show, before a pixel is painted.
struct ScenePlan {
  /// Several things of one kind and colour.
  struct Group: Hashable {
    var thing: Int
    /// The colour that they are given, or that they have by nature; nil when nobody would name one.
    var colour: ThingColour?
    /// Whether they were given it.
    var isRecoloured: Bool
  }

  /// One object where it stands.
  struct Figure {
    var group: Int
    var cutout: Int
    var place: SpritePlace
    /// The box around its outline.
    var bounds: Box
  }

  var backdrop: Backdrop
  /// The row of the horizon.
  var horizon: Int
  /// The shorter side of the whole scene in pixels: more than the canvas in a close-up.
  var side: Double
  var groups: [Group]
  /// From back to front.
  var figures: [Figure]
}
