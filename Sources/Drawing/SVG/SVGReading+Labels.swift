internal import Layouts

// MARK: - Labels of our own drawings

extension SVGReading {
  /// A line of a label, as it was written and as it reads now.
  struct LabelLine {
    let written: String
    /// What it says now, each run of white space as one space.
    let text: String
    /// The object's name, which the label may write on several lines or shorten.
    let name: String
    let source: SourceRange

    var isWhole: Bool { written == name }
    var isEdited: Bool { text != SVGReading.flat(written) }
  }

  private static func flat(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The words of a text, its lines and each run of white space parted by one space.
  static func words(of element: XMLElement) -> String {
    var line = element["y"]
    let text = element.wholeText { span in
      let isMoved = span["x"] != nil && (span["dy"] != nil || span["y"].map { $0 != line } ?? false)
      line = span["y"] ?? line
      return isMoved || span["sodipodi:role"] == "line"
    }
    return flat(text)
  }

  /// Notes the label that a preview wrote here, if it did.
  mutating func gatherLabel(_ element: XMLElement) {
    guard element.localName == "text", let written = element["data-maquette-label"] else { return }
    labels.append(
      LabelLine(
        written: written, text: Self.words(of: element),
        name: element["data-maquette-name"] ?? written, source: element.source))
  }

  /// Gives objects the names that their labels were changed to.
  ///
  /// Objects of one name are told apart by their order. Where the title was changed, or an object or a
  /// label is gone, the label says nothing for sure, and the name stays.
  mutating func rename(_ objects: inout [LayoutObject]) {
    let names = objects.map(\.name)
    for (index, label) in labels.enumerated() where label.isEdited {
      guard !label.text.isEmpty else { continue }
      let shown = JSONWriter.quoted(label.text.shortened(to: 40))
      let wearers = names.indices.filter { names[$0] == label.name }
      let rivals = labels.indices.filter { labels[$0].name == label.name && labels[$0].isWhole }
      guard label.isWhole, wearers.count == rivals.count,
        let place = rivals.firstIndex(of: index)
      else {
        findings.append(
          ShapeRule.editedLabel.finding(
            "a label now reads \(shown); no object is renamed, names stand in the shapes' titles",
            object: wearers.count == 1 ? wearers.first : nil, at: label.source))
        continue
      }
      objects[wearers[place]].name = label.text
      findings.append(
        ShapeRule.editedLabel.finding(
          "the object's label was changed to \(shown), and so is its name", object: wearers[place],
          at: label.source))
    }
  }
}
