public import Layouts

/// One object of a scene, as it is seen.
public struct SceneObject: Hashable, Sendable {
  /// The index of its thing in the atlas.
  public var thing: Int
  /// The index of its cut-out in the atlas.
  public var cutout: Int
  /// Its colour, given or natural, when it has one that people would name.
  public var colour: ThingColour?
  /// Objects of one kind and colour have the same number.
  public var group: Int
  /// The phrase that names it, such as "a red apple".
  public var name: String
  /// The smallest box of whole pixels around what is seen of it.
  public var box: Box
  /// The ellipse that has the same centre and second moments as what is seen of it.
  public var ellipse: Ellipse
  /// The number of pixels that are seen of it.
  public var area: Int
  /// How far it is turned clockwise on screen, in degrees.
  public var angle: Double
  /// Whether it is mirrored.
  public var isFlipped: Bool
}
