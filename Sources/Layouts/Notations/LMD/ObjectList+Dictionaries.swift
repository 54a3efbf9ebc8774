/// Objects written as dictionaries, and dictionaries of objects.
extension ObjectList {
  /// Takes the object that a dictionary is, or the objects that it holds.
  mutating func takeDictionary(
    _ pairs: [(key: Literal, value: Literal)], in dictionary: Literal
  ) {
    let name = pairs.first { $0.key.hasKey(in: ["name", "label", "object", "phrase", "caption"]) }
    let box = pairs.first {
      $0.key.hasKey(in: ["boundingbox", "box", "bbox", "position", "coordinates"])
    }
    let hasSides = pairs.contains { $0.key.isSideName }
    guard let name, name.value.text != nil, box != nil || hasSides || !holdsObjects(pairs) else {
      if box != nil || hasSides {
        drop(.missingName, "the box \(excerpt(dictionary.range)) has no name", dictionary.range)
      } else {
        takeMapping(pairs)
      }
      return
    }
    noteForm("an object as a dictionary", dictionary.range)
    let place = box?.value ?? (hasSides ? dictionary : nil)
    guard let place, place.isCollection else {
      let shown = JSONWriter.quoted((name.value.text ?? "").shortened(to: 40))
      drop(.missingBox, "\(shown) has no box", dictionary.range)
      return
    }
    let index = objects.count
    add(name.value, box: place, in: dictionary)
    guard objects.count > index else { return }
    let rest = pairs.filter { pair in
      pair.key.range != name.key.range && pair.key.range != box?.key.range
        && !(box == nil && pair.key.isSideName)
    }
    keep(rest, in: index)
  }

  private func holdsObjects(_ pairs: [(key: Literal, value: Literal)]) -> Bool {
    pairs.contains { $0.value.isCollection }
  }

  /// Takes `{'a cat': [10, 20, 100, 120]}`, or a dictionary around the list of objects.
  private mutating func takeMapping(_ pairs: [(key: Literal, value: Literal)]) {
    for (key, value) in pairs.lazy.map({ ($0.key, $0.value.inFull) }) {
      if isBox(value, hasName: key.text != nil), key.text != nil {
        noteForm("a name as a key", key.range)
        add(key, box: value, in: nil)
      } else if key.hasKey(in: ["background", "backgroundprompt"]), value.text != nil {
        prompts[.background] = value
      } else if key.hasKey(in: ["negative", "negativeprompt"]), value.text != nil {
        prompts[.negative] = value
      } else if value.isCollection {
        isEmptyList = isEmptyList || value.isEmptyList
        take(value)
      } else {
        note(.unknownKey, "passed over \(excerpt(key.range))", key.range)
      }
    }
  }

  /// Keeps what else a dictionary says about its object.
  private mutating func keep(_ pairs: [(key: Literal, value: Literal)], in index: Int) {
    var extras: [JSONObject.Member] = []
    var description: String?
    for (key, value) in pairs {
      if let text = value.text, key.hasKey(in: ["description", "prompt", "attributes"]) {
        description = text
      } else {
        extras.append(
          JSONObject.Member(key: key.text ?? source.string(key.range), value: value.json))
      }
    }
    keep(JSONObject(extras), description: description, of: index)
  }
}
