import TestSupport
import Testing

@testable import Layouts

/// Long documents keep the places of their small arrays and objects alone: nothing shows it but memory.
@Suite struct LongDocumentTests {
  /// Elements of every kind, more of them than are kept in full.
  private static let elements: [JSONValue] = (0..<3000).map { index in
    switch index % 5 {
    case 0: [.integer(index), -0.5, [], [:]]
    case 1: ["name": .string("é\n\(index)"), "box": [1, [2, [.integer(index)]]], "none": nil]
    case 2: .string("thing \(index)")
    case 3: [[true, false], ["a": ["b": ["c": 1e300]]]]
    default: .number(Double(index) + 0.25)
    }
  }

  private func written(_ value: JSONValue) throws -> String { try JSONWriter.write(value) }

  @Test func everyValueIsReadAsItStands() throws {
    let root = try JSONReader.read(written(.array(Self.elements))).root
    #expect(root.value == .array(Self.elements))
    guard case .array(let nodes) = root.content else { throw CancellationError() }
    for (node, element) in zip(nodes, Self.elements) {
      let alone = try JSONReader.read(written(element)).root
      #expect(node.value == alone.value && node.source.length == alone.source.length)
      #expect(node == node.inFull && node.hashValue == node.inFull.hashValue)
    }
    #expect(Set(nodes).count == nodes.count)
  }

  @Test func placesWithinAnElementAreThoseOfTheDocument() throws {
    let filler = String(repeating: "[1, 2, 3],\n", count: 3000)
    let text = "[\(filler)\n {\"a\": [1, {\"b\": null}]}]"
    let root = try JSONReader.read(text).root
    guard case .array(let nodes) = root.content, let last = nodes.last,
      case .array(let parts)? = last["a"]?.content
    else { throw CancellationError() }
    let source = try #require(parts[1]["b"]?.source)
    let bytes = Array(text.utf8)[source.offset..<source.offset + source.length]
    #expect(String(decoding: bytes, as: UTF8.self) == "null")
    #expect(source.line == 3002 && source.column == 18)
  }

  /// A fault is noted once, with its path, however often the element is asked for.
  @Test func faultsWithinElementsAreNotedOnce() throws {
    let filler = String(repeating: "[1, 2, 3], ", count: 3000)
    let (root, findings) = try JSONReader.read(
      "[\(filler){\"a\": 1, \"a\": [123456789012345678901]}]")
    #expect(findings.map(\.rule) == ["imprecise-number", "duplicate-key"])
    #expect(findings.first?.message.contains("[3000].a[0]") == true)
    guard case .array(let nodes) = root.content else { throw CancellationError() }
    for _ in 0..<2 { #expect(nodes.last?.value == ["a": [.number(1.2345678901234568e20)]]) }
    #expect(throws: ParseFailure.self) { try JSONReader.read("[\(filler)[1, 2") }
  }

  /// An outline keeps the first elements of each array, of the small ones inside as well.
  @Test func outlinesOfLongDocumentsAreThoseOfShortOnes() throws {
    let inner = "[" + String(repeating: "1,", count: 300) + "1]"
    let members = (0..<6000).map { "\"k\($0)\": [1, 2]" }.joined(separator: ", ")
    let outline = try JSONReader.outline(
      SourceText("{\(members), \"long\": \(inner)}"), elements: 256)
    #expect(!outline.isWhole)
    #expect(outline.document.root["long"]?.value.array?.count == 256)
    #expect(outline.document.root["k5999"]?.value == [1, 2])
  }
}
