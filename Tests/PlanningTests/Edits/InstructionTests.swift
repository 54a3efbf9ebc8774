import Layouts
import Testing

@testable import Planning

/// What instructions change, and that they change nothing else.
@Suite struct InstructionTests {
  /// An instruction with the ids of the objects that it may change, and the names afterwards.
  struct Case: Sendable, CustomTestStringConvertible {
    var instruction: String
    var changed: [String]
    var names: [String]?
    var testDescription: String { instruction }

    init(_ instruction: String, _ changed: [String] = [], names: [String]? = nil) {
      self.instruction = instruction
      self.changed = changed
      self.names = names
    }
  }

  static let room = EditScene.room.objects.map(\.name)

  @Test(arguments: [
    Case("remove the dog", ["dog-1"]), Case("delete the dog please", ["dog-1"]),
    Case("Get rid of the brown dog.", ["dog-1"]), Case("take away the table", ["table-1"]),
    Case("remove all apples", ["apple-1", "apple-2", "apple-3"]),
    Case("delete the apples", ["apple-1", "apple-2", "apple-3"]),
    Case("remove the green apple", ["apple-1"]), Case("remove the second apple", ["apple-2"]),
    Case("remove the last apple", ["apple-3"]), Case("remove one of the apples", ["apple-3"]),
    Case("remove two of the apples", ["apple-2", "apple-3"]),
    Case("remove the leftmost apple", ["apple-1"]), Case("erase the biggest apple", ["apple-3"]),
    Case("remove the rightmost red apple", ["apple-3"]),
    Case("remove the first apple from the right", ["apple-3"]),
    Case("remove the apple on the left", ["apple-1"]),
    Case("remove both red apples", ["apple-2", "apple-3"]),
    Case("remove the cat and the dog", ["cat-1", "dog-1"]),
    Case("remove the cat, the dog and the table", ["cat-1", "dog-1", "table-1"]),
    Case("remove the cat and remove the dog", ["cat-1", "dog-1"]),
    Case("no more apples", ["apple-1", "apple-2", "apple-3"]),
    Case("can you please remove the cat?", ["cat-1"]),
    Case("make the cat disappear", ["cat-1"]),
    Case("remove the animal on the right", ["dog-1"]),
    Case("remove everything", ["cat-1", "dog-1", "table-1", "apple-1", "apple-2", "apple-3"]),
  ])
  func removes(_ test: Case) throws {
    let layout = try EditScene.edited(test.instruction)
    #expect(layout.changed(from: EditScene.room) == order(test.changed))
    #expect(layout.objects.count == EditScene.room.objects.count - test.changed.count)
  }

  @Test(arguments: [
    Case("add a ball", names: ["a ball"]),
    Case("add two balloons", names: ["a balloon", "a balloon"]),
    Case("add two balloons above the cat", names: ["a balloon", "a balloon"]),
    Case("add a red ball next to the dog", names: ["a red ball"]),
    Case("put a vase on the table", names: ["a vase"]),
    Case("add a moon in the top right corner", names: ["a moon"]),
    Case("insert a bird and a kite", names: ["a bird", "a kite"]),
    Case("add a bird on the left and a kite on the right", names: ["a bird", "a kite"]),
    Case("add another apple", names: ["an apple"]), Case("add one more cat", names: ["a cat"]),
    Case("add a zorblax to the left of the table", names: ["a zorblax"]),
    Case("draw a glass of water on the table", names: ["a glass of water"]),
    Case("add a man with a red hat", names: ["a man with a red hat"]),
    Case("there should be a lamp on the table", names: ["a lamp"]),
    Case("place a ball between the cat and the table", names: ["a ball"]),
    Case("add a sleeping puppy to the picture", names: ["a sleeping puppy"]),
    Case("I want a bird above the table", names: ["a bird"]),
  ])
  func adds(_ test: Case) throws {
    let layout = try EditScene.edited(test.instruction)
    #expect(layout.changed(from: EditScene.room).isEmpty)
    #expect(layout.objects.map(\.name) == Self.room + (test.names ?? []))
    let free = layout.objects.dropFirst(Self.room.count)
    for newcomer in free {
      for other in layout.objects where other != newcomer {
        #expect((newcomer.region.bounds.intersection(other.region.bounds)?.area ?? 0) < 1)
      }
      #expect(layout.canvas.bounds.contains(newcomer.region.bounds))
    }
  }

