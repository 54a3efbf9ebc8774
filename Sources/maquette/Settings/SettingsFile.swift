import Foundation
import Layouts
import Yams

/// A `.maquette.yml`: a mapping from settings to values, and the sections `check` and `service`.
struct SettingsFile: Sendable {
  /// One value as it stands in the file.
  private struct Entry: Sendable {
    var key: String
    var text: String
    var sort: ScalarSort?
    var line: Int
  }

  /// The key of the section of `maquette check`.
  static let checkKey = "check"

  /// The place of the file.
  let url: URL
  /// What the file says about `maquette check`, if it does.
  let check: CheckSettings?
  /// What the file says about the language model, if it does.
  let service: ServiceSettings?
  private let entries: [Entry]

  /// Reads the file; an empty one is no failure and sets nothing.
  ///
  /// - Throws: a `Failure` naming file, line and both sides.
  init(contentsOf url: URL) throws {
    self.url = url
    let root = try Self.compose(try InputText(url.path).text, file: url.path)
    guard let root, root.tag != Tag(.null) else {
      (entries, check, service) = ([], nil, nil)
      return
    }
    guard let mapping = root.mapping else {
      throw Failure(.usage, "\(url.path): expected keys with values, found \(Self.kind(root))")
    }
    func section(_ name: String) -> SettingsField? {
      mapping.first { $0.key.scalar?.string == name }.map { key, value in
        SettingsField(value, file: url.path, path: name, line: key.mark?.line ?? 1)
      }
    }
    let folder = url.deletingLastPathComponent()
    check = try section(Self.checkKey).map { try CheckSettings($0, folder: folder) }
    service = try section(ServiceSettings.key).map { try ServiceSettings($0, folder: folder) }
    entries = try mapping.map { key, value in
      guard let name = key.scalar?.string else {
        throw Failure(
          .usage, "\(url.path):\(key.mark?.line ?? 1): expected a key, found \(Self.kind(key))")
      }
      return Entry(
        key: name, text: value.scalar?.string ?? Self.kind(value),
        sort: Self.sort(value), line: key.mark?.line ?? 1)
    }
  }

  /// The value of a setting, if the file sets it.
  func value<Value>(of setting: Setting<Value>) throws -> Value? {
    guard let entry = entries.first(where: { $0.key == setting.key }) else { return nil }
    let folder = url.deletingLastPathComponent()
    if let sort = entry.sort, setting.accepts(sort), let value = setting.read(entry.text, folder) {
      return value
    }
    let found =
      switch entry.sort {
      case .text: "the text \"\(entry.text.shortened(to: JSONWriter.quotedLength))\""
      case .nothing: "nothing"
      default: entry.text
      }
    throw Failure(
      .usage,
      "\(url.path):\(entry.line): \(setting.key): expected \(setting.expected), found \(found)")
  }

  /// Refuses keys that no setting has.
  func refuseKeys(notIn known: [String]) throws {
    guard let entry = entries.first(where: { !known.contains($0.key) }) else { return }
    throw Failure(
      .usage,
      "\(url.path):\(entry.line): expected one of the keys \(known.joined(separator: ", ")), found"
        + " \"\(entry.key.shortened(to: JSONWriter.quotedLength))\"; the nearest is"
        + " \"\(UnknownRule.nearest(to: entry.key, among: known))\"")
  }

  // MARK: - YAML

  static func compose(_ text: String, file: String) throws -> Node? {
    do {
      // The mark that editors put before UTF-8; libyaml takes it for a document of its own.
      let start = text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : nil
      return try Yams.compose(yaml: start.map { String($0) } ?? text)
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw Failure(.usage, "\(file):\(mark.line): expected YAML: \(problem)")
      case .duplicatedKeysInMapping(let duplicates, let context):
        throw Failure(
          .usage,
          "\(file):\(context.mark.line): expected each key once, found"
            + " \(duplicates.joined(separator: ", ")) again")
      case .reader(let problem, _, _, _):
        throw Failure(.usage, "\(file): expected YAML: \(problem)")
      default:
        throw Failure(.usage, "\(file): expected YAML: \(error)")
      }
    }
  }

  private static func sort(_ node: Node) -> ScalarSort? {
    guard node.scalar != nil else { return nil }
    switch node.tag {
    case Tag(.int): return .wholeNumber
    case Tag(.float): return .number
    case Tag(.bool): return .truth
    case Tag(.null): return .nothing
    default: return .text
    }
  }

  private static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): "\"\(scalar.string)\""
    case .alias: "an alias"
    }
  }
}
