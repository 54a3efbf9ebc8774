extension Layout {
  /// What a notation loses that holds only names, regions, a background and a negative prompt.
  var lossesBeyondRegions: [Finding] {
    var losses: [Finding] = []
    if !caption.isEmpty || language != nil {
      losses.append(
        ReadingRule.losesCaption.finding("the caption and its language are not written"))
    }
    if canvas != .standard {
      losses.append(
        ReadingRule.losesCanvas.finding("the canvas of \(canvas) is not written"))
    }
    if !provenance.isEmpty {
      losses.append(ReadingRule.losesProvenance.finding("the provenance is not written"))
    }
    if !extras.isEmpty {
      losses.append(ReadingRule.losesExtras.finding("unknown keys of the layout are not written"))
    }
    for (index, object) in objects.enumerated() where !object.extras.isEmpty {
      losses.append(
        ReadingRule.losesExtras.finding(
          "unknown keys of \(JSONWriter.quoted(object.name)) are not written", object: index))
    }
    return losses
  }

  /// What a notation loses that holds only names, boxes, a background and a negative prompt.
  var lossesBeyondBoxes: [Finding] {
    var losses = lossesBeyondRegions
    for (index, object) in objects.enumerated() {
      let name = JSONWriter.quoted(object.name)
      if case .ellipse = object.region {
        losses.append(
          ReadingRule.losesEllipse.finding(
            "the ellipse of \(name) is written as the box around it", object: index))
      }
      if !object.description.isEmpty {
        losses.append(
          ReadingRule.losesDescription.finding(
            "the description of \(name) is not written", object: index))
      }
    }
    return losses
  }
}

extension Double {
  /// A coordinate in its shortest form: whole numbers without fraction, zero without sign.
  var coordinateText: String { JSONWriter.text(ofFinite: self + 0) }
}
