import Layouts
import Testing

@testable import Planning

/// A layout to be edited, and the editor at work on it.
struct EditScene {
  /// A cat, a dog, a table and three apples, apart from one another.
  static let room = Layout(
    caption: "a cat, a dog, a table and three apples in a room",
    background: "a realistic photo of a room",
    objects: [
      object("a cat", Box(x: 30, y: 330, width: 110, height: 120), id: "cat-1"),
      object("a brown dog", Box(x: 370, y: 320, width: 120, height: 130), id: "dog-1"),
      object("a wooden table", Box(x: 180, y: 340, width: 150, height: 110), id: "table-1"),
      object("a green apple", Box(x: 40, y: 60, width: 60, height: 60), id: "apple-1"),
      object("a red apple", Box(x: 140, y: 60, width: 60, height: 60), id: "apple-2"),
      object("a red apple", Box(x: 240, y: 60, width: 70, height: 70), id: "apple-3"),
    ])

  private static func object(_ name: String, _ box: Box, id: String) -> LayoutObject {
    LayoutObject(
      name: name, description: "", region: .box(box),
      extras: ["id": .string(id), "seed": .integer(id.utf8.count)])
  }

  /// Carries out an instruction.
  static func edit(
    _ instruction: String, on layout: Layout = room, mentioned: [Int] = []
  ) -> Edit {
    OfflineEditor().edit(
      EditRequest(layout: layout, instruction: instruction, mentioned: mentioned))
  }

  /// Carries out an instruction that must be understood.
  static func edited(
    _ instruction: String, on layout: Layout = room, mentioned: [Int] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Layout {
    let edit = edit(instruction, on: layout, mentioned: mentioned)
    return try #require(
      edit.layout, "\(instruction): \(edit.findings.map(\.message))", sourceLocation: sourceLocation
    )
  }
}

extension Layout {
  /// The object with an id.
  func object(_ id: String) -> LayoutObject? {
    objects.first { $0.extras["id"] == .string(id) }
  }

  /// The bounds of the object with an id.
  func box(_ id: String) throws -> Box { try #require(object(id)?.region.bounds) }

  /// The ids of objects that are no longer the same, or gone.
  func changed(from old: Layout) -> [String] {
    old.objects.compactMap { object in
      guard case .string(let id)? = object.extras["id"] else { return nil }
      return self.object(id) == object ? nil : id
    }
  }
}
