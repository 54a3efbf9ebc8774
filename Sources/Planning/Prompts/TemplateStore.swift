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
  /// - Parameters:
  ///   - request: the caption, the canvas and the style.
  ///   - exemplarLimit: how many exemplars to show, the first ones in their order; all when nil.
  /// - Returns: the prompt.
  /// - Throws: `TemplateFailure` naming the file that is missing or wrong.
  public func prompt(
    for request: PlanRequest, exemplarLimit: Int? = nil
  ) throws(TemplateFailure) -> Prompt {
    let folder = root.appending(path: request.style.rawValue)
    let canvas = ["width": "\(request.canvas.width)", "height": "\(request.canvas.height)"]
    let settings = try PromptSettings(file: folder.appending(path: "settings.json"))
    let instructions = try Template(
      file: folder.appending(path: "instructions.mustache"), variables: Set(canvas.keys))
    let question = try Template(
      file: folder.appending(path: "question.mustache"),
      variables: Set(canvas.keys).union(["caption"]))
    var messages = [Prompt.Message(role: .system, content: instructions.render(canvas))]
    for exemplar in try exemplars().prefix(exemplarLimit ?? .max) {
      let values = canvas.merging(["caption": exemplar.layout.caption]) { $1 }
      messages.append(.init(role: .user, content: question.render(values)))
      messages.append(
        .init(role: .assistant, content: answer(exemplar, request, settings.notation)))
    }
    let values = canvas.merging(["caption": request.caption.oneLine]) { $1 }
    messages.append(.init(role: .user, content: question.render(values)))
    return Prompt(
      messages: messages, joint: settings.joint, stop: settings.stop,
      maxTokens: settings.maxTokens, temperature: settings.temperature)
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
      file: root.appending(path: "repair/complaint.mustache"), variables: ["faults"])
    return Prompt.Message(role: .user, content: template.render(["faults": faults]))
  }

  /// An exemplar as the answer to its own caption.
  private func answer(
    _ exemplar: Exemplar, _ request: PlanRequest, _ notation: any Notation
  ) -> String {
    let layout = exemplar.layout(on: request.canvas, asEllipses: request.style.usesEllipses)
    return notation.print(layout).text
  }

  /// All exemplars, in the order of their file names.
  func exemplars() throws(TemplateFailure) -> [Exemplar] {
    let folder = root.appending(path: "exemplars")
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
