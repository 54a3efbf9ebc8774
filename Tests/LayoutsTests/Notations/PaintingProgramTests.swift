import Layouts
import Testing

/// Files of painting programs, as their own documentation writes them.
@Suite struct PaintingProgramTests {
  private func regionalPrompter(
    _ mode: String, _ ratios: String, _ prompt: String, usesBase: Bool = false,
    usesCommon: Bool = false, isFlipped: Bool = false
  ) -> String {
    """
    {"prompt": "\(prompt)", "width": 600, "height": 300, "alwayson_scripts": {"Regional Prompter":
     {"args": [true, false, "Matrix", "\(mode)", "Mask", "Prompt", "\(ratios)", "", \(usesBase),
      \(usesCommon), false, "Attention", false, "0", "0", "0", "", "0", "0", \(isFlipped)]}}}
    """
  }

  @Test func regionalPrompterRows() throws {
    let text = regionalPrompter(
      "Horizontal", "1,2,1,1;2,4,6",
      "sky ADDCOL green hair ADDCOL aquarium ADDROW messy desk ADDCOL dress and sofa")
    let layout = try RegionalPrompterNotation().parse(text, canvas: .standard).layout
    #expect(layout.canvas == Canvas(width: 600, height: 300))
    #expect(
      layout.objects.map(\.name) == [
        "sky", "green hair", "aquarium", "messy desk", "dress and sofa",
      ])
    let boxes = layout.objects.map(\.region.bounds)
    #expect(boxes[0] == Box(x: 0, y: 0, width: 300, height: 100))
    #expect(boxes[2] == Box(x: 450, y: 0, width: 150, height: 100))
    #expect(boxes[3].intersectionOverUnion(Box(x: 0, y: 100, width: 240, height: 200)) > 0.999)
  }

  @Test func regionalPrompterVerticalGoesDown() throws {
    let text = regionalPrompter("Vertical", "1,1,1", "hair BREAK blouse BREAK skirt")
    let layout = try RegionalPrompterNotation().parse(text, canvas: .standard).layout
    #expect(layout.objects[1].region == .box(Box(x: 0, y: 100, width: 600, height: 100)))
  }

  /// Cut by columns first, commas part the columns and semicolons the cells of each.
  @Test func regionalPrompterColumnsFirst() throws {
    let text = regionalPrompter("Vertical", "1;1;1,1;1", "hair BREAK blouse BREAK skirt")
    let layout = try RegionalPrompterNotation().parse(text, canvas: .standard).layout
    #expect(
      layout.objects.map(\.region.bounds) == [
        Box(x: 0, y: 0, width: 300, height: 150), Box(x: 0, y: 150, width: 300, height: 150),
        Box(x: 300, y: 0, width: 300, height: 300),
      ])
  }

  @Test(arguments: [("1,2", "1;2"), ("1;1,1", "1,1;1")])
  func regionalPrompterExchangesMarks(ratios: String, flipped: String) throws {
    let texts = [(ratios, true), (flipped, false)].map { ratios, isFlipped in
      regionalPrompter("Columns", ratios, "a BREAK b", isFlipped: isFlipped)
    }
    let layouts = try texts.map { try RegionalPrompterNotation().parse($0, canvas: .standard) }
    #expect(layouts[0].layout == layouts[1].layout)
    #expect(layouts[0].layout.objects.count == 2)
  }

  @Test func regionalPrompterRefusesRandomCells() {
    let text = regionalPrompter("Random", "1,1", "a BREAK b")
    #expect(throws: ParseFailure.self) {
      try RegionalPrompterNotation().parse(text, canvas: .standard)
    }
  }

  /// The words say by themselves what the options would.
  @Test(arguments: [
    ("fine ADDCOMM a cat BREAK a dog", false, false, "fine", ""),
    ("fine ADDCOMM a cat BREAK a dog", true, false, "fine", ""),
    ("fine BREAK a cat BREAK a dog", true, false, "fine", ""),
    ("a park ADDBASE a cat ADDCOL a dog", false, false, "", "a park"),
    ("a park ADDBASE a cat BREAK a dog", false, true, "", "a park"),
    ("fine BREAK a park BREAK a cat BREAK a dog", true, true, "fine", "a park"),
    ("fine ADDCOMM a park BREAK a cat BREAK a dog", false, true, "fine", "a park"),
    ("fine ADDCOMM\\na park ADDBASE\\na cat BREAK a dog", false, false, "fine", "a park"),
  ])
  func regionalPrompterCommonAndBase(
    prompt: String, usesCommon: Bool, usesBase: Bool, common: String, base: String
  ) throws {
    let text = regionalPrompter(
      "Columns", "1,1", prompt, usesBase: usesBase, usesCommon: usesCommon)
    let layout = try RegionalPrompterNotation().parse(text, canvas: .standard).layout
    #expect(layout.objects.map(\.name) == ["a cat", "a dog"])
    #expect(layout.caption == common && layout.background == base)
  }

  @Test func regionalPrompterKeepsTilings() throws {
    let layout = Layout(
      background: "a room", negative: "people",
      objects: [
        LayoutObject(name: "a", box: Box(x: 0, y: 0, width: 512, height: 100)),
        LayoutObject(name: "b", box: Box(x: 0, y: 100, width: 200.5, height: 412)),
        LayoutObject(name: "c", box: Box(x: 200.5, y: 100, width: 311.5, height: 412)),
      ])
    let printed = RegionalPrompterNotation().print(layout)
    #expect(printed.losses == [], "\(printed.text)")
    #expect(printed.text.contains("100,512;412,200.5,311.5"))
  }

  @Test func ideogramIsCompactAndInOrder() throws {
    let layout = Layout(
      caption: "a cat", background: "a sea",
      objects: [
        LayoutObject(
          name: "cat", description: "grey", box: Box(x: 0, y: 128, width: 256, height: 64))
      ])
    let printed = IdeogramNotation().print(layout)
    let expected =
      #"{"high_level_description":"a cat","compositional_deconstruction":{"background":"a sea","#
      + #""elements":[{"type":"obj","bbox":[250,0,375,500],"desc":"cat: grey"}]}}"#
    #expect(printed.text == expected)
    #expect(printed.losses == [])
  }

  @Test func ideogramKeepsLetteringAndLeavesOutWhatHasNoBox() throws {
    let text =
      #"{"high_level_description":"","compositional_deconstruction":{"background":"wall","#
      + #""elements":[{"type":"text","bbox":[100,100,300,800],"text":"OPEN","desc":"red letters"}"#
    let parsed = try IdeogramNotation().parse(
      text + #",{"type":"obj","desc":"a door"}]}}"#, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["red letters"])
    #expect(parsed.layout.objects.first?.extras == ["text": "OPEN", "type": "text"])
    #expect(parsed.findings.map(\.rule) == ["skipped-shape"])
    #expect(IdeogramNotation().print(parsed.layout).text == text + "]}}")
    #expect(IdeogramNotation().print(parsed.layout).losses == [])
  }

  @Test func ideogramCutsBoxesToThePicture() throws {
    let layout = Layout(objects: [
      LayoutObject(name: "sea", box: Box(x: -64, y: 256, width: 640, height: 300)),
      LayoutObject(name: "far", box: Box(x: 600, y: 0, width: 64, height: 64)),
    ])
    let printed = IdeogramNotation().print(layout)
    #expect(printed.text.contains("[500,0,1000,1000]") && !printed.text.contains("far"))
    #expect(printed.losses.map(\.rule) == ["loses-place", "loses-object"])
  }

  @Test func invokeAILeavesOutOtherLayers() throws {
    func entity(_ kind: String) -> String {
      #"{"type": "\#(kind)", "objects": [{"type": "rect", "rect": {"x": 1, "y": 2, "width": 30, "#
        + #""height": 40}}], "positivePrompt": "a \#(kind)"}"#
    }
    let text = "[\(["raster_layer", "regional_guidance"].map(entity).joined(separator: ","))]"
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a regional_guidance"])
    #expect(parsed.findings.map(\.rule) == ["notation-chosen", "skipped-shape"])
  }

  @Test func blobGENVectors() throws {
    // The paper's road is wide: its vector with sine first is a lying ellipse.
    let text = """
      {"Caption": "a road", "Blob parameters": [[0.4498, 0.8637, 0.4206, 0.174, 0.9984, 0.5399]],
       "Blob descriptions": ["The road is grey"]}
      """
    let layout = try BlobGENNotation().parse(text, canvas: .standard).layout
    guard case .ellipse(let road) = try #require(layout.objects.first).region else {
      Issue.record("expected an ellipse")
      return
    }
    #expect(min(road.angle, 180 - road.angle) < 6)
    let turned = try BlobGENNotation(components: .cossin).parse(text, canvas: .standard).layout
    guard case .ellipse(let wall) = try #require(turned.objects.first).region else { return }
    #expect((wall.angle - 90).magnitude < 6)
    for components in BlobGENNotation.Components.allCases {
      for angles in AngleConvention.allCases {
        let notation = BlobGENNotation(components: components, angles: angles)
        #expect(notation.print(layout).losses == [])
      }
    }
  }

  /// What is said of a vector belongs to it, also behind one that is left out.
  @Test func blobGENVectorsTooLargeAreNoObjects() throws {
    let text = """
      {"Blob parameters": [[1e308, 0.5, 0.1, 0.1, 1, 0.5], [0.5, 0.5, 0.2, 0.1, 1, 0.5]],
       "Blob descriptions": ["a wall"]}
      """
    let parsed = try BlobGENNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.count == 1)
    let finding = try #require(parsed.findings.first { $0.rule == "missing-category" })
    #expect(finding.object == 0)
  }

  @Test func blobCtrlTakesTheLastStep() throws {
    let text = """
      {"scene_prompt": "a frog", "remove_blob_box": false, "ellipse_lists": [
       [[[227, 118], [80, 100], 90], [1, 1, 1, 0], 0],
       [[[361, 367], [80, 100], 90], [1, 1, 1, 0], 1]]}
      """
    let parsed = try BlobCtrlNotation().parse(text, canvas: .standard)
    let ellipse = Ellipse(centerX: 361, centerY: 367, major: 50, minor: 40, angle: 0)
    #expect(parsed.layout.objects.map(\.region) == [.ellipse(ellipse)])
    #expect(parsed.layout.caption == "a frog")
  }

  /// What is said of an ellipse that is left out names no object.
  @Test func blobCtrlLeavesOutWhatIsTooLarge() throws {
    let text =
      #"{"ellipse_lists": [[[1.7e308, 367], [80, 1.7e308], 0]], "scene_prompt": "a frog"}"#
    let parsed = try BlobCtrlNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.isEmpty)
    #expect(Set(parsed.findings.map(\.rule)) == ["not-a-number", "missing-category"])
    #expect(parsed.findings.allSatisfy { $0.object == nil })
  }

  @Test func gligenSaysWhatDiffusersLeavesOut() {
    let objects = (0..<31).map {
      LayoutObject(name: "\($0)", box: Box(x: Double($0), y: 0, width: 64, height: 64))
    }
    let losses = GLIGENNotation().print(Layout(objects: objects)).losses
    #expect(losses.map(\.rule) == ["loses-object"])
  }

  @Test func gligenPixelsAreRecognised() throws {
    let text = #"{"gligen_phrases": ["a", "b"], "gligen_boxes": [[10, 20, 110, 220]]}"#
    let parsed = try GLIGENNotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects.map(\.region) == [.box(Box(x: 10, y: 20, width: 100, height: 200))])
    #expect(Set(parsed.findings.map(\.rule)) == ["assumed-frame", "missing-box"])
  }
}
