import Layouts

/// Objects among one another: swap, line up, turn, before and behind.
extension EditBoard {
  /// Lets two objects change places: the foot of each comes to where the other's was.
  mutating func swap(_ first: [Int], _ second: [Int]) throws(Refusal) {
    guard first.count == 1, second.count == 1, first != second else {
      throw refusal(
        .contradiction, "two objects can change places, not \(names(first)) and \(names(second))")
    }
    let (one, other) = (bounds(first[0]), bounds(second[0]))
    mentioned = first + second
    try settle(first[0], at: other, with: second[0])
    try settle(second[0], at: one, with: nil)
    decide(.place, "\(names(first)) and \(names(second)) change places", first + second)
  }

  /// Puts an object as near to the foot of a box as it can be; its partner there is about to leave.
  private mutating func settle(_ key: Int, at box: Box, with partner: Int?) throws(Refusal) {
    var target = Target(rule: PlaceRule(wish: (box.centerX, box.centerY)))
    target.rule.foot = box.maxY
    target.words = ["where the other was"]
    let reach = 0.25 * Double(max(canvas.width, canvas.height))
    target.rule.conditions = [.nearer(box, than: reach)]
    guard let object = object(key) else { return }
    var scale = 1.0
    while scale > 0.3 {
      let region = scale == 1 ? object.region : object.region.scaled(by: scale)
      let size = region.bounds
      let moving = [key] + (partner.map { [$0] } ?? [])
      if let (found, _) = best([target], width: size.width, height: size.height, moving) {
        setRegion(region.moved(x: found.x - size.x, y: found.y - size.y), of: key)
        if scale < 1 {
          note(.limitedEdit, "\(names([key])) is made smaller to fit where the other was")
        }
        return
      }
      scale *= 0.88
    }
    throw noRoom(for: names([key]), [target])
  }

  // MARK: - Lining up

  /// Lines objects up.
  mutating func align(_ keys: [Int], _ alignment: EditStep.Alignment) throws(Refusal) {
    guard keys.count > 1 else {
      throw refusal(.notUnderstood, "\(names(keys)) is one object: several can be lined up")
    }
    switch alignment {
    case .formation(let formation): try form(keys, formation)
    case .edge(let edge):
      let old = keys.map(bounds).union
      for key in keys { slide(key, to: edge, of: old) }
      warnOfOverlaps(keys, before: old)
      decide(.place, "\(names(keys)) share the \(edge) line", keys)
    case .level:
      try form(keys, .row)
    }
  }

  private mutating func slide(_ key: Int, to edge: SceneGraph.Place, of box: Box) {
    let own = bounds(key)
    let (x, y): (Double, Double) =
      switch edge {
      case .left: (box.x - own.x, 0)
      case .right: (box.maxX - own.maxX, 0)
      case .top: (0, box.y - own.y)
      case .bottom: (0, box.maxY - own.maxY)
      case .center: (box.centerX - own.centerX, 0)
      }
    guard let region = object(key)?.region else { return }
    setRegion(region.moved(x: x, y: y), of: key)
  }

  /// Puts objects into a figure where they stand, or near it.
  private mutating func form(
    _ keys: [Int], _ formation: SceneGraph.Formation
  ) throws(Refusal) {
    let ordered = inOrderOfReading(keys).keys
    let old = keys.map(bounds).union
    var scale = 1.0
    while scale > 0.3 {
      for share in [1.0, 0.4, 0] {
        let figure = Figure(
          ordered.map { (bounds($0).width * scale, bounds($0).height * scale) }, formation,
          gap: share * BlockBuilder.gap(on: canvas))
        var target = Target(rule: PlaceRule(wish: (old.centerX, old.centerY)))
        if formation == .row { target.rule.foot = old.maxY }
        guard let (found, _) = best([target], width: figure.width, height: figure.height, keys)
        else { continue }
        for (key, box) in zip(ordered, figure.boxes) {
          guard let old = object(key)?.region else { continue }
          let region = scale < 1 ? old.scaled(by: scale) : old
          let own = region.bounds
          setRegion(
            region.moved(x: found.x + box.x - own.x, y: found.y + box.y - own.y), of: key)
        }
        if scale < 1 {
          note(.limitedEdit, "\(names(keys)) are made smaller to fit the \(formation)")
        }
        decide(.arrangement, "\(names(keys)) form a \(formation)", keys)
        return
      }
      scale *= 0.88
    }
    throw noRoom(for: "a \(formation) of \(names(keys))", [])
  }

  // MARK: - Turning

  /// Turns ellipses about their middles.
  mutating func turn(_ keys: [Int], by degrees: Double) throws(Refusal) {
    for key in keys {
      guard let object = object(key) else { continue }
      let old = object.region.bounds
      switch object.region {
      case .ellipse(var ellipse):
        ellipse.angle += degrees
        setRegion(.ellipse(ellipse.normalized), of: key)
        warnOfOverlaps([key], before: old)
      case .box where degrees.truncatingRemainder(dividingBy: 180) == 0:
        note(.nothingChanged, "\(names([key])) is a box, which looks the same upside down")
      case .box(let box) where degrees.truncatingRemainder(dividingBy: 90) == 0:
        let turned = Box(
          x: (box.centerX - box.height / 2).rounded(), y: (box.centerY - box.width / 2).rounded(),
          width: box.height, height: box.width)
        setRegion(.box(turned), of: key)
        warnOfOverlaps([key], before: old)
      case .box:
        throw refusal(
          .contradiction,
          "\(names([key])) is a box, which can only turn by quarters: ellipses can turn by any angle "
            + "(plan with the style css-blobs, or convert the layout)")
      }
    }
    let way = degrees < 0 ? "anticlockwise" : "clockwise"
    decide(.place, "\(names(keys)) turns \(way) by \(Int(abs(degrees).rounded())) degrees", keys)
  }

  // MARK: - Before and behind

  /// Lists objects elsewhere in the order from back to front.
  mutating func restack(_ keys: [Int], _ depth: EditStep.Depth) {
    let moved = entries.filter { keys.contains($0.key) }
    switch depth {
    case .front:
      entries.removeAll { keys.contains($0.key) }
      entries += moved
    case .back:
      entries.removeAll { keys.contains($0.key) }
      entries = moved + entries
    case .forward:
      for key in keys.reversed() {
        guard let place = place(of: key), place + 1 < entries.count else { continue }
        entries.swapAt(place, place + 1)
      }
    case .backward:
      for key in keys {
        guard let place = place(of: key), place > 0 else { continue }
        entries.swapAt(place, place - 1)
      }
    }
    let words: [EditStep.Depth: String] = [
      .front: "to the front", .back: "to the back", .forward: "one forward",
      .backward: "one backward",
    ]
    decide(.place, "\(names(keys)) \(keys.count == 1 ? "goes" : "go") \(words[depth] ?? "")", keys)
  }
}