  @Test(arguments: [
    Case("make the dog black", ["dog-1"], names: ["a black dog"]),
    Case("the dog should be black", ["dog-1"], names: ["a black dog"]),
    Case("paint the table white", ["table-1"], names: ["a white wooden table"]),
    Case("change the color of the cat to orange", ["cat-1"], names: ["an orange cat"]),
    Case("change the cat to orange", ["cat-1"], names: ["an orange cat"]),
    Case("make the cat black and white", ["cat-1"], names: ["a black and white cat"]),
    Case("turn the dog light blue", ["dog-1"], names: ["a light blue dog"]),
    Case("make the apples yellow", ["apple-1", "apple-2", "apple-3"]),
    Case("replace the dog with a cat", ["dog-1"], names: ["a cat"]),
    Case("turn the green apple into a red ball", ["apple-1"], names: ["a red ball"]),
    Case("change the dog into a wolf", ["dog-1"], names: ["a wolf"]),
    Case("swap the cat for a rabbit", ["cat-1"], names: ["a rabbit"]),
    Case("make the cat a tiger", ["cat-1"], names: ["a tiger"]),
    Case("substitute a pear for the green apple", ["apple-1"], names: ["a pear"]),
    Case("make the cat sleeping", ["cat-1"], names: ["a sleeping cat"]),
    Case("make the cat fluffier", ["cat-1"], names: ["a fluffier cat"]),
  ])
  func changesLooks(_ test: Case) throws {
    let layout = try EditScene.edited(test.instruction)
    #expect(layout.changed(from: EditScene.room) == order(test.changed))
    if let name = test.names?.first { #expect(layout.object(test.changed[0])?.name == name) }
    #expect(layout.objects.count == EditScene.room.objects.count)
  }

  @Test(arguments: [
    ("make the dog bigger", "dog-1", 1.35, 1.35), ("make the dog smaller", "dog-1", 0.74, 0.74),
    ("make the cat half the size", "cat-1", 0.5, 0.5),
    ("make the green apple twice as big", "apple-1", 1.9, 1.9),
    ("shrink the cat by 20%", "cat-1", 0.8, 0.8), ("make the cat 20% smaller", "cat-1", 0.8, 0.8),
    ("make the cat taller", "cat-1", 1, 1.35), ("make the cat wider", "cat-1", 1.27, 1),
    ("double the size of the green apple", "apple-1", 2, 2),
    ("enlarge the cat slightly", "cat-1", 1.16, 1.16),
    ("scale the cat to 50 percent", "cat-1", 0.5, 0.5),
    ("the cat should be tiny", "cat-1", 0.6, 0.6),
    ("resize the cat to 55x60", "cat-1", 0.5, 0.5), ("make it half as big", "cat-1", 0.5, 0.5),
    ("reduce the height of the cat by half", "cat-1", 1, 0.5),
  ])
  func changesSizes(instruction: String, id: String, width: Double, height: Double) throws {
    let layout = try EditScene.edited(instruction, mentioned: [0])
    #expect(layout.changed(from: EditScene.room) == [id])
    let (old, new) = (try EditScene.room.box(id), try layout.box(id))
    // Where there is no room for all of it, less is done; never more, never the other way.
    #expect(abs(new.width / old.width - width) < 0.12, "\(new.width / old.width)")
    #expect(abs(new.height / old.height - height) < 0.12, "\(new.height / old.height)")
  }

  /// The ids in the order of the room.
  private func order(_ ids: [String]) -> [String] {
    EditScene.room.objects.compactMap { object in
      guard case .string(let id)? = object.extras["id"], ids.contains(id) else { return nil }
      return id
    }
  }
}
