import Layouts

/// A language model's answer to an instruction, with all that it was not told to change put back.
///
/// The objects of the answer are matched with those of the layout (`ObjectMatching`: overlap, name and
/// nearness, by the Hungarian algorithm). An object is **untouched** when the instruction does not name
/// it, nor a kind of it, and the answer moved no edge of it by more than a fiftieth of the canvas's
/// longer side: it is then exactly the old one, with description, ids and seeds. Numbers that differ
/// only by a notation's rounding are the old ones whoever is named. What the answer changed further
/// without being told to stays with a warning, or is put back, as the restoration has it.
struct RestoredLayout {
  /// The layout.
  private(set) var layout: Layout
  /// What was put back, and what was changed unasked.
  private(set) var findings: [Finding] = []
  /// What was done.
  private(set) var decisions: [PlanDecision] = []
  /// The objects that the instruction named or the answer changed.
  private(set) var mentioned: [Int] = []

  private let request: EditRequest
  private let restoration: LanguageModelEditor.Restoration
  private let named: Set<Int>

  /// The share of the canvas by which an edge may drift.
  static let tolerance = 0.02
  /// What rounding to whole pixels may move an edge: a half, and for an ellipse's box twice as much.
  private static let rounding = 1.5

  /// Puts back what an answer changed without being told to.
  init(
    _ answer: Layout, of request: EditRequest,
    restoring restoration: LanguageModelEditor.Restoration
  ) {
    self.request = request
    self.restoration = restoration
    let old = request.layout
    layout = old
    let names = NamedObjects(old.objects)
    let text = " " + request.instruction.lowercased() + " "
    let isAll = [" all ", " every", " each "].contains { text.contains($0) }
    let isPronoun = [" it ", " it.", " them", " they "].contains { text.contains($0) }
    named = Set(
      old.objects.indices.filter { index in
        isAll || names.isNamed(index, in: request.instruction)
          || isPronoun && request.mentioned.contains(index)
      })
    restoreObjects(answer)
    restorePrompts(answer)
    summarise()
  }

  // MARK: - Objects

  private mutating func restoreObjects(_ answer: Layout) {
    let old = request.layout.objects
    let pairs = ObjectMatching(old, answer.objects, canvas: request.layout.canvas).pairs
    let origins = Dictionary(uniqueKeysWithValues: pairs.map { ($0.new, $0.old) })
    var kept: [(object: LayoutObject, origin: Int?)] = []
    for (index, object) in answer.objects.enumerated() {
      guard let origin = origins[index] else {
        kept.append((placed(object), nil))
        continue
      }
      kept.append((restored(object, from: origin), origin))
    }
    let gone = old.indices.filter { index in !pairs.contains { $0.old == index } }
    for index in gone where !named.contains(index) {
      if restoration == .unnamed {
        kept.append((old[index], index))
        put(back: index, "was left out of the answer")
      } else if restoration == .drifts {
        warn(index, "was left out of the answer")
      }
    }
    let ordered = inOldOrder(kept)
    layout.objects = ordered.map(\.object)
    mentioned = ordered.indices.filter { place in
      guard let origin = ordered[place].origin else { return true }
      return named.contains(origin) || old[origin] != ordered[place].object
    }
  }

  /// An object that came, as far inside the canvas as it needs to be.
  private mutating func placed(_ object: LayoutObject) -> LayoutObject {
    var object = object
    object.extras = JSONObject()
    guard object.region.isFinite, object.region.area > 0,
      !request.layout.canvas.bounds.contains(object.region.bounds)
    else { return object }
    object.region = object.region.inside(request.layout.canvas)
    findings.append(
      PlanningRule.mended.finding("“\(object.name)” was moved into the canvas"))
    return object
  }

