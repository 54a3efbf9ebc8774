import Layouts
import TestSupport
import Testing

@testable import Planning

/// What holds for every edit of every layout.
@Suite struct EditPropertyTests {
  /// A planned layout with ids, and with numbers that are not whole.
  private func layout(_ random: inout SplitMix64) throws -> Layout {
    let captions = [
      "a cat to the left of a dog", "three apples and a cup on a table", "two birds above a boat",
      "a red ball, a vase and a lamp", "a horse", "four chairs around a table",
      "a man and two dogs",
    ]
    let style: PromptStyle = Bool.random(using: &random) ? .boxes : .cssBlobs
    let canvases = [
      Canvas.standard, Canvas(width: 768, height: 512), Canvas(width: 300, height: 640),
    ]
    let canvas = canvases[Int.random(in: 0..<canvases.count, using: &random)]
    let caption = captions[Int.random(in: 0..<captions.count, using: &random)]
    let plan = OfflinePlanner().plan(
      PlanRequest(
        caption: Caption(caption), canvas: canvas, style: style,
        seed: UInt64.random(in: 0..<5, using: &random)))
    var layout = try #require(plan.layout, "\(caption) on \(canvas)")
    for index in layout.objects.indices {
      layout.objects[index].extras = ["id": .integer(index), "seed": .integer(1000 + index)]
      if index % 2 == 0 { layout.objects[index].description = "It is object \(index)." }
    }
    return layout
  }

  private func instruction(_ layout: Layout, _ random: inout SplitMix64) -> String {
    let name = layout.objects.randomElement(using: &random)?.name ?? "a cat"
    let noun = "the " + name.split(separator: " ").dropFirst().joined(separator: " ")
    let templates = [
      "remove \(noun)", "move \(noun) to the right", "move \(noun) up a bit",
      "move \(noun) to the top left corner", "make \(noun) bigger", "make \(noun) half as big",
      "make \(noun) blue", "replace \(noun) with a penguin", "add two balloons above \(noun)",
      "add a mouse to the left of \(noun)", "add a moon in the top right corner", "add a cat",
      "bring \(noun) to the front", "make the sky stormy", "put \(noun) in the center",
      "make \(noun) twice as tall", "move \(noun) 30 pixels down", "without people",
      "add another \(noun.dropFirst(4))", "remove \(noun) and add a tree on the left",
    ]
    return templates[Int.random(in: 0..<templates.count, using: &random)]
  }

  @Test(arguments: 0..<8)
  func editsTouchOnlyWhatTheyName(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var done = 0
    for _ in 0..<25 {
      let old = try layout(&random)
      let instruction = instruction(old, &random)
      let request = EditRequest(layout: old, instruction: instruction)
      let edit = OfflineEditor().edit(request)
      #expect(edit == OfflineEditor().edit(request), "\(instruction)")
      guard let new = edit.layout else {
        // Only for want of room, and then it is said.
        #expect(edit.findings.map(\.code) == ["MQ432"], "\(instruction): \(edit.findings)")
        continue
      }
      done += 1
      check(new, old, instruction)
      let bytes = try JSONWriter.write(new.json)
      #expect(try JSONNotation().parse(bytes, canvas: .standard).layout == new)
    }
    #expect(done >= 20)
  }

  private func check(_ new: Layout, _ old: Layout, _ instruction: String) {
    #expect(new.geometryFindings() == [], "\(instruction)")
    // At most one object is named, or all of one kind; the rest is the same, in the same order.
    let touched = old.objects.filter { !new.objects.contains($0) }
    let names = Set(touched.map(\.name))
    #expect(touched.count <= 1 || names.count == 1, "\(instruction): \(names)")
    let kept = new.objects.filter { old.objects.contains($0) && !touched.contains($0) }
    if !instruction.contains("front") {
      #expect(kept == old.objects.filter { kept.contains($0) }, "\(instruction)")
    }
    let isExact = instruction.contains("pixels")
    for object in new.objects where !old.objects.contains(object) && !isExact {
      for other in new.objects where other != object && old.objects.contains(other) {
        let before = touched.map { shared($0, other) }.max() ?? 0
        #expect(
          shared(object, other) <= max(1, before) + 1 || instruction.contains("bigger")
            || instruction.contains("twice"),
          "\(instruction): \(object.name) over \(other.name)")
      }
    }
  }

  private func shared(_ one: LayoutObject, _ other: LayoutObject) -> Double {
    one.region.bounds.intersection(other.region.bounds)?.area ?? 0
  }

  @Test(arguments: 0..<40)
  func oddTextsNeverCrashAndNeverChangeAnythingUntold(seed: UInt64) {
    var random = SplitMix64(seed: 900 + seed)
    let words = [
      "move", "the", "cat", "a", "to", "left", "of", "and", "put", "add", "two", "remove", "make",
      "it", "bigger", "red", "on", "top", "corner", ",", ".", "by", "40", "px", "%", "twice", "as",
      "big", "all", "apples", "with", "should", "be", "between", "swap", "turn", "into", "sky",
      "stormy", "no", "second", "from", "there", "up", "them", "the other", "in", "row", "-", "\"",
      "1e9", "0", "999999999999999999999", "🦄", "犬",
    ]
    for _ in 0..<30 {
      let count = Int.random(in: 1...9, using: &random)
      let text = (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
        .joined(separator: " ")
      let layout = Layout.random(.mixed, using: &random)
      for layout in [EditScene.room, layout] {
        let edit = EditScene.edit(text, on: layout)
        #expect(edit.layout != nil || edit.findings.contains { $0.severity == .error }, "\(text)")
        #expect(edit.mentioned.allSatisfy { $0 < (edit.layout ?? layout).objects.count })
      }
    }
  }
}
