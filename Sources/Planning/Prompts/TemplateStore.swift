public import Foundation
import Layouts

/// The folder of prompt templates: one folder a style, and the exemplars that all styles share.
public struct TemplateStore: Hashable, Sendable {
  /// The folder.
  public let root: URL

  /// Opens a folder of templates.
  ///
  /// - Throws: `TemplateFailure.noTemplates` when there is no such folder.
  public init(root: URL) throws(TemplateFailure) {
    guard Self.isFolder(root) else { throw .noTemplates(searched: [root.path]) }
    self.root = root
  }

  /// Opens the templates that came with the program.
  ///
  /// They lie in the resource bundle beside the executable; a program run from its build tree finds
  /// them in the sources. `Bundle.module` would do the same, but ends the process when it fails.
  ///
  /// - Throws: `TemplateFailure.noTemplates` naming all places that were searched.
  public init() throws(TemplateFailure) {
    let places = Self.places
    guard let root = places.first(where: Self.isFolder) else {
      throw .noTemplates(searched: places.map(\.path))
    }
    self.root = root
  }

  /// Makes the prompt that asks for a layout.
  ///
  /// Captions in other languages than English get exemplars that turn such captions into English
  /// names behind the others, unless the caption's language is to be kept.
  ///
  /// - Parameters:
  ///   - request: the caption, the canvas and the style.
  ///   - choice: which exemplars are shown.
  /// - Returns: the prompt.
  /// - Throws: `TemplateFailure` naming the file that is missing or wrong.
  public func prompt(
    for request: PlanRequest, exemplars choice: ExemplarChoice = ExemplarChoice()
  ) throws(TemplateFailure) -> Prompt {
    let folder = root.appending(path: request.style.rawValue)
    let values = [
      "width": "\(request.canvas.width)", "height": "\(request.canvas.height)",
      "language": request.keepsLanguage
        ? "Names and prompts are in the language of the caption."
        : "Names and prompts are in English, whatever the language of the caption.",
    ]
    let settings = try PromptSettings(file: folder.appending(path: "settings.json"))
    let instructions = try Template(
      file: folder.appending(path: "instructions.mustache"), variables: Set(values.keys))
    let isAboutLayout = !PromptStyle.layouts.contains(request.style)
    let needed: Set = isAboutLayout ? ["caption", "objects"] : ["caption"]
    let question = try Template(
      file: folder.appending(path: "question.mustache"),
      variables: Set(values.keys).union(needed), required: needed)
    func ask(_ caption: String, about layout: Layout?) -> Prompt.Message {
      var values = values.merging(["caption": caption]) { $1 }
      values["objects"] = layout.flatMap { request.style.objects(of: $0) }
      return .init(role: .user, content: question.render(values))
    }
    func turn(_ exemplar: Exemplar) -> [Prompt.Message] {
      [
        ask(exemplar.layout.caption, about: exemplar.layout),
        .init(role: .assistant, content: answer(exemplar, request, settings.notation)),
      ]
    }
    let shown = try exemplars().filter { request.style != .descriptions || !$0.isEmpty }
    let places = choice.places(of: shown.map(\.layout.caption), for: request.caption.text) {
      Self.estimatedTokens(turn(shown[$0]))
    }
    var turns = places.map { turn(shown[$0]) }
    if !request.keepsLanguage, choice.limit != 0 {
      turns += try languageExemplars(for: request.caption).map(turn)
    }
    let system = Prompt.Message(role: .system, content: instructions.render(values))
    return Prompt(
      messages: [system] + turns.flatMap { $0 }
        + [ask(request.caption.oneLine, about: request.layout)],
      joint: settings.joint, stop: settings.stop, maxTokens: settings.maxTokens,
      temperature: settings.temperature)
  }

  /// How many tokens messages have, roughly: a model's own tokenizer is not at hand.
  ///
  /// Byte-pair vocabularies take about four bytes of English text a token, and every digit or mark
  /// of a list of numbers may be one of its own.
  static func estimatedTokens(_ messages: [Prompt.Message]) -> Int {
    messages.reduce(0) { total, message in
      let marks = message.content.unicodeScalars.count { !$0.properties.isAlphabetic && $0 != " " }
      return total + 4 + marks + (message.content.utf8.count - marks) / 4
    }
  }

  /// The notation that answers to a style are written in.
  ///
  /// - Throws: `TemplateFailure` naming the file that is missing or wrong.
  func notation(of style: PromptStyle) throws(TemplateFailure) -> any Notation {
    let folder = root.appending(path: style.rawValue)
    return try PromptSettings(file: folder.appending(path: "settings.json")).notation
  }

