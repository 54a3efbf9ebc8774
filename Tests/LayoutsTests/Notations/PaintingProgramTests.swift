import Layouts
import Testing

/// Files of painting programs, as their own documentation writes them.
@Suite struct PaintingProgramTests {
  private func regionalPrompter(_ mode: String, _ ratios: String, _ prompt: String) -> String {
    """
    {"prompt": "\(prompt)", "width": 600, "height": 300, "alwayson_scripts": {"Regional Prompter":
     {"args": [true, false, "Matrix", "\(mode)", "Mask", "Prompt", "\(ratios)", "", false, false,
      false, "Attention", false, "0", "0", "0", ""]}}}
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

  @Test func comfyUILinksAreFollowed() throws {
    let text = """
      {"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x"}},
       "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 400, "height": 200, "batch_size": 1}},
       "20": {"class_type": "CLIPTextEncode", "inputs": {"text": "people", "clip": ["4", 1]}},
       "21": {"class_type": "CLIPTextEncode", "inputs": {"text": "a road", "clip": ["4", 1]}},
       "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a car", "clip": ["4", 1]}},
       "11": {"class_type": "ConditioningSetAreaPercentage", "inputs": {"conditioning": ["6", 0],
         "width": 0.5, "height": 0.25, "x": 0.25, "y": 0.5, "strength": 1.5}},
       "3": {"class_type": "KSampler", "inputs": {"negative": ["20", 0], "positive": ["11", 0]}}}
      """
    let parsed = try ComfyUINotation().parse(text, canvas: .standard)
    #expect(parsed.layout.canvas == Canvas(width: 400, height: 200))
    #expect(parsed.layout.objects.map(\.name) == ["a car"])
    #expect(parsed.layout.objects[0].region == .box(Box(x: 100, y: 100, width: 200, height: 50)))
    #expect(parsed.layout.negative == "people" && parsed.layout.background == "a road")
    #expect(parsed.findings.map(\.rule) == ["unknown-key"])
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
