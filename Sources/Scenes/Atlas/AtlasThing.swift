/// A kind of thing that scenes are made of, with its cut-outs.
public struct AtlasThing: Hashable, Sendable {
  /// Where a thing keeps itself.
  public enum Stance: String, Hashable, Sendable, CaseIterable {
    /// It stands on the ground, upright but for its tilt.
    case ground
    /// It lies on the ground, turned by chance.
    case lying
    /// It hangs or flies wherever there is room.
    case air
  }

  /// The noun in the singular, such as "teddy bear".
  public var name: String
  /// The noun in the plural.
  public var plural: String
  /// Other nouns for it, in the singular; captions use them now and then.
  public var otherNames: [String]
  /// Kinds that it is one of, such as "bird" for a duck.
  public var kin: [String] = []
  /// What benchmarks call it: "coco" and "lmd" to their class names.
  public var classes: [String: String]
  /// Its size beside other things; 1 is that of a dog.
  public var size: Double
  /// Where it keeps itself.
  public var stance: Stance
  /// How far it may be turned either way, in degrees.
  public var tilt: Double
  /// The indices of its cut-outs in the atlas.
  public var cutouts: [Int]
}
