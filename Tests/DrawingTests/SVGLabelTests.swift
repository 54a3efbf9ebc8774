import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct SVGLabelTests {
  private func read(_ text: String) throws -> ParsedLayout {
    try SVGNotation().parse(text, canvas: .standard)
  }

  @Test func editedLabelsRenameTheirObjects() throws {
    let box = Box(x: 10, y: 10, width: 200, height: 120)
    var layout = Layout(
      objects: [
        LayoutObject(name: "a cat", box: box),
        LayoutObject(name: "a cat", box: Box(x: 300, y: 10, width: 200, height: 120)),
        LayoutObject(name: "a dog", box: Box(x: 10, y: 300, width: 200, height: 120)),
      ])
    let text = SVGPreview(layout).text()
    let second = try #require(text.range(of: ">a cat</text>", options: .backwards))
    var edited = text.replacingCharacters(in: second, with: ">a  black\n cat</text>")
    edited = edited.replacing(">a dog</text>", with: "><tspan>a puppy</tspan></text>")
    let parsed = try read(edited)
    layout.objects[1].name = "a black cat"
    layout.objects[2].name = "a puppy"
    #expect(parsed.layout == layout)
    #expect(parsed.findings.map(\.rule) == ["edited-label", "edited-label"])
    #expect(parsed.findings.map(\.object) == [1, 2])
  }

  @Test func titlesGoBeforeLabels() throws {
    let layout = Layout(
      objects: [LayoutObject(name: "a cat", box: Box(x: 10, y: 10, width: 200, height: 120))])
    let text = SVGPreview(layout).text().replacing("<title>a cat<", with: "<title>a lion<")
    #expect(try read(text).layout.objects.map(\.name) == ["a lion"])
    #expect(try read(text).findings == [])
    let both = text.replacing(">a cat</text>", with: ">a tiger</text>")
    #expect(try read(both).layout.objects.map(\.name) == ["a lion"])
    #expect(try read(both).findings.map(\.rule) == ["edited-label"])
  }

  @Test func wrappedLabelsAreNotTakenForEditedOnes() throws {
    let name = "an extraordinarily  long name that no label of a preview holds on one line of text"
    let box = Box(x: 10, y: 10, width: 90, height: 70)
    let layout = Layout(objects: [LayoutObject(name: name, box: box)])
    #expect(try read(SVGPreview(layout).text()).findings == [])
  }
}
