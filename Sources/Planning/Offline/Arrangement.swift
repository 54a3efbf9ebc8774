import Layouts

/// A scene as the placer sees it: parts, what rests on what, and who comes before whom.
struct Arrangement {
  /// Things that are placed as one: all things of a kind, or one side of a "between".
  struct Part {
    /// The index of the thing in the scene.
    var thing: Int
    /// How many of them this part holds.
    var count: Int
    /// The figure in which they stand, when it is given.
    var formation: SceneGraph.Formation?
  }

  /// How a part is tied to the part that carries it.
  enum Tie: Hashable {
    /// Stands on its top edge.
    case on
    /// Lies within it.
    case inside
    /// Covers a piece of it.
    case inFront
    /// Is covered by it.
    case behind
  }

  /// An order along an axis: every one of the first part lies before every one of the second.
  struct Order: Hashable {
    var first: Int
    var second: Int
    var axis: Axis
  }

  /// Left to right, or top to bottom.
  enum Axis: Int, Hashable, CaseIterable {
    case x, y
  }

  /// The scene.
  let scene: SceneGraph
  /// The parts, in the order of the scene's things.
  private(set) var parts: [Part] = []
  /// The parts of each thing.
  private(set) var partsOfThing: [[Int]] = []
  /// The typical size of each part's things, adjectives counted in.
  var sizes: [(width: Double, height: Double)] = []
  /// Whether each part keeps itself in the sky.
  private(set) var isAloft: [Bool] = []
  /// What carries each part, and how.
  private(set) var carriers: [(part: Int, tie: Tie)?] = []
  /// What must hold.
  private(set) var orders: [Order] = []
  /// What stands close together, side by side; it is ordered too.
  private(set) var neighbours: [Order] = []
  /// What should hold when nothing speaks against it.
  private(set) var wishes: [Order] = []

  /// Arranges a scene.
  ///
  /// - Throws: `Refusal` naming the first relation that contradicts those before it.
  init(_ scene: SceneGraph) throws(Refusal) {
    self.scene = scene
    makeParts()
    compareSizes()
    carriers = Array(repeating: nil, count: parts.count)
    for relation in scene.relations where tie(of: relation) != nil { try tie(relation) }
    for relation in scene.relations where relation.kind == .around { try enclose(relation) }
    for relation in scene.relations where relation.kind == .between { joinRow(relation) }
    for relation in scene.relations where relation.kind != .nextTo { try order(relation) }
    for relation in scene.relations where relation.kind == .nextTo { try orderNeighbours(relation) }
    for thing in scene.things { try checkPlaces(thing) }
    addWishes()
  }

  private mutating func makeParts() {
    for (index, thing) in scene.things.enumerated() {
      let made = Self.parts(of: index, in: scene)
      partsOfThing.append(Array(parts.count..<parts.count + made.count))
      parts += made
      let size = ThingSize.of(modifiers: thing.phrase.modifiers, head: thing.phrase.head).size
      let factors = thing.phrase.modifiers.compactMap { ThingSize.adjectives[$0] }
      let width = factors.reduce(size.width) { $0 * $1.width }
      let height = factors.reduce(size.height) { $0 * $1.height }
      sizes += made.map { _ in (width, height) }
      let rests = !Self.resting.isDisjoint(with: thing.phrase.modifiers)
      isAloft += made.map { _ in size.habitat == .sky && !rests }
    }
  }

  /// What keeps a bird or an airplane on the ground.
  private static let resting: Set<String> = [
    "sitting", "standing", "parked", "walking", "docked", "landed", "lying", "laying", "sleeping",
    "resting", "grounded", "stationed", "eating", "grazing",
  ]

  func parts(of things: [Int]) -> [Int] { things.flatMap { partsOfThing[$0] } }

  // MARK: - Ties

  private func tie(of relation: SceneGraph.Relation) -> Tie? {
    switch relation.kind {
    case .on: .on
    case .inside: .inside
    case .inFrontOf: relation.landmarks.count == 1 ? .inFront : nil
    case .behind: relation.landmarks.count == 1 ? .behind : nil
    default: nil
    }
  }

