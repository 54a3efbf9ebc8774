import Layouts
import Testing

@testable import Planning

/// Where instructions put things.
@Suite struct MoveInstructionTests {
  private func moved(
    _ instruction: String, _ id: String, mentioned: [Int] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (old: Box, new: Box, layout: Layout) {
    let layout = try EditScene.edited(
      instruction, mentioned: mentioned, sourceLocation: sourceLocation)
    #expect(layout.changed(from: EditScene.room) == [id], sourceLocation: sourceLocation)
    let boxes = (try EditScene.room.box(id), try layout.box(id))
    #expect(layout.canvas.bounds.contains(boxes.1), sourceLocation: sourceLocation)
    return (boxes.0, boxes.1, layout)
  }

  @Test(arguments: [
    "move the cat to the right", "move the cat right", "shift the cat to the right a bit",
    "push the cat 100 pixels to the right", "move the cat right by 10%",
    "move it to the right", "nudge the cat slightly right", "slide the cat rightwards",
    "move the cat further to the right",
  ])
  func right(instruction: String) throws {
    let (old, new, _) = try moved(instruction, "cat-1", mentioned: [0])
    #expect(new.centerX > old.centerX + 5)
    #expect(new.width == old.width && new.height == old.height)
  }

  @Test(arguments: [
    "move the dog up", "raise the dog", "move the dog up by 40 pixels", "lift the dog a bit",
  ])
  func up(instruction: String) throws {
    let (old, new, _) = try moved(instruction, "dog-1")
    #expect(new.centerY < old.centerY - 5)
    #expect(abs(new.centerX - old.centerX) < 1)
  }

  @Test func pixelsAreExact() throws {
    #expect(try moved("move the dog up by 40 pixels", "dog-1").new.y == 280)
    #expect(try moved("move the cat 12px left", "cat-1").new.x == 18)
    #expect(
      try moved("move the green apple down by 50px and left by 5 pixels", "apple-1").new.y == 110)
  }

  /// Coordinates need not be whole; where nothing is said along an axis, nothing is rounded.
  @Test(arguments: ["move the cat down a bit", "move all objects down a bit", "move it down"])
  func whatStaysAlongAnAxisStaysToTheLastDigit(instruction: String) throws {
    let old = Layout(objects: [
      LayoutObject(name: "a cat", box: Box(x: 40.5, y: 200.25, width: 120, height: 100)),
      LayoutObject(name: "a dog", box: Box(x: 330, y: 190, width: 130.3, height: 120)),
    ])
    let request = EditRequest(layout: old, instruction: instruction, mentioned: [0])
    let new = try #require(OfflineEditor().edit(request).layout)
    #expect(new != old && new.boxes.map(\.x) == old.boxes.map(\.x))
    #expect(new.boxes.map(\.width) == old.boxes.map(\.width))
  }

  @Test func toPartsOfTheCanvas() throws {
    let corner = try moved("move the cat to the top-right corner", "cat-1").new
    #expect(corner.centerX > 281 && corner.centerY < 231)
    let center = try moved("put the green apple in the center", "apple-1").new
    #expect(abs(center.centerX - 256) < 52 && abs(center.centerY - 256) < 77)
    let bottom = try moved("move the green apple to the bottom of the picture", "apple-1").new
    #expect(bottom.centerY > 281)
    let left = try moved("move the dog to the left side", "dog-1").new
    #expect(left.centerX < 231)
  }

  @Test func besideOthers() throws {
    let (_, left, layout) = try moved("move the green apple to the left of the dog", "apple-1")
    #expect(left.maxX <= (try layout.box("dog-1")).x)
    let on = try moved("put the green apple on the table", "apple-1").new
    #expect(on.maxY == 340 && on.centerX > 180 && on.centerX < 330)
    let above = try moved("move the dog above the table", "dog-1").new
    #expect(above.maxY <= 340)
    let below = try moved("place the dog under the green apple", "dog-1").new
    #expect(below.y >= 120)
    let next = try moved("put the green apple next to the cat", "apple-1").new
    #expect(abs(next.centerY - 390) < 100)
    let between = try moved("put the dog between the cat and the table", "dog-1")
    #expect(between.new.centerX > between.layout.objects[0].region.bounds.centerX)
    let nearer = try moved("move the cat closer to the green apple", "cat-1")
    #expect(nearer.new.centerY < nearer.old.centerY)
  }

