import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct AnnotationNotationTests {
  static let notations: [any Notation] = [CVATNotation(), PascalVOCNotation()]

  private func close(_ left: LayoutObject, _ right: LayoutObject) -> Bool {
    left.name == right.name && left.description == right.description
      && left.region.intersectionOverUnion(right.region) > 1 - 1e-9
  }

  @Test(arguments: 0..<30) func whatIsWrittenReadsBack(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var layout = random.layout(objects: Int(seed % 7), canvas: Canvas(width: 640, height: 480))
    for index in layout.objects.indices {
      layout.objects[index].description = "a <\"wild\"> & 눈\nsecond line \(index)"
    }
    for notation in Self.notations {
      let printed = notation.print(layout)
      #expect(Set(printed.losses.map(\.rule)) == ["loses-caption", "loses-background"])
      let parsed = try notation.parse(printed.text, canvas: .standard)
      #expect(parsed.findings.map(\.rule) == layout.geometryFindings().map(\.rule))
      #expect(parsed.notation == notation.name && parsed.places.count == layout.objects.count)
      #expect(parsed.layout.canvas == layout.canvas)
      try #require(parsed.layout.objects.count == layout.objects.count)
      for (one, other) in zip(parsed.layout.objects, layout.objects) {
        #expect(close(one, other), "\(one) \(other)")
      }
    }
  }

  @Test func filesOfCVATAreRead() throws {
    let parsed = try CVATNotation().parse(
      """
      <annotations><version>1.1</version>
       <image id="0" name="1.png" width="500" height="400">
        <box label="top" source="manual" occluded="0" xtl="60.00" ytl="250.00" xbr="200.00" ybr="400.00" z_order="3"/>
        <ellipse label="dog" cx="140.00" cy="370.00" rx="60.00" ry="90.00" rotation="10.00" z_order="0"><attribute name="caption">a white dog</attribute></ellipse>
        <polygon label="roof" points="10.0,20.0;40.0,20.0;25.0,60.0" z_order="1"/>
        <box label="turned" xtl="0" ytl="0" xbr="100" ybr="20" rotation="90" z_order="1"/>
        <points label="p" points="1,2"/><box label="lame" xtl="x" ytl="0" xbr="1" ybr="1"/>
       </image><image id="1" name="2.png" width="1" height="1"/></annotations>
      """, canvas: .standard)
    #expect(parsed.layout.canvas == Canvas(width: 500, height: 400))
    #expect(parsed.layout.objects.map(\.name) == ["dog", "roof", "turned", "top"])
    #expect(
      parsed.layout.objects[0].region
        == .ellipse(Ellipse(centerX: 140, centerY: 370, major: 90, minor: 60, angle: 100)))
    #expect(parsed.layout.objects[0].description == "a white dog")
    #expect(parsed.layout.objects[2].region == .box(Box(x: 40, y: -40, width: 20, height: 100)))
    #expect(parsed.layout.objects[3].region == .box(Box(x: 60, y: 250, width: 140, height: 150)))
    #expect(
      Set(parsed.findings.map(\.rule))
        == [
          "bounded-shape", "ignored-shape", "not-a-number", "several-pictures", "out-of-canvas",
        ])
    #expect(parsed.findings.first { $0.rule == "bounded-shape" }?.source?.line == 5)
  }

  @Test func whatCVATSaysBesideShapesReturns() throws {
    let text = """
      <annotations><image id="0" name="1.png" width="500" height="400"><tag label="outdoor"/>
      <box label="a" source="auto" occluded="1" group_id="7" xtl="1" ytl="2" xbr="3" ybr="4">\
      <attribute name="caption">white</attribute><attribute name="pose">front &amp; left</attribute></box>
      <box label="b" source="manual" occluded="0" xtl="1" ytl="2" xbr="3" ybr="4"/></image></annotations>
      """
    let parsed = try CVATNotation().parse(text, canvas: .standard)
    let (first, second) = (parsed.layout.objects[0], parsed.layout.objects[1])
    #expect(first.description == "white" && second.extras.isEmpty)
    #expect(
      first.extras == [
        "source": "auto", "group_id": "7",
        "attributes": ["occluded": true, "pose": "front & left"],
      ])
    #expect(parsed.findings.map(\.rule) == ["ignored-shape"])
    let printed = CVATNotation().print(parsed.layout)
    #expect(printed.losses == [])
    #expect(printed.text.contains("<name>pose</name>"))
    #expect(try CVATNotation().parse(printed.text, canvas: .standard).layout == parsed.layout)
    #expect(PascalVOCNotation().print(parsed.layout).losses.map(\.rule) == ["loses-extras"])
    var other = parsed.layout
    other.objects[1].extras = ["attributes": ["list": [1]], "weight": 2]
    #expect(CVATNotation().print(other).losses.map(\.object) == [1])
  }

  @Test func labelsOfCVATAreToldApartByteByByte() {
    let box = Box(x: 1, y: 1, width: 9, height: 9)
    let layout = Layout(objects: [
      LayoutObject(name: "caf\u{E9}", box: box), LayoutObject(name: "cafe\u{301}", box: box),
      LayoutObject(name: "caf\u{E9}", box: box),
    ])
    let text = CVATNotation().print(layout).text
    #expect(text.components(separatedBy: "<label>").count == 3)
  }

  @Test func filesOfPascalVOCAreRead() throws {
    let text = """
      <annotation><folder>f</folder><filename>1.png</filename><size><width>300</width><height>200</height><depth>3</depth></size>
      <object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>100</xmax><ymax>50</ymax></bndbox>
        <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part></object>
      <object><type>robndbox</type><name>ship</name><robndbox><cx>100</cx><cy>100</cy><w>80</w><h>20</h><angle>1.5707963267948966</angle></robndbox></object>
      <object><type>robndbox</type><name>boat</name><robndbox><cx>100</cx><cy>100</cy><w>80</w><h>20</h><angle>0.5</angle></robndbox></object>
      <object><name>none</name></object></annotation>
      """
    let zero = try PascalVOCNotation().parse(text, canvas: .standard)
    #expect(zero.layout.canvas == Canvas(width: 300, height: 200))
    #expect(zero.layout.objects.map(\.name) == ["dog", "ship", "boat"])
    #expect(zero.layout.objects[0].region == .box(Box(x: 1, y: 1, width: 99, height: 49)))
    #expect(
      zero.layout.objects[1].region.intersectionOverUnion(
        .box(Box(x: 90, y: 60, width: 20, height: 80))) > 0.999)
    #expect(zero.findings.map(\.rule) == ["turned-box", "skipped-shape"])
    let one = try PascalVOCNotation(base: .one).parse(text, canvas: .standard)
    #expect(one.layout.objects[0].region == .box(Box(x: 0, y: 0, width: 100, height: 50)))
  }

  @Test func theChallengesOwnNumbersAreWholePixelsFromOne() throws {
    let layout = Layout(objects: [
      LayoutObject(name: "a", box: Box(x: 0, y: 10, width: 100, height: 20)),
      LayoutObject(name: "b", box: Box(x: 0.4, y: 10, width: 100, height: 20)),
    ])
    let notation = PascalVOCNotation(base: .one)
    let printed = notation.print(layout)
    #expect(printed.text.contains("<xmin>1</xmin>") && printed.text.contains("<xmax>100</xmax>"))
    #expect(printed.losses.map(\.rule) == ["loses-precision"])
    #expect(printed.losses.map(\.object) == [1])
    let back = try notation.parse(printed.text, canvas: .standard).layout
    #expect(back.objects[0] == layout.objects[0])
  }

  @Test func wrongFilesAreRefused() {
    for notation in Self.notations {
      for text in ["", "{}", "<svg/>", "<annotations/>", "<annotations><track/></annotations>"] {
        #expect(throws: ParseFailure.self) { try notation.parse(text, canvas: .standard) }
      }
    }
  }

  @Test func numbersThatAreNoneAreNotWritten() {
    let layout = Layout(objects: [
      LayoutObject(name: "a", box: Box(x: .nan, y: 10, width: 100, height: 20)),
      LayoutObject(
        name: "b", ellipse: Ellipse(centerX: 1, centerY: 2, major: 1e200, minor: 1, angle: 0)),
    ])
    for notation in Self.notations {
      let printed = notation.print(layout)
      #expect(printed.losses.map(\.rule) == ["loses-object", "loses-object"])
      #expect(!printed.text.contains("nan") && !printed.text.contains("inf"))
    }
  }
}
