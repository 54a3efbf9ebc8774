import Foundation
import TestSupport
import Testing

/// Files that are longer than 400 lines, each with the reason why it stays one file.
private let longFiles: [String: String] = [:]

/// Files that hold several types of a kind and are named for the kind.
private let filesOfAKind: [String: String] = [
  "Sources/Networks/Normalization.swift": "the normalisations",
  "Sources/Networks/Resampling.swift": "the way down and the way up",
  "Sources/Tensors/Kernels/Parallel.swift": "how loops are shared out",
]

@Test func filesAreShort() throws {
  for file in try SourceFile.swift(in: "Sources") where longFiles[file.path] == nil {
    #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
  }
  for file in try SourceFile.swift(in: "Tests") {
    #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
  }
}

@Test func tablesNameFilesThatExist() {
  for path in Array(longFiles.keys) + Array(filesOfAKind.keys) {
    let place = repository.appending(path: path).path
    #expect(FileManager.default.fileExists(atPath: place), "\(path)")
  }
}

/// The aim is 40 lines; beyond 60 a function does more than one thing.
@Test func functionsAreShort() throws {
  let head = /^( *)(?:@\w+ )*(?:\w+ )*(?:func|init)\b.*/
  for file in try SourceFile.swift(in: "Sources") {
    let lines = file.lines
    for (start, line) in lines.enumerated() {
      guard let match = line.wholeMatch(of: head) else { continue }
      // Requirements of a protocol have no body, and one on a line of its own is short.
      let signature = lines[(start + 1)...].prefix {
        $0.hasPrefix(match.output.1 + " ") || $0.hasPrefix(match.output.1 + ")")
      }
      guard line.hasSuffix("{") || signature.contains(where: { $0.hasSuffix("{") }) else {
        continue
      }
      let end = match.output.1 + "}"
      guard let length = lines[start...].prefix(200).firstIndex(where: { $0 == end }) else {
        continue
      }
      #expect(length - start + 1 <= 60, "\(file.path):\(start + 1) is longer than 60 lines")
    }
  }
}

/// `Type.swift`, or `Type+Aspect.swift`; operations are grouped by kind.
@Test func filesAreNamedByTheirType() throws {
  let declaration =
    /(?m)^public (?:final |indirect )?(?:struct|enum|class|actor|protocol) (\w+)/
  for file in try SourceFile.swift(in: "Sources") where filesOfAKind[file.path] == nil {
    if file.path.contains("/Ops/") { continue }
    let types = file.text.matches(of: declaration).map { String($0.output.1) }
    let stem = file.name.prefix { $0 != "+" && $0 != "." }
    #expect(types.isEmpty || types.contains(String(stem)), "\(file.path) declares \(types)")
  }
}

@Test func noDrawerHoldsOddsAndEnds() throws {
  for file in try SourceFile.swift(in: "Sources") {
    for word in ["Util", "Common", "Helper", "Misc"] {
      #expect(!file.path.contains(word), "\(file.path)")
    }
  }
}

/// What a reader of the repository can't have must not be named in it.
@Test func noFileNamesThePlacesOfOneMachine() throws {
  // In pieces, so that this file does not name them either.
  let places = ["/" + "work/", "/opt/" + "swift", "/" + "root/", "/tmp/" + "venv"]
  let endings: Set = ["swift", "c", "h", "md", "py", "txt", "json", "yml", "mustache", "modulemap"]
  var files: [SourceFile] = []
  for folder in ["Sources", "Tests", "Templates", "Fixtures", "Checkpoints", "Atlas"] {
    files += try SourceFile.texts(in: folder, endings: endings)
  }
  for name in ["Package.swift", "Makefile", "README.md", ".ci/run"] {
    let place = repository.appending(path: name)
    guard let text = try? String(contentsOf: place, encoding: .utf8) else { continue }
    files.append(SourceFile(path: name, text: text))
  }
  try #require(files.count > 50)
  for file in files {
    for place in places {
      #expect(!file.text.contains(place), "\(file.path) names \(place)")
    }
  }
}
