/// What was read of the last captions and names: a file of layouts has few of each.
///
/// Whoever checks many layouts keeps one of these and hands it to every check.
public struct CaptionReadings: Sendable {
  private var readings: [Caption: CaptionReading] = [:]
  private var names: [String: (sense: NounSense, words: EnglishWords)] = [:]
  private var backgrounds: [String: BackgroundNouns] = [:]

  /// More captions or names than this are not remembered.
  private static let most = 4096

  /// Remembers nothing yet.
  public init() {}

  /// Returns the reading of a caption; nil when the caption is blank.
  package mutating func reading(of caption: Caption) -> CaptionReading? {
    if let known = readings[caption] { return known }
    guard caption.text.utf8.contains(where: { $0 > 0x20 }) else { return nil }
    let reading = CaptionReading(caption)
    if readings.count >= Self.most { readings.removeAll(keepingCapacity: true) }
    readings[caption] = reading
    return reading
  }

  /// Returns what rules compare a layout with: the words of its caption, its names, its background.
  mutating func context(
    of layout: Layout, _ caption: Caption, tokens: (any PromptTokens)?
  ) -> RuleContext {
    var context = RuleContext(tokens: tokens)
    var names: [NounSense] = []
    var words: [EnglishWords] = []
    for object in layout.objects {
      let known = reading(ofName: object.name)
      names.append(known.sense)
      words.append(known.words)
    }
    context.names = names
    context.words = words
    context.background = background(of: layout.background)
    context.caption = reading(of: caption)
    if let reading = context.caption, let scene = reading.scene {
      context.matching = CaptionMatching(layout, scene, reading, names: names)
    }
    return context
  }

  private mutating func background(of text: String) -> BackgroundNouns {
    if let known = backgrounds[text] { return known }
    let nouns = BackgroundNouns(text)
    if backgrounds.count >= Self.most { backgrounds.removeAll(keepingCapacity: true) }
    backgrounds[text] = nouns
    return nouns
  }

  private mutating func reading(
    ofName name: String
  ) -> (sense: NounSense, words: EnglishWords) {
    if let known = names[name] { return known }
    let reading = (sense: NounSense(name: name), words: EnglishWords(name))
    if names.count >= Self.most { names.removeAll(keepingCapacity: true) }
    names[name] = reading
    return reading
  }
}
