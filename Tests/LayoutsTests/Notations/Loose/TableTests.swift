import Layouts
import Testing

/// Tables are lists whatever stands between their cells.
@Suite struct TableTests {
  private static let objects = [
    LayoutObject(name: "a cat", box: Box(x: 10, y: 20, width: 30, height: 40)),
    LayoutObject(name: "a dog", box: Box(x: 100, y: 120, width: 200, height: 240)),
  ]

  @Test(arguments: [
    "name,x,y,width,height\na cat,10,20,30,40\na dog,100,120,200,240",
    "label, xmin, ymin, xmax, ymax\na cat, 10, 20, 40, 60\na dog, 100, 120, 300, 360",
    "object;x1;y1;x2;y2\na cat;10;20;40;60\na dog;100;120;300;360",
    "Object\tX\tY\tWidth\tHeight\na cat\t10\t20\t30\t40\na dog\t100\t120\t200\t240",
    "Object   X    Y    Width (px)  Height (px)\n----------------------------\n"
      + "a cat    10   20   30          40\na dog    100  120  200         240",
    "x,y,width,height,name\n10,20,30,40,a cat\n100,120,200,240,a dog",
    "id,label,cx,cy,w,h\n1,a cat,25,40,30,40\n2,a dog,200,240,200,240",
    "\"name\",\"bbox (xywh)\"\n\"a cat\",\"[10, 20, 30, 40]\"\n\"a dog\",\"[100, 120, 200, 240]\"",
    "   label  x    y    w    h\n0  a cat  10   20   30   40\n1  a dog  100  120  200  240",
    "Object | x | y | w | h\n--- | --- | --- | --- | ---\na cat | 10 | 20 | 30 | 40\na dog | 100 | 120 | 200 | 240",
  ])
  func cellsStandApart(text: String) throws {
    for text in [text, "Here you are:\n\n```csv\n\(text)\n```\nBackground: \n"] {
      let parsed = try AutomaticNotation().parse(text, canvas: .standard)
      #expect(parsed.layout.objects == Self.objects)
      #expect(!parsed.findings.contains { $0.severity == .error })
    }
  }

  @Test func cellsHoldSeparators() throws {
    let text = """
      object,x1,y1,x2,y2,notes
      "a cat, asleep",10,20,40,60,grey, with stripes
      a dog,100,120,300,360
      Background: a room, large
      """
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat, asleep", "a dog"])
    #expect(parsed.layout.background == "a room, large")
    #expect(parsed.findings.contains { $0.message.contains("grey, with stripes") })
  }

  /// A column that tells of no side is told of.
  @Test func spareNumbersAreTold() throws {
    let text = "id,label,x,y,w,h,score\n1,a cat,10,20,30,40,0.93"
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.findings.contains { $0.rule == "ignored-text" && $0.message.contains("0.93") })
    #expect(!parsed.findings.contains { $0.rule == "ignored-text" && $0.message.contains("\"1\"") })
  }

  /// Words with commas are no head, and what follows the table is none of its rows.
  @Test func proseIsNoTable() throws {
    let text = """
      The name, width and height are given.
      name,x,y,width,height
      a cat,10,20,30,40
      Note that the cat is small, grey, 4 years old, and asleep.
      """
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects == Array(Self.objects.prefix(1)))
    #expect(!parsed.findings.contains { $0.severity == .error })
  }

  @Test(arguments: [
    "Draft:\ncat: [60, 80, 160, 380]\nHmm, too small.\nFinal layout:\ncat: [60, 40, 160, 400]",
    "1. cat: (60, 80, 160, 380)\n\n**Revised version:**\n1. cat: (60, 40, 160, 400)",
    "{\"cat\": {\"xyxy\": [60, 80, 160, 380]}}\nCorrected layout:\n{\"cat\": {\"xyxy\": [60, 40, 160, 400]}}",
    "{\"drafts\": [{\"name\": \"cat\", \"box_xyxy\": [60, 80, 160, 380]}], "
      + "\"final\": [{\"name\": \"cat\", \"box_xyxy\": [60, 40, 160, 400]}]}",
  ])
  func finalVersionIsRead(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects == [
        LayoutObject(name: "cat", box: Box(x: 60, y: 40, width: 100, height: 360))
      ])
    #expect(parsed.findings.contains { $0.rule == "several-layouts" && $0.source != nil })
  }

  @Test func finalListOfLMDIsRead() throws {
    let text = """
      **Attempt 1**
      Objects: [('a fox', [50, 200, 150, 150])]
      They overlap.

      **Attempt 2 (final)**
      Objects: [('a fox', [40, 220, 180, 160])]
      Background prompt: a farmyard
      Negative prompt:
      """
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects == [
        LayoutObject(name: "a fox", box: Box(x: 40, y: 220, width: 180, height: 160))
      ])
    #expect(parsed.layout.background == "a farmyard")
    #expect(parsed.findings.contains { $0.rule == "several-layouts" })
  }

  /// What comes before the final version still says how boxes are measured, and its prompts stand.
  @Test func draftsSayWhatTheFinalVersionDoesNot() throws {
    let text = """
      The canvas is 1024x1024. Background: a lake
      Draft: boat [60, 80, 160, 380], duck [1, 2, 30, 40]
      ## Final boxes
      boat: [60, 40, 160, 900]
      """
    let parsed = try ListNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.canvas == Canvas(width: 1024, height: 1024))
    #expect(parsed.layout.objects.map(\.name) == ["boat"])
  }

  @Test(arguments: [
    "<box label=\"a cat\">10,20,40,60</box>\n<box label=\"a dog\">100,120,300,360</box>",
    "<div style=\"position:absolute; left:10px; top:20px; width:30px; height:40px;\">a cat</div>\n"
      + "<div style=\"position:absolute; left:100px; top:120px; width:200px; height:240px;\">a dog</div>",
    "<item><label>a cat</label><box x1=\"10\" y1=\"20\" x2=\"40\" y2=\"60\"/></item>\n"
      + "<item><label>a dog</label><box x1=\"100\" y1=\"120\" x2=\"300\" y2=\"360\"/></item>",
    "- [10, 20, 40, 60]  # a cat\n- [100, 120, 300, 360]  // a dog",
    "<box x1=\"10\" y1=\"20\" x2=\"40\" y2=\"60\">a cat</box>\n"
      + "<box x1=\"100\" y1=\"120\" x2=\"300\" y2=\"360\">a dog</box>",
    "<object>\n<name>a cat</name>\n<x>10</x><y>20</y><width>30</width><height>40</height>\n</object>\n"
      + "<object>\n<name>a dog</name>\n<x>100</x><y>120</y><width>200</width><height>240</height>\n</object>",
    "a cat {top:20px;left:10px;right:40px;bottom:60px}\na dog {top:120px;left:100px;right:300px;bottom:360px}",
    "１．a cat：（１０，２０，４０，６０）\n２．a dog：（１００，１２０，３００，３６０）",
  ])
  func tagsAndCorners(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects == Self.objects)
  }
}
