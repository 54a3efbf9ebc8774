import Layouts

/// A layout while an instruction is carried out on it.
///
/// Its objects have keys that outlive their indices: the steps of an instruction remove and add
/// objects, and the later ones speak of what the earlier ones left.
struct EditBoard {
  /// An object with its key.
  struct Entry {
    /// What stays the same while objects come and go.
    let key: Int
    /// The object.
    var object: LayoutObject
  }

  /// The objects from back to front.
  var entries: [Entry]
  /// The keys of what was spoken of last.
  var mentioned: [Int]
  /// What was noticed.
  private(set) var findings: [Finding] = []
  /// What was done; its objects are keys.
  private(set) var decisions: [PlanDecision] = []
  /// The shape that newcomers get.
  let usesEllipses: Bool
  /// The canvas.
  let canvas: Canvas
  /// The background prompt.
  var background: String
  /// What must not be seen.
  var negative: String
  /// The step that is being carried out.
  private(set) var step: EditStep?
  /// The keys of what was spoken of before the step.
  private(set) var spokenBefore: [Int] = []

  private let original: Layout
  private var nextKey: Int

  /// Starts with the layout of a request.
  init(_ request: EditRequest) {
    original = request.layout
    entries = request.layout.objects.enumerated().map { Entry(key: $0, object: $1) }
    nextKey = entries.count
    mentioned = request.mentioned
    usesEllipses = request.shape.usesEllipses
    canvas = request.layout.canvas
    background = request.layout.background
    negative = request.layout.negative
  }

  /// The layout as it is now.
  var layout: Layout {
    var layout = original
    layout.objects = entries.map(\.object)
    layout.background = background
    layout.negative = negative
    return layout
  }

  /// The keys of the objects in their order.
  var keys: [Int] { entries.map(\.key) }

  // MARK: - Objects

  /// The index of a key.
  func place(of key: Int) -> Int? { entries.firstIndex { $0.key == key } }

  /// The object of a key.
  func object(_ key: Int) -> LayoutObject? { place(of: key).map { entries[$0].object } }

  /// The bounds of an object.
  func bounds(_ key: Int) -> Box { object(key)?.region.bounds ?? canvas.bounds }

  /// The names of objects as a list.
  func names(_ keys: [Int]) -> String {
    "“" + PictureCaption.list(keys.compactMap { object($0)?.name }) + "”"
  }

  /// Changes an object.
  mutating func change(_ key: Int, _ body: (inout LayoutObject) -> Void) {
    guard let place = place(of: key) else { return }
    body(&entries[place].object)
  }

  /// Puts an object elsewhere, as far inside the canvas as it needs to be.
  mutating func setRegion(_ region: LayoutObject.Region, of key: Int) {
    guard let place = place(of: key) else { return }
    entries[place].object.region = region.inside(canvas)
  }

  /// Adds an object behind another, or in front of all.
  ///
  /// - Returns: its key.
  mutating func insert(_ object: LayoutObject, behind key: Int? = nil) -> Int {
    let entry = Entry(key: nextKey, object: object)
    nextKey += 1
    entries.insert(entry, at: key.flatMap { place(of: $0) } ?? entries.count)
    return entry.key
  }

  /// Removes objects.
  mutating func remove(_ keys: [Int]) {
    entries.removeAll { keys.contains($0.key) }
    mentioned.removeAll { keys.contains($0) }
  }

  // MARK: - Words

  /// Records what was noticed.
  mutating func note(_ rule: PlanningRule, _ message: String, at source: SourceRange? = nil) {
    findings.append(rule.finding(message, at: source ?? step?.source))
  }

  /// Records what was done.
  mutating func decide(_ topic: PlanDecision.Topic, _ message: String, _ keys: [Int] = []) {
    decisions.append(
      PlanDecision(topic: topic, message: message, source: step?.source, objects: keys))
  }

  /// A refusal of the step.
  func refusal(
    _ rule: PlanningRule, _ message: String, at source: SourceRange? = nil
  ) -> Refusal {
    Refusal(finding: rule.finding(message, at: source ?? step?.source), isFinal: true)
  }

  // MARK: - Steps

  /// Carries out one step.
  mutating func apply(_ step: EditStep) throws(Refusal) {
    self.step = step
    spokenBefore = mentioned
    switch step.action {
    case .move(let reference, let place): try move(resolve(reference), to: place)
    case .add(let phrases, let place): try add(phrases, at: place)
    case .remove(let reference): try remove(reference)
    case .exclude(let phrases): exclude(phrases)
    case .resize(let reference, let size): try resize(resolve(reference), size)
    case .replace(let reference, let phrase): try replace(resolve(reference), by: phrase)
    case .describe(let reference, let looks): describe(try resolve(reference), looks)
    case .equip(let reference, let words): equip(try resolve(reference), words)
    case .duplicate(let reference): try duplicate(resolve(reference))
    case .count(let phrase, let count): try setCount(of: phrase, to: count)
    case .swap(let first, let second): try swap(resolve(first), resolve(second))
    case .turn(let reference, let degrees): try turn(resolve(reference), by: degrees)
    case .align(let reference, let alignment): try align(resolve(reference), alignment)
    case .restack(let reference, let depth): restack(try resolve(reference), depth)
    case .surround(let change): surround(change)
    }
  }

  private mutating func remove(_ reference: ObjectReference) throws(Refusal) {
    let keys = try resolve(reference)
    decide(.thing, "\(names(keys)) \(keys.count == 1 ? "is" : "are") removed")
    remove(keys)
  }
}
