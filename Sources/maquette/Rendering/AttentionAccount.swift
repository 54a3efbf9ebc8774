import Diffusion
import Layouts
import Networks

/// What the attention of a walk amounts to: how much of it falls inside the regions, step by step.
struct AttentionAccount {
  private let watch: AttentionWatch
  private let grounding: Grounding
  private var masses: [AttentionMass] = []

  /// Begins an account, if the painting is watched.
  init?(_ painting: Renderer.Painting) {
    guard let watch = painting.watch, let grounding = painting.grounding else { return nil }
    self.watch = watch
    self.grounding = grounding
  }

  /// Measures the maps of a step.
  ///
  /// - Returns: what the step's line of the trace tells.
  mutating func note(_ maps: AttentionMaps) -> JSONValue? {
    guard
      let mass = AttentionMass(
        of: maps.maps.filter { watch.massSites.contains($0.site) }, for: grounding)
    else { return nil }
    masses.append(mass)
    return Self.json(mass)
  }

  /// The mean over the steps, with what it was measured on; null before the first.
  var json: JSONValue {
    guard let mass = AttentionMass(meanOf: masses), let site = watch.massSites.first else {
      return .null
    }
    return [
      "resolution": .string("\(site.width)x\(site.height)"),
      "layers": .array(watch.massSites.map(\.path).sorted().map(JSONValue.string)),
      "prompt": .string(grounding.prompt),
      "inside": mass.inside.map(JSONValue.number) ?? .null, "phrases": Self.json(mass),
      "unbound": .array(grounding.unbound.map(JSONValue.integer)),
    ]
  }

  /// One object a phrase.
  static func json(_ mass: AttentionMass) -> JSONValue {
    .array(
      mass.phrases.map { phrase in
        [
          "phrase": .string(phrase.text), "inside": .number(phrase.inside),
          "area": .number(phrase.area),
          "objects": .array(
            zip(phrase.objects, phrase.insideObjects).map { object, inside in
              ["object": .integer(object), "inside": .number(inside)]
            }),
        ]
      })
  }
}

extension Finding {
  /// An object whose phrase the prompt lacks, so that nothing can be told of the attention to it.
  static func unboundPhrase(_ index: Int, in layout: Layout) -> Finding {
    let name = layout.objects[index].name.shortened(to: JSONWriter.quotedLength)
    return Finding(
      rule: "unbound-phrase", code: "MQ704", severity: .warning,
      message:
        "\"\(name)\" has no place among the tokens that the model reads: no attention to it is"
        + " saved", object: index)
  }
}