  @Test func inFrontAndBehindChangeTheOrder() throws {
    let behind = try EditScene.edited("put the dog behind the cat")
    #expect(behind.objects.map(\.name).prefix(2) == ["a brown dog", "a cat"])
    let front = try EditScene.edited("put the cat in front of the table")
    #expect(front.objects.firstIndex { $0.name == "a cat" } == 2)
    let top = try EditScene.edited("bring the cat to the front")
    #expect(top.objects.last?.name == "a cat")
    #expect(Set(top.objects) == Set(EditScene.room.objects))
    #expect(
      try EditScene.edited("send the last apple to the back").objects[0].extras["id"] == "apple-3")
  }

  @Test func severalAtOnce() throws {
    let layout = try EditScene.edited("remove the dog and add a kitten to the left of the table")
    #expect(layout.changed(from: EditScene.room) == ["dog-1"])
    #expect(layout.objects.last?.name == "a kitten")
    let gapped = try EditScene.edited("move the cat up and the dog left")
    #expect(gapped.changed(from: EditScene.room) == ["cat-1", "dog-1"])
    let mixed = try EditScene.edited("make the cat black, bigger and move it up")
    #expect(mixed.object("cat-1")?.name == "a black cat")
    #expect(try mixed.box("cat-1").width > 110)
    #expect(try mixed.box("cat-1").maxY < 440)
  }

  @Test func swapsAndLinesUp() throws {
    let swapped = try EditScene.edited("swap the cat and the dog")
    #expect(swapped.changed(from: EditScene.room) == ["cat-1", "dog-1"])
    #expect(try swapped.box("cat-1").centerX > 350 && swapped.box("dog-1").centerX < 150)
    for instruction in [
      "line up the apples in a row", "arrange the apples in a row", "put the apples side by side",
    ] {
      let row = try EditScene.edited(instruction)
      let feet = try ["apple-1", "apple-2", "apple-3"].map { try row.box($0).maxY }
      #expect(Set(feet).count == 1)
      #expect(row.changed(from: EditScene.room).allSatisfy { $0.hasPrefix("apple") })
    }
    let column = try EditScene.edited("arrange the apples in a column")
    #expect(try column.box("apple-1").maxY <= column.box("apple-2").y)
  }

  @Test func pronounsGoBack() throws {
    let first = EditScene.edit("move the cat to the right")
    let layout = try #require(first.layout)
    #expect(first.mentioned == [0])
    let second = EditScene.edit("add two balloons above it", on: layout, mentioned: first.mentioned)
    let result = try #require(second.layout)
    #expect(result.objects.count == 8)
    #expect(second.mentioned == [6, 7])
    let cat = result.objects[0].region.bounds
    #expect(result.objects[6...].allSatisfy { $0.region.bounds.maxY <= cat.y })
    let third = EditScene.edit("make them red", on: result, mentioned: second.mentioned)
    #expect(third.layout?.objects[6...].map(\.name) == ["a red balloon", "a red balloon"])
  }

  @Test func ellipsesTurnAndStayEllipses() throws {
    var layout = EditScene.room
    layout.objects[0].region = .ellipse(
      Ellipse(centerX: 256, centerY: 200, major: 80, minor: 40, angle: 0))
    let turned = try EditScene.edited("rotate the cat by 30 degrees", on: layout)
    guard case .ellipse(let ellipse) = turned.objects[0].region else {
      Issue.record("no ellipse")
      return
    }
    #expect(ellipse.angle == 30)
    let back = try EditScene.edited("tilt the cat 45° counterclockwise", on: layout)
    guard case .ellipse(let other) = back.objects[0].region else { return }
    #expect(other.angle == 135)
    let box = EditScene.edit("rotate the dog by 30 degrees")
    #expect(box.layout == nil && box.findings.map(\.code) == ["MQ404"])
  }
}