  /// What a model is told whose answer has faults.
  ///
  /// - Throws: `TemplateFailure` naming the file that is missing or wrong.
  func complaint(_ faults: [String]) throws(TemplateFailure) -> Prompt.Message {
    let template = try Template(
      file: root.appending(path: "repair/complaint.mustache"), variables: ["faults"],
      required: ["faults"])
    return Prompt.Message(role: .user, content: template.render(["faults": faults]))
  }

  /// An exemplar as the answer to its own caption.
  private func answer(
    _ exemplar: Exemplar, _ request: PlanRequest, _ notation: any Notation
  ) -> String {
    let layout = exemplar.layout(on: request.canvas, asEllipses: request.style.usesEllipses)
    return switch request.style {
    case .boxes, .cssBoxes, .cssBlobs: notation.print(layout).text
    case .json: layout.compactJSON
    case .descriptions: exemplar.layout.blobDescriptions
    case .background: layout.promptLines
    }
  }

  /// The exemplars whose captions are not English, for a caption that isn't either.
  ///
  /// Those of the caption's own language come last, nearest to the question.
  func languageExemplars(for caption: Caption) throws(TemplateFailure) -> [Exemplar] {
    let language = CaptionLanguage.of(caption)
    guard language != "en", Self.isFolder(root.appending(path: "exemplars/languages")) else {
      return []
    }
    let all = try exemplars(in: "exemplars/languages")
    let own = all.filter { $0.layout.language == language }
    return all.filter { $0.layout.language != language }.prefix(3) + own
  }

  /// All exemplars, in the order of their file names.
  func exemplars(in subfolder: String = "exemplars") throws(TemplateFailure) -> [Exemplar] {
    let folder = root.appending(path: subfolder)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw .missingFile(folder.path)
    }
    var exemplars: [Exemplar] = []
    for name in names.filter({ $0.hasSuffix(".json") }).sorted() {
      exemplars.append(try Exemplar(file: folder.appending(path: name)))
    }
    return exemplars
  }

  // MARK: - Places

  /// Where the templates of the program may lie, the likeliest first.
  private static var places: [URL] {
    let program = (Bundle.main.executableURL ?? Bundle.main.bundleURL).resolvingSymlinksInPath()
    let folder = program.deletingLastPathComponent()
    let bundles = ["Maquette_Planning.resources", "Maquette_Planning.bundle"]
    let beside = bundles.flatMap { bundle in
      [
        folder.appending(path: bundle).appending(path: "Templates"),
        folder.appending(path: bundle).appending(path: "Contents/Resources/Templates"),
      ]
    }
    let installed = folder.deletingLastPathComponent().appending(path: "share/maquette/Templates")
    return beside + [installed, sources]
  }

  /// `Templates/` of the checkout that this file was compiled from.
  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Templates")

  private static func isFolder(_ place: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Reads a text file.
  static func text(of file: URL) throws(TemplateFailure) -> String {
    guard FileManager.default.fileExists(atPath: file.path) else { throw .missingFile(file.path) }
    do {
      return try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw .unreadableFile(file.path, reason: "it is not a readable UTF-8 text")
    }
  }
}

extension Caption {
  /// The caption as prompts hold it: one line without a final dot, as LMD's `prompt_batch.py` has it.
  var oneLine: String {
    var line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    while line.last == "." { line.removeLast() }
    return line
  }
}

extension PromptStyle {
  /// The objects of a layout as a question about it names them; nil when it has none.
  fileprivate func objects(of layout: Layout) -> String? {
    let names = self == .descriptions ? layout.blobHeaders : layout.objects.map(\.name)
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}

extension Exemplar {
  fileprivate var isEmpty: Bool { layout.objects.isEmpty }
}

extension Layout {
  /// The two lines that the style `background` asks for.
  fileprivate var promptLines: String {
    let negative = negative.isEmpty ? "" : " " + negative
    return "Background prompt: \(background)\nNegative prompt:\(negative)"
  }

  /// The layout as the style `json` asks for it: one line without white space.
  var compactJSON: String {
    let objects = objects.map { object -> JSONValue in
      let box = object.region.bounds
      return [
        "name": .string(object.name),
        "box": [
          "x": JSONValue(rounding: box.x), "y": JSONValue(rounding: box.y),
          "width": JSONValue(rounding: box.width), "height": JSONValue(rounding: box.height),
        ],
      ]
    }
    let json: JSONValue = [
      "objects": .array(objects), "background": .string(background), "negative": .string(negative),
    ]
    return (try? JSONWriter.write(json)) ?? "{}"
  }
}

extension JSONValue {
  /// A coordinate as a whole number.
  fileprivate init(rounding value: Double) {
    self = Int(exactly: value.rounded()).map(JSONValue.integer) ?? .number(value)
  }
}