  private mutating func tie(_ relation: SceneGraph.Relation) throws(Refusal) {
    guard let tie = self.tie(of: relation) else { return }
    guard relation.landmarks.count == 1, let carrier = partsOfThing[relation.landmarks[0]].first
    else {
      throw contradiction(
        "one thing can't be “\(relation.kind.rawValue)” several things at once", relation,
        givesWay: true)
    }
    if relation.isPairwise {
      for (part, carrier) in pairs(of: relation) { try self.tie(part, to: carrier, tie, relation) }
    } else {
      for part in parts(of: relation.subjects) { try self.tie(part, to: carrier, tie, relation) }
    }
  }

  private mutating func tie(
    _ part: Int, to carrier: Int, _ tie: Tie, _ relation: SceneGraph.Relation
  ) throws(Refusal) {
    if part == carrier || ancestors(of: carrier).contains(part) {
      throw contradiction("“\(name(part))” and “\(name(carrier))” carry each other", relation)
    }
    if let known = carriers[part], known.part == carrier, known.tie == tie { return }
    if carriers[part] != nil {
      throw contradiction(
        "“\(name(part))” already has a place, and can't also be “\(relation.kind.rawValue)” "
          + "“\(name(carrier))”", relation, givesWay: true)
    }
    carriers[part] = (carrier, tie)
    if tie == .on { try add(Order(first: part, second: carrier, axis: .y), relation) }
  }

  /// The parts of a pairwise relation, each with its partner.
  private func pairs(of relation: SceneGraph.Relation) -> [(Int, Int)] {
    Array(zip(parts(of: relation.subjects), parts(of: relation.landmarks)))
  }

  /// A fence around a house encloses it.
  private mutating func enclose(_ relation: SceneGraph.Relation) throws(Refusal) {
    let subjects = parts(of: relation.subjects)
    guard subjects.count == 1, parts[subjects[0]].count == 1 else { return }
    for part in parts(of: relation.landmarks) { try tie(part, to: subjects[0], .inside, relation) }
  }

  /// What lies between two things on a table lies on that table too.
  private mutating func joinRow(_ relation: SceneGraph.Relation) {
    let landmarks = parts(of: relation.landmarks)
    guard let first = landmarks.first.flatMap({ carriers[$0] }),
      landmarks.allSatisfy({ carriers[$0]?.part == first.part && carriers[$0]?.tie == first.tie })
    else { return }
    for part in parts(of: relation.subjects)
    where carriers[part] == nil && part != first.part && !ancestors(of: first.part).contains(part) {
      carriers[part] = first
    }
  }

  /// What carries a part, from the nearest to the ground.
  func ancestors(of part: Int) -> [Int] {
    var result: [Int] = []
    var current = part
    while let carrier = carriers[current] {
      result.append(carrier.part)
      current = carrier.part
    }
    return result
  }

  /// A part with all that it carries, at any remove.
  func carried(by part: Int) -> [Int] {
    parts.indices.filter { $0 == part || ancestors(of: $0).contains(part) }
  }

  /// The part that stands for itself under a part.
  func root(of part: Int) -> Int { ancestors(of: part).last ?? part }

  // MARK: - Orders

  private mutating func order(_ relation: SceneGraph.Relation) throws(Refusal) {
    if relation.isPairwise {
      for (subject, landmark) in pairs(of: relation) { try order([subject], [landmark], relation) }
    } else {
      try order(parts(of: relation.subjects), parts(of: relation.landmarks), relation)
    }
  }

  private mutating func order(
    _ subjects: [Int], _ landmarks: [Int], _ relation: SceneGraph.Relation
  ) throws(Refusal) {
    switch relation.kind {
    case .leftOf: try addAll(subjects, landmarks, .x, relation)
    case .rightOf: try addAll(landmarks, subjects, .x, relation)
    case .above: try addAll(subjects, landmarks, .y, relation)
    case .below: try addAll(landmarks, subjects, .y, relation)
    case .inFrontOf where landmarks.count > 1: try addAll(landmarks, subjects, .y, relation)
    case .behind where landmarks.count > 1: try addAll(subjects, landmarks, .y, relation)
    case .between:
      guard landmarks.count > 1 else {
        throw contradiction(
          "“between” needs two things, and “\(name(landmarks[0]))” is one", relation)
      }
      let middle = landmarks.count / 2
      try addAll(Array(landmarks[..<middle]), subjects, .x, relation)
      try addAll(subjects, Array(landmarks[middle...]), .x, relation)
    case .around: try orderRing(relation)
    default: break
    }
  }

