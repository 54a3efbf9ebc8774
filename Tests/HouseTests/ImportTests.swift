import Foundation
import TestSupport
import Testing

/// Who may import whom (README, "The house"): SwiftPM does not enforce it, so the sources are read.
private let allowedImports: [String: Set<String>] = [
  "Layouts": [],
  "Planning": ["Layouts", "Foundation", "Mustache"],
  "Drawing": ["Layouts", "CPNG", "CRSVG", "Foundation", "FoundationEssentials"],
  "Tensors": [
    "COpenBLAS", "CKernels", "Dispatch", "FoundationEssentials", "Glibc", "Darwin",
    "Synchronization",
  ],
  "Networks": ["Tensors", "FoundationEssentials", "Glibc", "Darwin"],
  "Models": ["Networks", "Tensors", "FoundationEssentials"],
  "Experiments": ["Models", "Networks", "Tensors", "Foundation", "FoundationEssentials"],
  "Diffusion": [
    "Models", "Networks", "Tensors", "Layouts", "Drawing", "Foundation", "FoundationEssentials",
    "Synchronization",
  ],
]

private func imports(of room: String) throws -> [(file: String, module: String)] {
  let folder = repository.appending(path: "Sources/\(room)")
  let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  let pattern =
    /(?:^|\n) *(?:@\w+ +)?(?:(?:public|package|internal|private) )?import (?:\w+ )?(\w+)/
  var found: [(String, String)] = []
  while let file = files?.nextObject() as? URL {
    guard file.pathExtension == "swift" else { continue }
    let text = try String(contentsOf: file, encoding: .utf8)
    for match in text.matches(of: pattern) {
      found.append((file.lastPathComponent, String(match.output.1)))
    }
  }
  return found
}

@Test(arguments: allowedImports.keys.sorted())
func roomImportsOnlyWhatTheHouseAllows(room: String) throws {
  let allowed = try #require(allowedImports[room])
  for (file, module) in try imports(of: room) {
    #expect(allowed.contains(module), "\(room)/\(file) imports \(module)")
  }
}
