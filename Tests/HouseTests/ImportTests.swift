import Foundation
import TestSupport
import Testing

/// Who may import whom (README, "The house"): SwiftPM does not enforce it, so the sources are read.
private let allowedImports: [String: Set<String>] = [
  "Layouts": [],
  "Planning": ["Layouts", "Foundation", "Mustache"],
  "Completions": ["Layouts", "Planning", "CCurl", "Foundation", "Synchronization"],
  "Drawing": ["Layouts", "CPNG", "CRSVG", "CXML", "Foundation", "FoundationEssentials"],
  "Scenes": ["Layouts", "Drawing", "Dispatch", "Foundation"],
  "Tensors": [
    "COpenBLAS", "CKernels", "Dispatch", "FoundationEssentials", "Glibc", "Darwin",
    "Synchronization",
  ],
  "Networks": ["Tensors", "FoundationEssentials", "Glibc", "Darwin", "Synchronization"],
  "Models": ["Networks", "Tensors", "FoundationEssentials", "Glibc", "Darwin"],
  "Experiments": [
    "Layouts", "Planning", "Drawing", "Models", "Networks", "Tensors", "Diffusion", "Scenes",
    "Foundation",
    "FoundationEssentials",
  ],
  "Training": [
    "Diffusion", "Models", "Networks", "Tensors", "Layouts", "Drawing", "Scenes", "Foundation",
    "FoundationEssentials", "Synchronization",
  ],
  "Diffusion": [
    "Models", "Networks", "Tensors", "Layouts", "Drawing", "Foundation", "FoundationEssentials",
    "Synchronization",
  ],
]

@Test(arguments: allowedImports.keys.sorted())
func roomImportsOnlyWhatTheHouseAllows(room: String) throws {
  let allowed = try #require(allowedImports[room])
  let files = try SourceFile.swift(in: "Sources/\(room)")
  try #require(!files.isEmpty)
  for file in files {
    for module in file.imports {
      #expect(allowed.contains(module), "\(file.path) imports \(module)")
    }
  }
}

@Test func everyRoomHasItsRules() throws {
  let rooms = Set(try SourceFile.swift(in: "Sources").map(\.room))
  // The program stands on top and may use every room.
  #expect(rooms == Set(allowedImports.keys).union(["maquette"]))
}

@Test func everyDoorHasOneOwner() throws {
  let sources = try SourceFile.swift(in: "Sources")
  let folders = try FileManager.default.contentsOfDirectory(
    atPath: repository.appending(path: "Sources").path)
  let doors = folders.filter { $0.first == "C" && $0.dropFirst().first?.isUppercase == true }
  try #require(doors.contains("COpenBLAS"))
  for door in doors {
    let owners = Set(sources.filter { $0.imports.contains(door) }.map(\.room))
    #expect(owners.count == 1, "\(door) is imported by \(owners.sorted())")
  }
}

/// `CKernels` is no door but code of our own, which its tests call directly.
@Test func testsGoThroughTheRoomsAndNotThroughTheDoors() throws {
  for file in try SourceFile.swift(in: "Tests") {
    for module in file.imports where module.first == "C" && module != "CKernels" {
      let isDoor = module.dropFirst().first?.isUppercase == true
      #expect(!isDoor, "\(file.path) imports \(module)")
    }
  }
}
