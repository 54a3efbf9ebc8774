public import Layouts

/// A benchmark of pictures: what is painted, and when a picture is right.
public enum PictureSuite: String, Sendable, Hashable, CaseIterable {
  /// One thing a prompt, over all things that the model knows.
  case things
  /// LMD's four tasks on pictures (`scripts/owl_vit_eval.py`): its prompts, and its rules on what a
  /// detector found.
  case lmd
  /// MultiGen (TokenCompose, arXiv 2312.03626): how many of five categories a detector finds.
  case multigen
  /// Layouts: how far each object overlaps what a detector found of its kind.
  case layouts

  /// The layout suite's objects count as found with this overlap at least, as PASCAL VOC has it.
  public static let foundOverlap = 0.5

  /// The suite whose prompts and rules are used; nil for layouts.
  public var textSuite: (any Suite)? {
    switch self {
    case .things: SingleThingSuite()
    case .lmd: LMDSuite()
    case .multigen: MultiGenSuite()
    case .layouts: nil
    }
  }

  /// The prompts of the suites that ask for what a model knows; none for other suites.
  public func cases(of things: [String]) -> [SuiteCase] {
    switch self {
    case .things: SingleThingSuite.cases(of: things)
    case .multigen: MultiGenSuite.cases(of: things)
    case .lmd, .layouts: []
    }
  }

  /// The things that a detector must know, with their colours where those are asked for.
  public static func things(of cases: [PictureCase]) -> [String] {
    var things: Set<String> = []
    for pictureCase in cases {
      switch pictureCase.suiteCase.demand {
      case .absence(let noun): things.insert(noun)
      case .counts(let counts): things.formUnion(counts.map(\.name))
      case .relation(_, let first, let second): things.formUnion([first, second])
      case .phrases(let phrases):
        things.formUnion(phrases.map { NounPhrase.bare($0) })
      }
    }
    return things.sorted()
  }
}

/// A picture to be painted and judged.
public struct PictureCase: Hashable, Sendable {
  /// What is asked for.
  public var suiteCase: SuiteCase
  /// The layout that is painted; nil where none could be planned.
  public var layout: Layout?

  /// Creates a case.
  public init(_ suiteCase: SuiteCase, layout: Layout?) {
    self.suiteCase = suiteCase
    self.layout = layout
  }

  /// Creates a case of the suite of layouts.
  public init(_ layout: Layout, id: String) {
    suiteCase = SuiteCase(
      id: id, prompt: layout.caption, group: "all", demand: .phrases(layout.objects.map(\.name)))
    self.layout = layout
  }
}

/// A phrase without its article.
enum NounPhrase {
  static func bare(_ phrase: String) -> String {
    let words = phrase.lowercased().split(separator: " ")
    let isArticle = words.count > 1 && ["a", "an", "the"].contains(words[0])
    return words.dropFirst(isArticle ? 1 : 0).joined(separator: " ")
  }
}

/// Judges pictures by what a detector found in them.
public struct PictureJudge: Sendable {
  private let suite: PictureSuite
  private let filter: DetectionFilter

  /// Creates a judge.
  public init(_ suite: PictureSuite, filter: DetectionFilter) {
    self.suite = suite
    self.filter = filter
  }

  /// Judges a picture.
  ///
  /// - Parameters:
  ///   - detections: all that was found, in pixels.
  ///   - pictureCase: what was asked for.
  ///   - size: the picture's width and height in pixels.
  /// - Returns: the verdict by the published rule.
  public func verdict(
    of detections: [DetectedThing], to pictureCase: PictureCase, size: (width: Int, height: Int)
  ) -> SuiteVerdict {
    let found = filter(detections)
    let suiteCase = pictureCase.suiteCase
    if let suite = suite.textSuite {
      let (width, height) = (Double(size.width), Double(size.height))
      let objects = found.map { detection in
        let box = detection.box
        return SuiteObject(
          name: "\(Plurals.article(before: detection.phrase)) \(detection.phrase)",
          box: Box(
            x: box.x / width, y: box.y / height, width: box.width / width,
            height: box.height / height))
      }
      let answer = SuiteAnswer(
        id: suiteCase.id, prompt: suiteCase.prompt, iteration: 0, objects: objects)
      return suite.judge(answer, to: suiteCase, by: "published")
    }
    let layout = pictureCase.layout ?? Layout()
    let score = LayoutPictureScore(layout, detections: found, picture: size)
    let missed = score.objects.first { $0.boxOverlap < PictureSuite.foundOverlap }
    var verdict = SuiteVerdict(group: suiteCase.group, isRight: missed == nil)
    verdict.measures["found"] = score.foundShare
    verdict.measures["box_iou"] = score.boxOverlap
    verdict.measures["ellipse_iou"] = score.ellipseOverlap
    if let missed {
      verdict.reason =
        "“\(layout.objects[missed.index].name)” "
        + (missed.detection == nil ? "is not there" : "is elsewhere")
    }
    return verdict
  }
}
