import Layouts
import Testing

@testable import Experiments

@Suite("Judging pictures by what a detector found")
struct PictureJudgeTests {
  private func thing(
    _ name: String, _ colour: String? = nil, score: Double = 0.9, x: Double = 0, y: Double = 0,
    width: Double = 20, height: Double = 20
  ) -> DetectedThing {
    DetectedThing(
      thing: name, colour: colour, score: score,
      box: Box(x: x, y: y, width: width, height: height))
  }

  private func isRight(_ prompt: String, _ things: [DetectedThing]) throws -> Bool {
    let suiteCase = try #require(
      LMDSuite.suiteCase("0", "A realistic photo of a scene \(prompt)"))
    return PictureJudge(.lmd, filter: DetectionFilter()).verdict(
      of: things, to: PictureCase(suiteCase, layout: nil), size: (64, 64)
    ).isRight
  }

  @Test func lmdsFourTasks() throws {
    #expect(try isRight("without cats", [thing("dog")]))
    #expect(try !isRight("without cats", [thing("cat")]))
    #expect(try isRight("without cats", [thing("cat", score: 0.1)]))
    let cats = [thing("cat"), thing("cat", x: 40), thing("dog", y: 40)]
    #expect(try isRight("with two cats", cats))
    #expect(try !isRight("with three cats", cats))
    let colours = [thing("dog", "orange"), thing("bowl", "white", x: 30)]
    #expect(try isRight("with an orange dog and a white bowl", colours))
    #expect(try !isRight("with a white dog and an orange bowl", colours))
    let phrases = [thing("red book"), thing("blue cup", x: 30)]
    #expect(try isRight("with a red book and a blue cup", phrases))
    let sides = [thing("cup", x: 0), thing("car", x: 40)]
    #expect(try isRight("with a cup on the left and a car on the right", sides))
    #expect(try !isRight("with a cup on the right and a car on the left", sides))
    #expect(try !isRight("with a cup on the left and a dog on the right", sides))
  }

  @Test func theSurestOfTwoThatOverlapCounts() {
    let filter = DetectionFilter(threshold: 0.5, overlap: 0.3)
    let all = [
      thing("cat", score: 0.6, x: 1), thing("cat", score: 0.9), thing("dog", score: 0.7),
      thing("cat", score: 0.8, x: 40), thing("cat", score: 0.4, y: 40),
    ]
    #expect(filter(all) == [all[1], all[3], all[2]])
    #expect(filter([]) == [])
  }

  @Test func multigenCountsCategories() throws {
    let row: JSONValue = [
      "prompt": "a photo of a cat, a dog and a cup", "objects": ["cat", "dog", "cup"],
    ]
    let suiteCase = try #require(try MultiGenSuite().readCase(row, at: 1))
    let verdict = PictureJudge(.multigen, filter: DetectionFilter()).verdict(
      of: [thing("cat"), thing("cup", x: 30)], to: PictureCase(suiteCase, layout: nil),
      size: (64, 64))
    #expect(!verdict.isRight && verdict.measures["mg2"] == 1 && verdict.measures["mg3"] == 0)
  }

  @Test func fiveOfCOCOsClassesArePickedForMultigen() throws {
    let things = ["penguin", "cat", "dog", "cup", "book", "tree", "orange", "teddy bear"]
    let cases = MultiGenSuite.cases(of: things, count: 30)
    #expect(cases.count == 30 && cases == MultiGenSuite.cases(of: things, count: 30))
    var seen: Set<String> = []
    for suiteCase in cases {
      guard case .counts(let counts) = suiteCase.demand else { throw Missing() }
      #expect(Set(counts.map(\.name)).count == 5)
      seen.formUnion(counts.map(\.name))
      for name in counts.map(\.name) { #expect(suiteCase.prompt.contains(" \(name)")) }
    }
    #expect(seen == ["cat", "dog", "cup", "book", "orange", "teddy bear"])
    #expect(MultiGenSuite.cases(of: ["cat", "dog", "penguin"]).isEmpty)
  }

  private struct Missing: Error {}

  // MARK: - Single things

  @Test func aThingIsThereOrNot() throws {
    let cases = SingleThingSuite.cases(of: ["cat", "apple"])
    #expect(cases.count == 2 * SingleThingSuite.promptsPerThing)
    #expect(cases[1].prompt.hasPrefix("a photo of an apple "))
    #expect(Set(cases.map(\.prompt)).count == cases.count)
    func verdict(_ things: [DetectedThing]) -> SuiteVerdict {
      PictureJudge(.things, filter: DetectionFilter()).verdict(
        of: things, to: PictureCase(cases[0], layout: nil), size: (64, 64))
    }
    #expect(verdict([thing("cat")]).isRight && verdict([thing("cat")]).group == "cat")
    #expect(verdict([thing("dog", x: 40), thing("cat", "black")]).isRight)
    #expect(!verdict([thing("cat", score: 0.1)]).isRight)
    #expect(verdict([]).reason == "nothing was found")
    #expect(verdict([thing("dog")]).reason == "found: dog")
    #expect(!verdict([thing("caterpillar")]).isRight)
  }

  // MARK: - Layouts

  private let layout = Layout(
    canvas: Canvas(width: 128, height: 128),
    objects: [
      LayoutObject(name: "two-tone red apples", box: Box(x: 0, y: 0, width: 40, height: 40)),
      LayoutObject(
        name: "a cat",
        ellipse: Ellipse(centerX: 100, centerY: 100, major: 20, minor: 20, angle: 0)),
      LayoutObject(name: "a cat", box: Box(x: 80, y: 0, width: 40, height: 40)),
      LayoutObject(name: "a dog", box: Box(x: 500, y: 0, width: 40, height: 40)),
    ])

  /// The canvas is twice the picture; pairs are those that overlap most in all, not those that come first.
  @Test func objectsArePairedWithTheirOwn() throws {
    let found = [
      thing("cat", x: 40, y: 0), thing("cat", x: 40, y: 40), thing("apple", "red", x: 0, y: 0),
    ]
    let score = LayoutPictureScore(layout, detections: found, picture: (64, 64))
    #expect(score.objects.map(\.index) == [0, 1, 2])
    #expect(score.objects.map(\.detection) == [2, 1, 0])
    for object in score.objects {
      #expect(abs(object.boxOverlap - 1) < 1e-9)
      #expect(abs(object.ellipseOverlap - 1) < 1e-6)
    }
    #expect(score.foundShare == 1)
    let partly = LayoutPictureScore(
      layout, detections: [thing("cat", x: 50, y: 40)], picture: (64, 64))
    #expect(partly.objects.map(\.detection) == [nil, 0, nil])
    // Half of each box's width is shared: 800 of 2400 square pixels.
    #expect(abs(partly.objects[1].boxOverlap - 1.0 / 3) < 1e-9)
    #expect(abs(try #require(partly.boxOverlap) - 1.0 / 9) < 1e-9)
    #expect(partly.objects[1].ellipseOverlap < 1.0 / 3)
  }

  @Test(
    arguments: [
      ("a red apple", "apple", "red", true), ("a red apple", "apple", "green", false),
      ("an apple", "apple", "green", true), ("apples", "apple", nil, true),
      ("a pineapple", "apple", nil, false), ("a teddy bear", "teddy bear", nil, true),
      ("a bear", "teddy bear", nil, false), ("a red apple", "red apple", nil, true),
    ] as [(String, String, String?, Bool)])
  func namesAskForThings(name: String, thing: String, colour: String?, isAsked: Bool) {
    #expect(LayoutPictureScore.isNamed(name, self.thing(thing, colour)) == isAsked)
  }

  @Test func nothingAskedIsNothingMissed() {
    let score = LayoutPictureScore(Layout(), detections: [thing("cat")], picture: (64, 64))
    #expect(score.objects.isEmpty && score.boxOverlap == nil && score.foundShare == nil)
    let verdict = PictureJudge(.layouts, filter: DetectionFilter()).verdict(
      of: [], to: PictureCase(layout, id: "0"), size: (64, 64))
    #expect(!verdict.isRight && verdict.measures["found"] == 0)
    #expect(verdict.reason == "“two-tone red apples” is not there")
  }

  // MARK: - Files of detections

  private func read(_ text: String) throws -> [Int: [DetectedThing]] {
    try DetectionFile(try JSONReader.read(text).root.value, names: [7: "cat"]).detections
  }

  @Test func readsResultsAndDatasets() throws {
    let list = try read(
      #"[{"image_id": 2, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 0.5, "colour": "Red"}]"#)
    #expect(
      list == [2: [thing("cat", "red", score: 0.5, x: 1, y: 2, width: 3, height: 4)]])
    let dataset = try read(
      #"{"categories": [{"id": 1, "name": "Dog"}], "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 20, 20], "score": 0.9}]}"#
    )
    #expect(dataset == [1: [thing("dog")]])
    #expect(try read("[]") == [:])
  }

  @Test(arguments: [
    (#"{"images": []}"#, "annotations"), (#"[{"category_id": 7}]"#, "image_id"),
    (#"[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3], "score": 1}]"#, "bbox"),
    (#"[{"image_id": 1, "category_id": 7, "bbox": [1, 2, -3, 4], "score": 1}]"#, "bbox"),
    (#"[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 2}]"#, "score"),
    (#"[{"image_id": 1, "category_id": 8, "bbox": [1, 2, 3, 4], "score": 1}]"#, "found 8"),
  ])
  func tellsWhatIsWrong(text: String, word: String) throws {
    let failure = #expect(throws: DetectionFile.Failure.self) { try self.read(text) }
    #expect(failure?.description.contains(word) == true, "\(failure?.description ?? "")")
  }

  @Test func intervalsDrawPromptsWithAllTheirAnswers() throws {
    #expect(PromptResampling.interval(of: []) == nil)
    #expect(PromptResampling.interval(of: [[1, 1], [1]]) == 1...1)
    let alone = try #require(PromptResampling.interval(of: Array(repeating: [0, 1], count: 50)))
    #expect(alone == 0.5...0.5)
    let mixed = try #require(
      PromptResampling.interval(of: (0..<100).map { [$0 < 50 ? 0 : 1] }))
    // A share of one half of a hundred has a standard error of 0.05.
    #expect(abs(mixed.lowerBound - 0.4) < 0.03 && abs(mixed.upperBound - 0.6) < 0.03)
  }
}
