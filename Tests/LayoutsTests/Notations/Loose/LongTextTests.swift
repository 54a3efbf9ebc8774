import Testing

@testable import Layouts

/// Texts of so many values that their lists and dictionaries are read again and not kept.
@Suite struct LongTextTests {
  @Test(arguments: [
    #"{"name": "a cat", "box": [300, 200, 100, 50]}"#,
    #"{"name": "a cat", "box": {"x": 300, "y": 200, "width": 100, "height": 50}, "seen": true}"#,
    #"{'name': "a cat's tail", 'box': (300, 200, 100, 50), 'of': ['a', ('b', [1, 2])]}"#,
    #"{"name": “a cat”, "box": [300, 200, 100, 50],}"#,
    #"{name: a cat, box: [300, 200, 100, 50]}"#,
    #"["a dog", [300, 200, 100, 50]]"#,
    #"{"name": "a cat"; "box": [300; 200; 100; 50]}"#,
    #"{"name": "a cat" "box": [300, 200, 100, 50]}"#,
    #"｛"name": "a cat", "box": ［300, 200, 100, 50］｝"#,
  ])
  func readsAsShortOnes(piece: String) throws {
    let short = try LooseJSONNotation().parse("[\(piece), \(piece)]", canvas: .standard)
    let object = try #require(short.layout.objects.first)
    #expect(short.layout.objects == [object, object])
    let count = 1200
    let text = "[" + Array(repeating: piece, count: count).joined(separator: ", ") + "]"
    for notation in [LooseJSONNotation(), AutomaticNotation()] as [any Notation] {
      let long = try notation.parse(text, canvas: .standard)
      #expect(long.layout.objects == Array(repeating: object, count: count))
      let step = piece.utf8.count + 2
      #expect(
        long.places.map(\.offset) == (0..<count).map { short.places[0].offset + $0 * step })
    }
  }

  @Test(arguments: [
    #"{"name": "a cat", "box": [300, 200, 100, 50]}"#,
    #"{name: a cat; box: [300; 200; 100; 50]}"#,
    #"("a cat" [300, 200, 100, 50])"#,
    #"｛'name': 'a cat', 'box': ［300, 200, 100, 50］｝"#,
    "{'a cat': [300, 200, 100, 50]}",
  ])
  func readsLongListsOfLMD(piece: String) throws {
    for start in ["[", "['things', 7, "] {
      func read(_ count: Int) throws -> ParsedLayout {
        let pieces = Array(repeating: piece, count: count).joined(separator: ", ")
        return try LMDNotation().parse("\(start)\(pieces)]", canvas: .standard)
      }
      let object = LayoutObject(name: "a cat", box: Box(x: 300, y: 200, width: 100, height: 50))
      let (short, long) = (try read(2), try read(1200))
      #expect(short.layout.objects == [object, object])
      #expect(long.layout.objects == Array(repeating: object, count: 1200))
      #expect(Set(long.findings.map(\.rule)) == Set(short.findings.map(\.rule)))
    }
  }

  /// What never closes is kept up to a bound, and what is behind it is said to be passed over.
  @Test(arguments: ["[1,", "{\"a\":[1,2,3,4,"])
  func textsOfOpenBracketsAreBounded(piece: String) throws {
    let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    let source = SourceText(text)
    let range = 0..<source.bytes.count
    let values = LiteralReader.read(source, in: range)
    let objects = LiteralReader.readObjects(source, in: range, canvas: .standard).list
    for notes in [values.notes, objects.notes] {
      let finding = try #require(notes.all.first { $0.rule == "too-much" })
      #expect(finding.source.map { $0.offset + $0.length } == text.utf8.count)
    }
  }

  /// Words in brackets are not kept, however many there are.
  @Test func proseInBracketsIsNotCounted() throws {
    let prose = String(repeating: "so (see it) ", count: 60_000)
    let source = SourceText(prose + "\n[('a cat', [300, 200, 100, 50])]")
    let objects = LiteralReader.readObjects(
      source, in: 0..<source.bytes.count, canvas: .standard
    ).list
    #expect(objects.objects.map(\.name) == ["a cat"])
    #expect(!objects.notes.contains(.tooMuch))
  }

  /// Long polygons are kept as their places, and so no bound is met however many there are.
  @Test func longPolygonsAreNotCounted() throws {
    let points = (0..<700).map { "[\($0), \($0 % 512)]" }.joined(separator: ", ")
    let piece = "{\"name\": \"a cat\", \"polygon\": [\(points)]}"
    let source = SourceText("[\(Array(repeating: piece, count: 80).joined(separator: ", "))]")
    let reading = LiteralReader.read(source, in: 0..<source.bytes.count)
    #expect(source.bytes.count < 800_000 && piece.utf8.count > 4096)
    #expect(reading.notes.all.isEmpty)
    guard case .list(let elements)? = reading.values.first?.content else {
      Issue.record("expected a list, found \(reading.values)")
      return
    }
    #expect(elements.count == 80)
    for element in elements {
      guard case .pairs(let pairs) = element.content,
        case .list(let points) = pairs[1].value.content
      else {
        Issue.record("expected an object at \(element.range)")
        return
      }
      #expect(points.count == 700 && points.allSatisfy(\.isNumbers))
    }
  }

  /// Boxes that words name are kept as their places, and read again to the same.
  @Test func namedBoxesAreReadAgain() throws {
    let source = SourceText(
      (0..<5000).map { "<bbox>[\($0), 2, 3, 4]</bbox>" }.joined(separator: "\n"))
    let values = LiteralReader.read(source, in: 0..<source.bytes.count).values
      .filter(\.isCollection)
    #expect(values.count == 5000)
    #expect(values.filter(\.isUnread).count > 900)
    for (index, value) in values.enumerated() {
      guard case .list(let parts) = value.content, case .list(let numbers) = parts[1].content,
        case .number(let first, _) = numbers[0].content
      else {
        Issue.record("expected a name and a box at \(value.range)")
        return
      }
      #expect(parts[0].text?.hasSuffix("bbox>") == true)
      #expect(numbers.count == 4 && first == Double(index))
    }
  }

  @Test func keepsPlacesAlone() throws {
    let piece = #"{"name": "a cat", "box": [300, 200, 100, 50]}"#
    let pieces = Array(repeating: piece, count: 2000).joined(separator: ", ")
    let source = SourceText("[\(pieces)]")
    let values = LiteralReader.read(source, in: 0..<source.bytes.count).values
    guard case .list(let elements)? = values.first?.content else {
      Issue.record("expected a list, found \(values)")
      return
    }
    #expect(elements.count == 2000 && elements.allSatisfy(\.isCollection))
    #expect(elements.filter(\.isUnread).count > 1000)
    #expect(MemoryLayout<Literal>.stride == 32)
  }

  @Test func longFilesAreReadInFull() throws {
    let ones = Array(repeating: "1", count: 300).joined(separator: ", ")
    let file = FileDetector.detect(SourceText(#"{"images": [], "annotations": [\#(ones)]}"#))
    #expect(file.detection?.notation == "coco")
    guard case .array(let elements)? = file.document?.root["annotations"]?.content else {
      Issue.record("expected a document")
      return
    }
    #expect(elements.count == 300)
    let other = FileDetector.detect(SourceText("[\(ones)]"))
    #expect(other.detection == nil && other.document == nil)
  }
}
