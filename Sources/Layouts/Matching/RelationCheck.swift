/// Measures every relation and place of a caption on a layout.
struct RelationCheck {
  let layout: Layout
  let caption: CaptionReading
  let scene: SceneGraph
  let matching: CaptionMatching
  /// The widest angle between the stated direction and the line of the centres.
  let angle: Double

  /// A relation that does not hold.
  struct Fault: Hashable {
    var message: String
    var object: Int
    var related: [Int] = []
    /// Whether it holds for some of the objects.
    var isPartial = false
    /// How the object should lie to the others, or in which part of the picture.
    var kind: SceneGraph.Kind?
    var place: SceneGraph.Place?
  }

  /// The relations that do not hold, in the order of the caption.
  var faults: [Fault] {
    var seen: Set<String> = []
    return (scene.relations.flatMap(faults) + placeFaults).filter {
      seen.insert($0.message).inserted
    }
  }

  func region(_ object: Int) -> LayoutObject.Region { layout.objects[object].region }

  // MARK: - Relations

  private func faults(of relation: SceneGraph.Relation) -> [Fault] {
    if relation.isInferred || relation.kind.comparesSize { return [] }
    if relation.kind == .between { return betweenFaults(relation) }
    if relation.kind == .around { return aroundFaults(relation) }
    let measure = RelationMeasure(
      kind: relation.kind, words: caption.words(at: relation.source), canvas: layout.canvas,
      angle: angle)
    var faults: [Fault] = []
    for subject in relation.subjects {
      for landmark in relation.landmarks where !matching.twins[subject].contains(landmark) {
        guard let fault = fault(measure, subject, landmark),
          !mayBeSaidOfAnother(measure, subject, landmark, relation)
        else { continue }
        faults.append(fault)
      }
    }
    return faults
  }

  /// "A cat on a chair next to a lamp": it may be the cat that is next to the lamp, or the chair.
  func mayBeSaidOfAnother(
    _ measure: RelationMeasure, _ subject: Int, _ landmark: Int, _ relation: SceneGraph.Relation
  ) -> Bool {
    scene.relations.contains { other in
      other.landmarks.contains(subject)
        && other.subjects.contains { thing in
          thing != landmark && !matching.objects[thing].isEmpty
            && fault(measure, thing, landmark) == nil
        }
        || other.subjects.contains(subject) && other.source.offset < relation.source.offset
          && other.landmarks.contains { thing in
            thing != landmark && !relation.landmarks.contains(thing)
              && !matching.objects[thing].isEmpty
              && fault(measure, thing, landmark) == nil
          }
    }
  }

  /// The worst pair of a subject's objects and a landmark's.
  private func fault(_ measure: RelationMeasure, _ subject: Int, _ landmark: Int) -> Fault? {
    let subjects = matching.objects[subject]
    let landmarks = matching.objects[landmark]
    guard !subjects.isEmpty, !landmarks.isEmpty else { return nil }
    var bad: (subject: Int, landmark: Int, words: String)?
    var holds = 0
    var lonely: Int?
    for one in subjects {
      var fitting = 0
      for other in landmarks {
        if let words = measure.fault(of: region(one), to: region(other)) {
          bad = bad ?? (one, other, words)
        } else {
          fitting += 1
        }
      }
      holds += fitting
      if fitting == 0 { lonely = lonely ?? one }
    }
    guard let bad else { return nil }
    if holds > 0 {
      guard measure.isDirection, let lonely, isStated(subject, subjects),
        isStated(landmark, landmarks),
        let words = measure.fault(of: region(lonely), to: region(landmarks[0]))
      else { return nil }
      return Fault(
        message: message(measure.kind, lonely, landmarks[0], words), object: lonely,
        related: [landmarks[0]], isPartial: true, kind: measure.kind)
    }
    return Fault(
      message: message(measure.kind, bad.subject, bad.landmark, bad.words), object: bad.subject,
      related: [bad.landmark], kind: measure.kind)
  }

  /// Whether a thing has as many objects as the caption says, so that all of them are meant.
  func isStated(_ thing: Int, _ objects: [Int]) -> Bool {
    !scene.things[thing].isVague && scene.things[thing].count == objects.count
  }

  private func message(
    _ kind: SceneGraph.Kind, _ subject: Int, _ landmark: Int, _ words: String
  ) -> String {
    "\(named(subject)) should lie \(kind.rawValue) \(named(landmark)), but \(words)"
  }

  private func named(_ object: Int) -> String {
    "\(JSONWriter.quoted(layout.objects[object].name)) (object \(object))"
  }

  // MARK: - Between

