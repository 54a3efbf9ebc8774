extension Layout {
  /// How far the least-kept relation of a caption is from being violated, as a part of the canvas.
  ///
  /// Of two layouts that keep all relations, the one with the wider margin keeps them more clearly. It
  /// is below zero when a relation is violated, and nil when the caption states none that can be
  /// measured between objects of the layout.
  ///
  /// - Parameter caption: the caption, in English.
  /// - Returns: the margin, where `relation-violated` begins at zero.
  package func relationMargin(keeping caption: Caption) -> Double? {
    let reading = CaptionReading(caption)
    guard let scene = reading.scene else { return nil }
    let matching = CaptionMatching(
      self, scene, reading, names: objects.map { NounSense(name: $0.name) })
    return RelationCheck(
      layout: self, caption: reading, scene: scene, matching: matching,
      angle: RelationViolated().threshold ?? 90
    ).margin
  }
}

extension RelationCheck {
  /// The least margin of all relations and places.
  var margin: Double? { (scene.relations.flatMap(margins) + placeMargins).min() }

  private func margins(of relation: SceneGraph.Relation) -> [Double] {
    if relation.isInferred || relation.kind.comparesSize { return [] }
    if relation.kind == .between { return betweenMargins(relation) }
    if relation.kind == .around { return aroundMargins(relation) }
    let measure = RelationMeasure(
      kind: relation.kind, words: caption.words(at: relation.source), canvas: layout.canvas,
      angle: angle)
    return relation.subjects.flatMap { subject in
      relation.landmarks.compactMap { landmark in
        guard !matching.twins[subject].contains(landmark) else { return nil }
        return margin(measure, subject, landmark).flatMap {
          $0 < 0 && mayBeSaidOfAnother(measure, subject, landmark, relation) ? nil : $0
        }
      }
    }
  }

  /// The margin of what has to hold for a subject's objects and a landmark's: of directions, for each
  /// subject when all are meant, and else for some pair.
  private func margin(
    _ measure: RelationMeasure, _ subject: Int, _ landmark: Int
  ) -> Double? {
    let (subjects, landmarks) = (matching.objects[subject], matching.objects[landmark])
    let best = subjects.compactMap { one in
      landmarks.compactMap { measure.margin(of: region(one), to: region($0)) }.max()
    }
    let areAllMeant =
      measure.isDirection && isStated(subject, subjects) && isStated(landmark, landmarks)
    return areAllMeant ? best.min() : best.max()
  }

  /// Of each subject, how far along the line between the best two others its centre lies.
  private func betweenMargins(_ relation: SceneGraph.Relation) -> [Double] {
    let landmarks = Set(relation.landmarks.flatMap { matching.objects[$0] }).sorted()
    guard landmarks.count > 1 else { return [] }
    return relation.subjects.flatMap { matching.objects[$0] }.compactMap { subject in
      let others = landmarks.filter { $0 != subject }
      return others.indices.flatMap { place in
        others[(place + 1)...].compactMap { part(of: subject, from: others[place], to: $0) }
      }.map { min($0, 1 - $0) }.max()
    }
  }

  /// How each landmark lies within the box around the centres of what is around it.
  private func aroundMargins(_ relation: SceneGraph.Relation) -> [Double] {
    let subjects = relation.subjects.flatMap { matching.objects[$0] }
    let centers = subjects.map { region($0).center }
    let (across, down) = (centers.map(\.x), centers.map(\.y))
    guard subjects.count > 2, let left = across.min(), let right = across.max(),
      let top = down.min(), let bottom = down.max()
    else { return [] }
    let (width, height) = (Double(layout.canvas.width), Double(layout.canvas.height))
    return relation.landmarks.flatMap { matching.objects[$0] }.filter { !subjects.contains($0) }
      .map { landmark in
        let center = region(landmark).center
        return min(
          (center.x - left) / width, (right - center.x) / width, (center.y - top) / height,
          (bottom - center.y) / height)
      }
  }

  private var placeMargins: [Double] {
    Self.oppositeSides.flatMap { near, far, kind in
      let nearer = scene.things.indices.filter { states(near, $0) }
      let farther = scene.things.indices.filter { states(far, $0) }
      let measure = RelationMeasure(kind: kind, words: "", canvas: layout.canvas, angle: angle)
      let side = Double(kind == .leftOf ? layout.canvas.width : layout.canvas.height)
      func alone(_ things: [Int], _ place: SceneGraph.Place) -> [Double] {
        things.flatMap { matching.objects[$0] }
          .map { -distance(of: $0, beyondMiddleFrom: place) / side }
      }
      var margins = nearer.flatMap { one in
        farther.filter { $0 != one && !matching.twins[one].contains($0) }
          .compactMap { margin(measure, one, $0) }
      }
      if farther.isEmpty { margins += alone(nearer, near) }
      if nearer.isEmpty { margins += alone(farther, far) }
      return margins
    }
  }
}
