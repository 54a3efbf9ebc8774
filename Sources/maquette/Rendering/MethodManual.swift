import Diffusion
import Layouts

/// What `maquette schema methods` tells of the grounding methods and their numbers.
enum MethodManual {
  /// One object a method.
  static var json: JSONValue {
    .array(
      Method.allCases.map { method in
        [
          "method": .string(method.rawValue), "explanation": .string(method.explanation),
          "parameters": .array(
            method.manual.map { parameter in
              [
                "name": .string(parameter.name), "default": .string(parameter.value),
                "explanation": .string(parameter.explanation),
              ]
            }),
        ]
      })
  }

  /// A chapter a method, as Markdown.
  static var page: String {
    var lines = ["# Methods", "", "Printed by `maquette schema methods --markdown`.", ""]
    for method in Method.allCases {
      lines += ["## \(method.rawValue)", "", method.explanation, ""]
      let manual = method.manual
      guard !manual.isEmpty else { continue }
      lines += ["| --set | default | what it does |", "|---|---|---|"]
      lines += manual.map { "| `\($0.name)` | \($0.value) | \($0.explanation) |" }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }
}