  mutating func addAll(
    _ firsts: [Int], _ seconds: [Int], _ axis: Axis, _ relation: SceneGraph.Relation
  ) throws(Refusal) {
    for first in firsts {
      for second in seconds {
        try add(Order(first: first, second: second, axis: axis), relation)
      }
    }
  }

  private mutating func add(
    _ order: Order, _ relation: SceneGraph.Relation
  ) throws(Refusal) {
    if order.first == order.second || reaches(order.second, order.first, order.axis) {
      throw contradiction(
        "“\(name(order.first))” and “\(name(order.second))” can't be placed so: "
          + "the caption says the opposite before", relation)
    }
    if !orders.contains(order) { orders.append(order) }
  }

  /// Whether the orders so far put one part before another.
  func reaches(_ first: Int, _ second: Int, _ axis: Axis) -> Bool {
    var open = [first]
    var seen: Set<Int> = [first]
    while let current = open.popLast() {
      for order in orders + neighbours where order.axis == axis && order.first == current {
        if order.second == second { return true }
        if seen.insert(order.second).inserted { open.append(order.second) }
      }
    }
    return false
  }

  /// The first subject stands on the left of the landmark, the second on its right, and so on.
  private mutating func orderNeighbours(_ relation: SceneGraph.Relation) throws(Refusal) {
    if relation.isPairwise {
      let pairs = pairs(of: relation)
      for (subject, landmark) in pairs {
        neighbours.append(Order(first: subject, second: landmark, axis: .x))
      }
      for (left, right) in zip(pairs, pairs.dropFirst()) {
        wishes.append(Order(first: left.1, second: right.0, axis: .x))
      }
      return
    }
    let subjects = parts(of: relation.subjects)
    var roots: [Int] = []
    for root in subjects.map(root(of:)) where !roots.contains(root) { roots.append(root) }
    for subject in subjects {
      let turn = roots.firstIndex(of: root(of: subject)) ?? 0
      for landmark in parts(of: relation.landmarks) {
        if reaches(subject, landmark, .x) || reaches(landmark, subject, .x) {
          let order = reaches(subject, landmark, .x) ? (subject, landmark) : (landmark, subject)
          neighbours.append(Order(first: order.0, second: order.1, axis: .x))
          continue
        }
        let isLeft = turn.isMultiple(of: 2)
        neighbours.append(
          Order(
            first: isLeft ? subject : landmark, second: isLeft ? landmark : subject, axis: .x))
      }
    }
  }

  // MARK: - Places

  private func checkPlaces(_ thing: SceneGraph.Thing) throws(Refusal) {
    for pair in [[SceneGraph.Place.left, .right], [.top, .bottom]]
    where thing.places.isSuperset(of: pair) {
      throw Refusal(
        finding: PlanningRule.contradiction.finding(
          "“\(thing.phrase.name)” can't be both on the \(pair[0]) and on the \(pair[1])",
          at: thing.phrase.source))
    }
  }

  /// What is on the left lies left of the rest, as far as the relations allow.
  private mutating func addWishes() {
    for first in parts.indices {
      let places = scene.things[parts[first].thing].places
      for second in parts.indices where root(of: first) != root(of: second) {
        let others = scene.things[parts[second].thing].places
        for place in SceneGraph.Place.allCases where places.contains(place) {
          guard !others.contains(place) else { continue }
          switch place {
          case .left: wishes.append(Order(first: first, second: second, axis: .x))
          case .right: wishes.append(Order(first: second, second: first, axis: .x))
          case .top: wishes.append(Order(first: first, second: second, axis: .y))
          case .bottom: wishes.append(Order(first: second, second: first, axis: .y))
          case .center: break
          }
        }
      }
    }
  }

  // MARK: - Messages

  private func name(_ part: Int) -> String { scene.things[parts[part].thing].phrase.name }

  private func contradiction(
    _ message: String, _ relation: SceneGraph.Relation, givesWay: Bool = false
  ) -> Refusal {
    Refusal(
      finding: PlanningRule.contradiction.finding(message, at: relation.source),
      givesWay: givesWay || relation.isInferred)
  }
}