  /// An object of the answer, with what it has from the old one.
  private mutating func restored(_ object: LayoutObject, from origin: Int) -> LayoutObject {
    let old = request.layout.objects[origin]
    let isNamed = named.contains(origin)
    let drift = Self.drift(from: old.region.bounds, to: object.region.bounds)
    let canvas = request.layout.canvas
    let limit = Self.tolerance * Double(max(canvas.width, canvas.height))
    let isSameName = ObjectName.areSame(old.name, object.name)
    let isMoved = drift > Self.rounding && !(drift <= limit && !isNamed && restoration != .none)
    if !isMoved, drift > Self.rounding { put(back: origin, "drifted by \(Int(drift)) pixels") }
    var result = old
    if isMoved || !isSameName, !isNamed {
      let what = isMoved ? "was moved or resized" : "was renamed to “\(object.name)”"
      if restoration == .unnamed {
        put(back: origin, what)
        return old
      }
      if restoration == .drifts { warn(origin, what) }
    }
    if isMoved {
      let region: LayoutObject.Region =
        switch (old.region, object.region) {
        case (.box, .ellipse(let ellipse)): .box(ellipse.bounds)
        case (.ellipse, .box(let box)): .ellipse(Ellipse(box, fit: .inscribed))
        default: object.region
        }
      result.region = placed(LayoutObject(name: object.name, region: region)).region
    }
    if !isSameName {
      result.name = object.name
      // What was said of the old thing need not hold for the new one.
      result.description = object.description
    }
    return result
  }

  private static func drift(from old: Box, to new: Box) -> Double {
    [old.x - new.x, old.y - new.y, old.maxX - new.maxX, old.maxY - new.maxY]
      .map { abs($0) }.max() ?? 0
  }

  /// The order of the old layout, unless the instruction is about before and behind.
  private func inOldOrder(
    _ objects: [(object: LayoutObject, origin: Int?)]
  ) -> [(object: LayoutObject, origin: Int?)] {
    let words = request.instruction.lowercased().split { !$0.isLetter }
    let isAboutDepth = words.contains { ["front", "behind", "back", "forward"].contains($0) }
    guard !isAboutDepth, restoration != .none else { return objects }
    let old = objects.filter { $0.origin != nil }.sorted { ($0.origin ?? 0) < ($1.origin ?? 0) }
    var next = old.makeIterator()
    return objects.map { $0.origin == nil ? $0 : next.next() ?? $0 }
  }

  // MARK: - Prompts

  private mutating func restorePrompts(_ answer: Layout) {
    let steps =
      try? InstructionGrammar.read(
        request.instruction, names: request.layout.objects.map(\.name))
    let isAboutObjects = steps.map { !$0.contains(where: \.concernsSurroundings) } ?? false
    let old = request.layout
    layout.background = prompt(
      "background", old.background, answer.background, isAboutObjects && restoration != .none)
    layout.negative = prompt(
      "negative prompt", old.negative, answer.negative, isAboutObjects && restoration != .none)
  }

  private mutating func prompt(
    _ part: String, _ old: String, _ new: String, _ isRestored: Bool
  ) -> String {
    let (one, other) = (Self.plain(old), Self.plain(new))
    if one == other || other.isEmpty && part == "background" { return old }
    guard isRestored else { return new }
    findings.append(
      PlanningRule.restored.finding(
        "the \(part) was changed to “\(new)”, of which the instruction says nothing: put back"))
    return old
  }

  private static func plain(_ text: String) -> String {
    text.lowercased().split { $0.isWhitespace || $0 == "." }.joined(separator: " ")
  }

  // MARK: - Words

  private mutating func put(back origin: Int, _ what: String) {
    let name = request.layout.objects[origin].name
    findings.append(
      PlanningRule.restored.finding(
        "“\(name)” \(what), though the instruction does not name it: put back"))
  }

  private mutating func warn(_ origin: Int, _ what: String) {
    let name = request.layout.objects[origin].name
    findings.append(
      PlanningRule.unaskedChange.finding(
        "“\(name)” \(what), though the instruction does not name it"))
  }

  private mutating func summarise() {
    let difference = LayoutDifference(from: request.layout, to: layout)
    for (place, line) in zip(
      difference.objects.filter { !$0.changes.isEmpty },
      difference.lines.suffix(
        difference.objects.count { !$0.changes.isEmpty }))
    {
      decisions.append(
        PlanDecision(
          topic: place.old == nil || place.new == nil ? .thing : .place, message: line.text,
          objects: place.new.map { [$0] } ?? []))
    }
  }
}

extension EditStep {
  /// Whether the step may change the background or the negative prompt.
  fileprivate var concernsSurroundings: Bool {
    switch action {
    case .surround, .exclude, .add: true
    case .move(_, let place): place.relations.contains { $0.scenery != nil }
    default: false
    }
  }
}
