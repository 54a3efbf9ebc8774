/// How LMD paints objects by themselves and puts them together (`generation/lmd.py`).
public struct ObjectStage: Hashable, Sendable {
  /// Which steps an object's own walk does.
  public enum Schedule: String, Sendable, Hashable, CaseIterable {
    /// All of them.
    case whole
    /// After those that the whole picture reads, every second one: the reference's fast schedule.
    case thinned
    /// Only those that the whole picture reads.
    case stopped
  }

  /// Whether objects are painted by themselves at all; without it the picture is led alone.
  public var isUsed = true
  /// Whether an object's own walk is led by the energy.
  public var isGuided = true
  /// Whether objects are painted in the middle of the picture, a fifth above its lower edge.
  ///
  /// Models paint what is there more willingly (`so_center_box`, `so_floor_padding`).
  public var isCentered = true
  /// Whether objects are moved so that the middle of what was painted is that of the region.
  public var isAligned = true
  /// The share of an object's own noise, in variance, in its region (`fg_blending_ratio`).
  public var noiseShare: Float = 0.01
  /// The share of the steps in which objects stay as they were painted (`frozen_step_ratio`).
  public var frozenShare: Double = 0.5
  /// How objects are cut out.
  public var cutout = ObjectCutout()
  /// Which steps an object's own walk does.
  public var schedule = Schedule.whole
  /// Which prompt the whole picture has; LMD composes one, diffusers' community pipeline takes the caption.
  public var prompt = Grounding.PromptSource.composed
  /// What the picture must not show, besides the layout's own (`DEFAULT_OVERALL_NEGATIVE_PROMPT`).
  public var negative =
    "artifacts, blurry, smooth texture, bad quality, distortions, unrealistic, distorted image, "
    + "bad proportions, duplicate"
  /// What the picture of one object must not show, besides that (`DEFAULT_SO_NEGATIVE_PROMPT`).
  public var objectNegative = "two, many, group, occlusion, occluded, side, border, collate"

  /// Creates the published settings of LMD.
  public init() {}

  /// The settings that can be set by name.
  static var parameters: [RecipeParameter<ObjectStage>] {
    let truth = "true or false"
    let walks: [RecipeParameter<ObjectStage>] = [
      RecipeParameter(
        "objects", \.isUsed,
        "Whether objects are painted by themselves first; without it the picture is led alone.",
        expected: truth),
      RecipeParameter(
        "guide-objects", \.isGuided,
        "Whether objects painted by themselves are led by the energy.", expected: truth),
      RecipeParameter(
        "center-objects", \.isCentered,
        "Whether objects are painted in the middle, above the lower edge, and moved afterwards.",
        expected: truth),
      RecipeParameter(
        "align", \.isAligned,
        "Whether what was painted is moved into the middle of its region.", expected: truth),
      RecipeParameter(
        "noise-share", \.noiseShare,
        "The share of an object's own noise in its region.", expected: "a share from 0 to 1",
        where: { $0 >= 0 && $0 <= 1 }),
      RecipeParameter(
        "frozen", \.frozenShare,
        "The share of the steps in which objects stay as they were painted.",
        expected: "a share from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
      RecipeParameter(
        "schedule", \.schedule,
        "The steps of an object's own walk: whole, thinned (every second one of the late ones) or "
          + "stopped (none of them).", expected: "whole, thinned or stopped"),
      RecipeParameter(
        "prompt", \.prompt,
        "The prompt of the whole picture: composed of background and phrases, or the caption.",
        expected: "composed or caption"),
      RecipeParameter(
        "negative", \.negative,
        "What the picture must not show, besides the layout's own.", expected: "a text"),
      RecipeParameter(
        "object-negative", \.objectNegative,
        "What the picture of one object must not show, besides that.", expected: "a text"),
    ]
    return walks + ObjectCutout.parameters.map { $0.within(\.cutout) }
  }

  /// A negative prompt of several parts; empty ones are left out.
  static func joined(_ parts: String...) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension ObjectStage.Schedule: LosslessStringConvertible {
  /// Reads the name.
  public init?(_ description: String) { self.init(rawValue: description) }

  /// The name.
  public var description: String { rawValue }
}
