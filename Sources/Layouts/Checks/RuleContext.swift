/// What a rule is told beside the layout.
public struct RuleContext: Sendable {
  /// The configured threshold of the rule, if it is not the rule's own.
  public var threshold: Double?
  /// How the model that would paint cuts texts into tokens, if one is known.
  public var tokens: (any PromptTokens)?
  /// What the caption says, if there is one.
  package var caption: CaptionReading?
  /// Which objects stand for what the caption names, if it was understood.
  var matching: CaptionMatching?
  /// The names of the layout's objects, taken apart, if that was done for all rules together.
  var names: [NounSense]?
  /// The words of the objects' names, if they were read for all rules together.
  var words: [EnglishWords]?
  /// What the background prompt says is there, if that was read for all rules together.
  var background: BackgroundNouns?

  /// Creates a context.
  public init(threshold: Double? = nil, tokens: (any PromptTokens)? = nil) {
    self.threshold = threshold
    self.tokens = tokens
  }

  /// The scene that the caption tells of, as far as it was understood.
  package var scene: SceneGraph? { caption?.scene }

  /// The names of a layout's objects, taken apart.
  func names(of layout: Layout) -> [NounSense] {
    names ?? layout.objects.map { NounSense(name: $0.name) }
  }

  /// The words of the names of a layout's objects.
  func words(of layout: Layout) -> [EnglishWords] {
    words ?? layout.objects.map { EnglishWords($0.name) }
  }

  /// What a layout's background prompt says is there.
  func background(of layout: Layout) -> BackgroundNouns {
    background ?? BackgroundNouns(layout.background)
  }

  /// What rules about captions compare.
  var comparison: (caption: CaptionReading, scene: SceneGraph, matching: CaptionMatching)? {
    guard let caption, let scene, let matching else { return nil }
    return (caption, scene, matching)
  }
}
