import Foundation
import Layouts

/// Prompts that ask for the revision of a layout: the folder `edits`.
extension TemplateStore {
  /// Makes the prompt that asks for a layout after an instruction.
  ///
  /// - Parameters:
  ///   - request: the layout and the instruction.
  ///   - choice: which exemplars are shown.
  /// - Returns: the prompt.
  /// - Throws: `TemplateFailure` naming the file that is missing or wrong.
  public func prompt(
    for request: EditRequest, exemplars choice: ExemplarChoice = ExemplarChoice()
  ) throws(TemplateFailure) -> Prompt {
    let style = request.shape
    let folder = root.appending(path: "edits")
    let canvas = request.layout.canvas
    let form = try Template(
      file: folder.appending(path: "forms/\(style.rawValue).mustache"), variables: [])
    let values = [
      "width": "\(canvas.width)", "height": "\(canvas.height)", "form": form.render([:]),
      "language": "Names and prompts that you write are in the language of those that are there.",
    ]
    let settings = try PromptSettings(
      file: root.appending(path: style.rawValue).appending(path: "settings.json"))
    let instructions = try Template(
      file: folder.appending(path: "instructions.mustache"), variables: Set(values.keys))
    let question = try Template(
      file: folder.appending(path: "question.mustache"), variables: ["layout", "instruction"])
    func ask(_ layout: String, _ instruction: String) -> Prompt.Message {
      let line = Caption(instruction).oneLine
      return .init(
        role: .user, content: question.render(["layout": layout, "instruction": line]))
    }
    func text(_ layout: Layout) -> String {
      style == .json ? layout.compactJSON : settings.notation.print(layout).text
    }
    func text(_ exemplar: Exemplar) -> String {
      text(exemplar.layout(on: canvas, asEllipses: style.usesEllipses))
    }
    let exemplars = try editExemplars()
    let turns = exemplars.map { exemplar in
      [
        ask(text(exemplar.before), exemplar.instruction),
        Prompt.Message(role: .assistant, content: text(exemplar.after)),
      ]
    }
    let places = choice.places(of: exemplars.map(\.instruction), for: request.instruction) {
      Self.estimatedTokens(turns[$0])
    }
    let system = Prompt.Message(role: .system, content: instructions.render(values))
    return Prompt(
      messages: [system] + places.flatMap { turns[$0] }
        + [ask(text(request.layout), request.instruction)],
      joint: "\n", stop: settings.stop, maxTokens: settings.maxTokens,
      temperature: settings.temperature)
  }

  /// All exemplars of edits, in the order of their file names.
  func editExemplars() throws(TemplateFailure) -> [EditExemplar] {
    let folder = root.appending(path: "edits/exemplars")
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw .missingFile(folder.path)
    }
    var exemplars: [EditExemplar] = []
    for name in names.filter({ $0.hasSuffix(".json") }).sorted() {
      exemplars.append(try EditExemplar(file: folder.appending(path: name)))
    }
    return exemplars
  }
}
