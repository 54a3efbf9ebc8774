import Foundation
import Layouts
import Planning

/// What the user has set outside the command line, by the environment and by files.
///
/// A flag beats the environment, that beats `.maquette.yml` (searched upwards from the working
/// folder), that beats the user's own `config.yml`, and that beats the default.
struct Settings: Sendable {
  /// The folder of the model.
  static let model = Setting<String>.folder("model")
  /// The folder of the templates.
  static let templates = Setting<String>.folder("templates")
  /// The canvas that is planned on.
  static let canvas = Setting<Canvas>.canvas("canvas")
  /// The style of prompts and plans.
  static let style = Setting<PromptStyle>.style("style")
  /// The number of sampling steps.
  static let steps = Setting<Int>.wholeNumber("steps", in: RenderOptions.stepsRange)
  /// The strength of classifier-free guidance.
  static let guidanceScale = Setting<Double>.number(
    "guidance-scale", in: RenderOptions.guidanceRange)
  /// The number of threads.
  static let threads = Setting<Int>.wholeNumber("threads", in: RenderOptions.threadsRange)

  /// A value, and where it was set.
  struct Sourced<Value: Sendable>: Sendable {
    /// The value.
    var value: Value
    /// Where it was set, for people: `MAQUETTE_MODEL` or a file.
    var origin: String
  }

  private let environment: [String: String]
  private let folder: URL
  private let files: [SettingsFile]
  /// Which language model is asked, each key from the environment, else the project, else the user.
  let service: ServiceSettings

  /// Reads the environment and the files that count for a folder.
  ///
  /// - Throws: a `Failure` naming file, line, key and both sides.
  init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    folder: URL = .currentDirectory()
  ) throws {
    self.environment = environment
    // Without the slash at its end, a relative path would be read beside the folder, not in it.
    let folder = URL(filePath: folder.path, directoryHint: .isDirectory)
    self.folder = folder
    let project = try Self.projectFile(above: folder).map(SettingsFile.init(contentsOf:))
    let user = try Self.userFile(environment).map(SettingsFile.init(contentsOf:))
    files = [project, user].compactMap { $0 }
    var projectService = project?.service ?? ServiceSettings()
    projectService.isAddressOfProject = projectService.baseURL != nil
    if let project, let file = projectService.apiKeyFile {
      // Whoever wrote the project's file may have named any address beside it.
      let root = project.url.deletingLastPathComponent().standardizedFileURL.path
      guard file.hasPrefix(root.hasSuffix("/") ? root : root + "/") else {
        throw Failure(
          .usage,
          "\(project.url.path): service.api-key-file: expected a file below \(root), found \(file);"
            + " name others in ~/.config/maquette/config.yml or with --api-key-file")
      }
    }
    service = try ServiceSettings(environment: environment).filled(from: projectService)
      .filled(from: user?.service ?? ServiceSettings())
    try checkAll()
  }

  /// The value of a setting, unless nothing sets it.
  func value<Value>(of setting: Setting<Value>) throws -> Sourced<Value>? {
    if let text = environment[setting.variable], !text.isEmpty {
      guard let value = setting.read(text, folder) else {
        throw Failure(
          .usage,
          "\(setting.variable): expected \(setting.expected), found"
            + " \"\(text.shortened(to: JSONWriter.quotedLength))\"")
      }
      return Sourced(value: value, origin: setting.variable)
    }
    for file in files {
      if let value = try file.value(of: setting) {
        return Sourced(value: value, origin: file.url.path)
      }
    }
    return nil
  }

  /// The files that were read.
  var paths: [String] { files.map(\.url.path) }

  /// What is set about `maquette check`: by the project's file, else by the user's.
  var check: CheckSettings { files.lazy.compactMap(\.check).first ?? CheckSettings() }

  /// The flag's value, or what is set elsewhere, or nil.
  func resolve<Value>(_ setting: Setting<Value>, flag: Value?) throws -> Value? {
    try flag ?? value(of: setting)?.value
  }

  /// Every setting that is set, as text, with its origin.
  func all() throws -> [(key: String, value: String, origin: String)] {
    func row<Value>(_ setting: Setting<Value>) throws -> (String, String, String)? {
      try value(of: setting).map { (setting.key, "\($0.value)", $0.origin) }
    }
    return try [
      row(Self.model), row(Self.templates), row(Self.canvas),
      value(of: Self.style).map { (Self.style.key, $0.value.rawValue, $0.origin) },
      row(Self.steps), row(Self.guidanceScale), row(Self.threads),
    ].compactMap { $0 }
  }

  /// Reads everything once, so that a mistake is said whether or not the command needs the value.
  private func checkAll() throws {
    let keys = [
      Self.model.key, Self.templates.key, Self.canvas.key, Self.style.key, Self.steps.key,
      Self.guidanceScale.key, Self.threads.key, SettingsFile.checkKey, ServiceSettings.key,
    ]
    for file in files {
      try file.refuseKeys(notIn: keys)
      _ = try (file.value(of: Self.model), file.value(of: Self.templates))
      _ = try (file.value(of: Self.canvas), file.value(of: Self.style))
      _ = try (file.value(of: Self.steps), file.value(of: Self.guidanceScale))
      _ = try file.value(of: Self.threads)
    }
  }

  private static func projectFile(above folder: URL) -> URL? {
    var place = folder.standardizedFileURL
    while true {
      let file = place.appending(path: ".maquette.yml")
      if fileKind(file.path) != nil { return file }
      if place.path == "/" { return nil }
      place.deleteLastPathComponent()
    }
  }

  private static func userFile(_ environment: [String: String]) -> URL? {
    let named = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    guard let root = named ?? environment["HOME"].map({ $0 + "/.config" }) else { return nil }
    let file = URL(filePath: root).appending(path: "maquette/config.yml")
    return fileKind(file.path) == nil ? nil : file
  }
}
