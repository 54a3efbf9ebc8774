/// Objects that stand where others would not look: within another object, or in a text in quotes.
extension LooseObjects {
  // MARK: - Within an object

  /// Whether a member of an object holds further objects, each with a name and a place.
  func holdsObjects(_ value: Literal, under key: LooseKey) -> Bool {
    let value = value.inFull
    switch value.content {
    case .list(let elements):
      return elements.prefix(4).contains { $0.isObjectInBrackets || isNamedObject($0.inFull) }
    case .pairs: return key.standsAround && !value.looksLikeBox && value.holdsBoxes(depth: 0)
    default: return false
    }
  }

  private func isNamedObject(_ value: Literal) -> Bool {
    guard case .pairs(let pairs) = value.content else { return false }
    let parts = ObjectParts(pairs, keys: LooseKeys(pairs), canvas: canvas ?? givenCanvas)
    return parts.hasRegion && parts.name(pairs) != nil
  }

  /// Takes the objects that a member of an object holds.
  ///
  /// Boxes measured from the corner of the object around them cannot be told from others.
  mutating func takeNested(_ pair: Pair, of name: Name?) {
    let shown = JSONWriter.quoted((name?.text ?? "").shortened(to: 40))
    note(
      .assumedFrame,
      "the objects within \(shown) were read as objects of their own, their boxes as measured from the "
        + "corner of the canvas", pair.key.range)
    take(pair.value.inFull, name: nil)
  }

  /// Whether a dictionary that seems to be an object without a place is a layout with its name and size.
  func isNamedLayout(_ pairs: [Pair], keys: LooseKeys, parts: ObjectParts) -> Bool {
    guard parts.box == nil, parts.ellipse == nil,
      parts.sides.numbers.keys.allSatisfy({ $0 == .width || $0 == .height })
    else { return false }
    return zip(keys, pairs).contains { key, pair in
      key.standsAround && holdsObjects(pair.value, under: key)
    }
  }

  /// Reports the angles among the members of a box: it stays upright.
  mutating func noteAngles(of members: [Pair]) {
    for (key, value) in members {
      guard let number = value.looseNumber, number.value != 0,
        LooseKey(key.text ?? "").length == .angle
      else { continue }
      note(
        .unknownKey, "a box has no angle; \(source.excerpt(value.range)) is kept beside it",
        key.range.lowerBound..<value.range.upperBound)
    }
  }

  // MARK: - In quotes

  /// Takes the objects of texts in quotes at any depth below a value, as in the arguments of a call that
  /// a chat server logs; false where there are none.
  mutating func takeQuoted(within value: Literal, depth: Int = 0) -> Bool {
    guard depth < 8 else { return false }
    switch value.content {
    case .text:
      guard let list = unquoted(value) else { return false }
      take(list, name: nil)
      return true
    case .list(let elements):
      return elements.prefix(16).contains { takeQuoted(within: $0.inFull, depth: depth + 1) }
    case .pairs(let pairs):
      return pairs.prefix(64).contains { takeQuoted(within: $0.value.inFull, depth: depth + 1) }
    default: return false
    }
  }

  /// The collection that a text in quotes writes, if boxes stand in it; all its parts have the place of
  /// the text, since escapes may move them.
  mutating func unquoted(_ value: Literal) -> Literal? {
    guard case .text(let text) = value.content,
      let first = text.utf8.first(where: { $0 != 0x20 && $0 != 0x0A }), "[({".utf8.contains(first)
    else { return nil }
    let inner = SourceText(text)
    let reading = LiteralReader.read(inner, in: 0..<inner.bytes.count)
    let collections = reading.values.filter(\.isCollection)
    guard collections.contains(where: { $0.holdsBoxes(depth: 0) }) else { return nil }
    note(.bracketStyle, "a list in quotes", value.range)
    findings.append(contentsOf: reading.notes) { [source] finding in
      var finding = finding
      finding.source = source.range(value.range)
      return finding
    }
    let only = collections.count == 1 ? collections[0] : nil
    return (only ?? Literal(content: .list(collections), range: value.range)).placed(
      at: value.range)
  }
}

extension Literal {
  /// The literal with another place, for itself and all its parts.
  fileprivate func placed(at place: Range<Int>) -> Literal {
    let placed: Content =
      switch content {
      case .list(let elements): .list(elements.map { $0.placed(at: place) })
      case .pairs(let pairs):
        .pairs(pairs.map { ($0.key.placed(at: place), $0.value.placed(at: place)) })
      default: content
      }
    return Literal(content: placed, range: place, isClosed: isClosed)
  }
}
