internal import Layouts

/// Writes a caption that is true of a scene.
struct CaptionWriter {
  let atlas: Atlas
  let backdrop: Backdrop
  let groups: [ScenePlan.Group]
  let objects: [SceneObject]
  let spoken: Double

  /// The caption, and what it says is not there.
  mutating func caption(_ random: inout SceneRandom) -> (caption: String, negative: String) {
    let wording = Wording(atlas: atlas)
    let phrases = groups.indices.compactMap { group -> String? in
      let count = objects.count { $0.group == group }
      return count > 0 ? wording.phrase(groups[group], count: count) : nil
    }
    let body =
      phrases.count < 3
      ? phrases.joined(separator: " and ")
      : phrases.dropLast().joined(separator: ", ") + " and " + (phrases.last ?? "")
    switch random.below(3) {
    case 0: return ("a realistic photo of a scene with \(body)", "")
    case 1: return ("a photo of \(body) \(backdrop.phrase)", "")
    default: return ("\(body) \(backdrop.phrase)", "")
    }
  }
}
