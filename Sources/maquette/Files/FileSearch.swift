import Foundation

/// The files that a command's arguments stand for: files, folders, patterns and standard input.
struct FileSearch {
  /// A file to read, or the reason why there is none.
  struct Found: Hashable, Sendable {
    /// The path, or `-`.
    var path: String
    /// Whether it was named itself, and not found in a folder.
    var isNamed: Bool
    /// Why it can't be read, where that is known already.
    var fault: String?
  }

  /// The endings of files that layouts stand in, in lower case.
  static let endings: Set = [
    "json", "jsonl", "ndjson", "txt", "css", "svg", "xml",
  ]

  /// What is passed over in folders and by patterns.
  let excluded: [PathPattern]
  /// The folder that these patterns count from.
  let root: URL

  private var seen: Set<String> = []
  private var found: [Found] = []

  init(excluded: [PathPattern] = [], root: URL = .currentDirectory()) {
    self.excluded = excluded
    self.root = root
  }

  /// The files that arguments stand for, in their order, each once.
  mutating func files(_ arguments: [String]) -> [Found] {
    (seen, found) = ([], [])
    for argument in arguments {
      switch fileKind(argument) {
      case _ where argument == "-": add("-", isNamed: true)
      case S_IFDIR?: walk(argument)
      case nil where PathPattern.isPattern(argument):
        let files = PathPattern(argument).files()
        if files.isEmpty { add(argument, isNamed: true, fault: "no file fits the pattern") }
        for file in files where !isExcluded(file) { add(file, isNamed: true) }
      default: add(argument, isNamed: true)
      }
    }
    return found
  }

  /// Whether a folder of this name is passed over: hidden ones, and where other programs build.
  static func isPassedOver(_ name: String) -> Bool {
    name.hasPrefix(".") || name == "node_modules"
  }

  /// Whether a folder stands at a path itself, and not a link that may lead in a circle.
  static func isOwnFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private mutating func walk(_ folder: String) {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      return add(folder, isNamed: false, fault: "the folder can't be read")
    }
    for name in names where !Self.isPassedOver(name) {
      let place = prefix == "./" ? name : prefix + name
      if isExcluded(place) { continue }
      if Self.isOwnFolder(place) {
        walk(place)
      } else if Self.endings.contains(URL(filePath: name).pathExtension.lowercased()),
        [S_IFREG, nil].contains(fileKind(place))
      {
        add(place, isNamed: false)
      }
    }
  }

  private func isExcluded(_ path: String) -> Bool {
    guard !excluded.isEmpty else { return false }
    let path = path.path(below: root)
    return excluded.contains { $0.matches(path) }
  }

  private mutating func add(_ path: String, isNamed: Bool, fault: String? = nil) {
    guard seen.insert(path == "-" ? path : URL(filePath: path).standardizedFileURL.path).inserted
    else { return }
    found.append(Found(path: path, isNamed: isNamed, fault: fault))
  }
}

extension String {
  /// The path as seen from a folder that it lies in; of another place, the whole path.
  func path(below folder: URL) -> String {
    let whole = URL(filePath: self).standardizedFileURL.path
    let prefix = folder.standardizedFileURL.path
    let start = prefix.hasSuffix("/") ? prefix : prefix + "/"
    return whole.hasPrefix(start) ? String(whole.dropFirst(start.count)) : whole
  }
}
