internal import Synchronization

/// How a tensor was computed: what a gradient needs to go back through one operation.
///
/// An origin knows the origins of the operation's inputs, not the inputs themselves: whatever the
/// derivative reads, its closure has captured, and nothing else is kept alive.
final class Origin: Sendable {
  /// Returns the gradient with respect to each input, or nil where none is wanted.
  ///
  /// What it captures must be `detached()`, or it would record its own way.
  typealias Pullback = @Sendable (_ gradient: Tensor, _ wanted: [Bool]) -> [Tensor?]

  private static let created = Atomic<UInt64>(0)

  /// Its place in the order of creation: an origin is younger than those of its inputs.
  let order: UInt64
  private let step: Mutex<(inputs: [Origin?], pullback: Pullback)?>

  /// Creates the origin of a tensor that a caller wants a gradient for.
  init() {
    order = Self.next()
    step = Mutex(nil)
  }

  /// Creates the origin of an operation's result.
  init(inputs: [Origin?], pullback: @escaping Pullback) {
    order = Self.next()
    step = Mutex((inputs, pullback))
  }

  /// The order of the next origin.
  static func next() -> UInt64 { created.wrappingAdd(1, ordering: .relaxed).newValue }

  /// The origins of the inputs that have one.
  var inputs: [Origin] { step.withLock { $0?.inputs.compactMap(\.self) ?? [] } }

  /// Returns the operation, and forgets it unless it is to be kept.
  func operation(keeping: Bool) -> (inputs: [Origin?], pullback: Pullback)? {
    step.withLock { step in
      defer { if !keeping { step = nil } }
      return step
    }
  }
}

extension Origin: Hashable {
  static func == (left: Origin, right: Origin) -> Bool { left === right }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Origin {
  /// Returns the gradient of a tensor of this origin with respect to those of other origins.
  ///
  /// - Parameters:
  ///   - respectTo: the origins whose gradients are wanted.
  ///   - seed: the gradient with respect to the tensor of this origin.
  ///   - partial: whether a target is held fixed while the others' gradients are taken, so that the
  ///     way ends there; else it goes on through a target to older ones.
  ///   - keeping: whether the way may be gone again.
  /// - Returns: one gradient a target, nil where none reaches it.
  func gradients(
    with respectTo: [Origin], seed: Tensor, partial: Bool = false, keeping: Bool = false
  ) -> [Tensor?] {
    let targets = Set(respectTo)
    let (path, leading) = path(to: targets, partial: partial)
    var gradients: [Origin: Tensor] = [self: seed]
    var found: [Origin: Tensor] = [:]
    for origin in path.reversed() {
      guard let gradient = gradients.removeValue(forKey: origin) else { continue }
      if targets.contains(origin) {
        found[origin] = gradient
        if partial { continue }
      }
      guard let (inputs, pullback) = origin.operation(keeping: keeping) else { continue }
      let wanted = inputs.map { $0.map { leading.contains($0) } ?? false }
      guard wanted.contains(true) else { continue }
      for (input, part) in zip(inputs, pullback(gradient, wanted)) {
        guard let input, let part, leading.contains(input) else { continue }
        precondition(part.origin == nil, "gradients: a derivative recorded its own way")
        if var sum = gradients.removeValue(forKey: input) {
          sum.accumulate(part)
          gradients[input] = sum
        } else {
          gradients[input] = part
        }
      }
    }
    return respectTo.map { found[$0] }
  }

  /// Returns the origins that this one was computed from, oldest first, and those on a way to a target.
  private func path(
    to targets: Set<Origin>, partial: Bool
  ) -> (path: [Origin], leading: Set<Origin>) {
    let oldest = targets.map(\.order).min() ?? order
    var seen: Set<Origin> = [self]
    var open = [self]
    while let origin = open.popLast() {
      if partial, targets.contains(origin) { continue }
      for input in origin.inputs where input.order >= oldest && seen.insert(input).inserted {
        open.append(input)
      }
    }
    let path = seen.sorted { $0.order < $1.order }
    var leading: Set<Origin> = []
    for origin in path {
      let ends = targets.contains(origin)
      if ends || origin.inputs.contains(where: leading.contains) { leading.insert(origin) }
    }
    return (path.filter(leading.contains), leading)
  }

  /// Returns the origins older than an order that this one was computed from directly or through younger ones.
  func frontier(before order: UInt64) -> [Origin] {
    var seen: Set<Origin> = [self]
    var open = [self]
    var frontier: [Origin] = []
    while let origin = open.popLast() {
      if origin.order < order {
        frontier.append(origin)
        continue
      }
      for input in origin.inputs where seen.insert(input).inserted { open.append(input) }
    }
    return frontier.sorted { $0.order < $1.order }
  }
}