  private func betweenFaults(_ relation: SceneGraph.Relation) -> [Fault] {
    let landmarks = Set(relation.landmarks.flatMap { matching.objects[$0] }).sorted()
    guard landmarks.count > 1 else { return [] }
    return relation.subjects.flatMap { matching.objects[$0] }.compactMap { subject in
      let others = landmarks.filter { $0 != subject }
      guard others.count > 1 else { return nil }
      for (place, one) in others.enumerated() {
        for other in others[(place + 1)...] {
          if let part = part(of: subject, from: one, to: other), part > 0, part < 1 { return nil }
        }
      }
      return Fault(
        message: "\(named(subject)) should lie between \(named(others[0])) and "
          + "\(named(others[1])), but its centre lies beyond one of them",
        object: subject, related: others, kind: .between)
    }
  }

  /// How far along the line that joins two others the centre lies: 0 at one and 1 at the other.
  func part(of subject: Int, from one: Int, to other: Int) -> Double? {
    let (here, start, end) = (region(subject).center, region(one).center, region(other).center)
    let (right, down) = (end.x - start.x, end.y - start.y)
    let square = right * right + down * down
    guard square > 0 else { return nil }
    return ((here.x - start.x) * right + (here.y - start.y) * down) / square
  }

  /// Several things around another have it within the box around their centres.
  private func aroundFaults(_ relation: SceneGraph.Relation) -> [Fault] {
    let subjects = relation.subjects.flatMap { matching.objects[$0] }
    let centers = subjects.map { region($0).center }
    guard subjects.count > 2, let first = subjects.first else { return [] }
    return relation.landmarks.flatMap { matching.objects[$0] }.compactMap { landmark in
      let center = region(landmark).center
      let isAmong =
        centers.contains { $0.x <= center.x } && centers.contains { $0.x >= center.x }
        && centers.contains { $0.y <= center.y } && centers.contains { $0.y >= center.y }
      guard !isAmong, !subjects.contains(landmark) else { return nil }
      return Fault(
        message: "\(named(first)) and its like should lie around \(named(landmark)), but all of "
          + "them lie on one side of it",
        object: landmark, related: subjects, isPartial: true, kind: .around)
    }
  }

  // MARK: - Places

  /// "A cat on the left and a dog on the right": the two are compared; one alone, with the middle.
  private var placeFaults: [Fault] {
    var faults: [Fault] = []
    for (near, far, kind) in Self.oppositeSides {
      let nearer = scene.things.indices.filter { states(near, $0) }
      let farther = scene.things.indices.filter { states(far, $0) }
      let measure = RelationMeasure(kind: kind, words: "", canvas: layout.canvas, angle: angle)
      for one in nearer {
        for other in farther where one != other && !matching.twins[one].contains(other) {
          if let fault = fault(measure, one, other) { faults.append(fault) }
        }
      }
      if farther.isEmpty { faults += nearer.flatMap { faultsAlone($0, near) } }
      if nearer.isEmpty { faults += farther.flatMap { faultsAlone($0, far) } }
    }
    return faults
  }

  /// The parts of a picture that lie opposite each other, and how the first lies to the second.
  static let oppositeSides: [(SceneGraph.Place, SceneGraph.Place, SceneGraph.Kind)] = [
    (.left, .right, .leftOf), (.top, .bottom, .above),
  ]

  /// Whether the caption says outright in which part of the picture a thing lies.
  func states(_ place: SceneGraph.Place, _ thing: Int) -> Bool {
    guard scene.things[thing].places.contains(place),
      let source = scene.things[thing].placeSource
    else { return false }
    return caption.words(at: source).lowercased().split { !$0.isLetter }
      .contains { Self.sides.contains(String($0)) }
  }

  /// What is in the background or the sky may lie anywhere that looks so.
  private static let sides: Set<String> = [
    "left", "right", "top", "bottom", "upper", "lower", "left-hand", "right-hand",
  ]

  private func faultsAlone(_ thing: Int, _ place: SceneGraph.Place) -> [Fault] {
    matching.objects[thing].compactMap { object in
      let beyond = distance(of: object, beyondMiddleFrom: place)
      guard beyond > 0 else { return nil }
      return Fault(
        message: "\(named(object)) should lie on the \(place) of the picture, but its centre lies "
          + "\(beyond.shortText) pixels beyond the middle",
        object: object, isPartial: true, place: place)
    }
  }

  /// How many pixels the centre of an object lies beyond the middle, seen from a side.
  func distance(of object: Int, beyondMiddleFrom place: SceneGraph.Place) -> Double {
    let center = region(object).center
    let (width, height) = (Double(layout.canvas.width), Double(layout.canvas.height))
    return switch place {
    case .left: center.x - width / 2
    case .right: width / 2 - center.x
    case .top: center.y - height / 2
    case .bottom: height / 2 - center.y
    case .center: 0
    }
  }
}
