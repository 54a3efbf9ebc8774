import Layouts
import Planning
import Testing

/// What the planner makes of captions as people write them.
@Suite struct TolerantReadingTests {
  /// A caption with its objects: number and category, in the order of the alphabet.
  static let readings: [(caption: String, objects: String)] = [
    ("A man riding a wave on top of a surfboard.", "1 man, 1 surfboard, 1 wave"),
    ("Several people sitting around a table eating pizza", "4 person, 1 pizza, 1 table"),
    ("three zebras standing in tall grass near two trees", "2 tree, 3 zebra"),
    ("a cat and a dog and a bird next to it", "1 bird, 1 cat, 1 dog"),
    ("two dogs, one brown and one white", "2 dog"),
    ("two cats and one of them is black", "2 cat"),
    ("one of the cats is black", "1 cat"),
    ("three boys, each holding a balloon", "3 balloon, 3 boy"),
    ("three plates, each with a slice of cake on it", "3 cake, 3 plate"),
    ("a lamp on each side of a bed", "1 bed, 2 lamp"),
    ("two lamps on either side of a bed", "1 bed, 2 lamp"),
    ("a house surrounded by a fence", "1 fence, 1 house"),
    ("a stack of five books", "5 book"),
    ("a stack of books", "1 book"),
    ("A woman prepares food in a kitchen.", "1 food, 1 woman"),
    ("The man is wearing a suit and a tie.", "1 man"),
    ("A cat laying on the arm of a couch", "1 cat, 1 couch"),
    ("a dog standing on a cow's back", "1 cow, 1 dog"),
    ("a bicycle wheel", "1 bicycle"),
    ("a statue of a horse", "1 horse"),
    ("a tiny round table", "1 table"),
    ("a pizza in an oven waiting to be cooked", "1 oven, 1 pizza"),
    ("a dog sits in a car as it stares at a camera", "1 camera, 1 car, 1 dog"),
    ("a cat with a ball on the floor in the kitchen and two bowls", "1 ball, 2 bowl, 1 cat"),
    ("at least three cats and up to two dogs", "3 cat, 2 dog"),
    ("both a cat and a dog", "1 cat, 1 dog"),
    ("a dog with it's tongue out", "1 dog"),
    ("a (small) cat - on a chair: red", "1 cat, 1 chair"),
    ("a sign that says \"two cats\"", "1 sign"),
    ("a person on skis going down a snowy hill", "1 person, 1 skis"),
    ("A man in a suit and tie standing next to a woman", "1 man, 1 woman"),
    (
      "A person holding a hot dog in one hand and a drink in the other.",
      "1 drink, 1 hot dog, 1 person"
    ),
    ("Two laptops are sitting side by side on a wooden desk.", "1 desk, 2 laptop"),
    ("The front end of a red and white bus with its lights on.", "1 bus"),
    ("A zebra stands alone in a dry field, looking toward the camera.", "1 zebra"),
    ("A sandwich cut in half on a plate next to a glass of milk.", "1 glass, 1 plate, 1 sandwich"),
    (
      "A street filled with traffic lights, cars and tall buildings.",
      "3 building, 3 car, 3 traffic light"
    ),
    (
      "The kitchen counter has a blender, a toaster, and a bowl of fruit on it.",
      "1 blender, 1 bowl, 1 counter, 1 toaster"
    ),
    ("A tennis player reaches up to hit the ball with his racket.", "1 ball, 1 player"),
    ("a couple of kites being flown high in the sky", "2 kite"),
    ("a bench in a park with no people on it", "1 bench"),
    ("A boat filled with people floating down a river", "1 boat, 3 person"),
    ("a cat on a chair, oil painting, highly detailed, 4k", "1 cat, 1 chair"),
    ("The Eiffel Tower with hot air balloons in the sky", "3 hot air balloon, 1 tower"),
  ]

  @Test(arguments: readings.indices)
  func plansNaturalCaptions(index: Int) {
    let (caption, expected) = Self.readings[index]
    let categories = plan(caption).categories
    let summary = Set(categories).sorted().map { kind in
      "\(categories.count { $0 == kind }) \(kind)"
    }
    #expect(summary.joined(separator: ", ") == expected, "\(caption)")
  }

  /// What is left out is a warning that points at the words, and nothing else is.
  @Test(arguments: [
    ("a cat or a dog", "or a dog"), ("a cat isn't on a table", "isn't on a table"),
    ("a cat gleefully on a chair", "gleefully"), ("a cat 🐈", "🐈"),
    ("a cat on a the chair", "a"), ("a dog is a poodle", "a poodle"),
    ("a sign that says \"two cats\"", "\"two cats\""),
  ])
  func declaresWhatIsLeftOut(caption: String, words: String) throws {
    let plan = plan(caption)
    #expect(plan.layout != nil)
    let finding = try #require(plan.findings.last { $0.code == "MQ416" })
    #expect(finding.severity == .warning)
    let source = try #require(finding.source)
    let bytes = Array(caption.utf8)[source.offset..<source.offset + source.length]
    #expect(String(decoding: bytes, as: UTF8.self) == words)
  }

  @Test(arguments: [
    ("neither cats nor dogs in a garden", "cats, dogs"), ("a street with no one around", "people"),
    ("a room without a chair or a table", "chair, table"),
  ])
  func excludes(caption: String, negative: String) {
    #expect(plan(caption).layout?.negative == negative)
  }

  /// The first thing compared is the one that is to be larger.
  @Test(arguments: [
    "a mouse bigger than an elephant", "a cat that is larger than a bus",
    "a dog twice as big as a cat",
    "a huge mouse beside a tiny elephant", "a cat and a dog that is smaller than the cat",
  ])
  func comparesSizes(caption: String) throws {
    let plan = plan(caption)
    let layout = try #require(plan.layout, "\(plan.findings)")
    let large = try #require(
      zip(plan.categories, layout.boxes).first {
        caption.contains("cat and") ? $0.0 == "cat" : true
      })
    let others = layout.boxes.filter { $0 != large.1 }
    #expect(others.allSatisfy { $0.area < large.1.area }, "\(caption): \(layout.boxes)")
  }

  @Test func placesARingOnAllSides() throws {
    let plan = plan("six chairs around a round table")
    let layout = try #require(plan.layout)
    let table = try #require(layout.boxes(of: "table").first)
    let chairs = layout.boxes(of: "chair")
    #expect(chairs.count == 6)
    #expect(chairs.contains { $0.maxX <= table.x } && chairs.contains { $0.x >= table.maxX })
    #expect(chairs.contains { $0.maxY <= table.y } && chairs.contains { $0.y >= table.maxY })
    #expect(layout.overlapping == nil)
  }

  @Test func aBowlOfManyStaysABowl() throws {
    let bowl = try #require(plan("five green apples in a bowl").layout?.boxes(of: "bowl").first)
    #expect(bowl.width > bowl.height)
  }

  @Test func readsGroupedThousands() throws {
    let finding = try #require(plan("1,000 cats").findings.first)
    #expect(finding.code == "MQ405")
    #expect(finding.message.hasPrefix("1000 things do not fit"))
  }

  /// A strict reading refuses what a tolerant one leaves out.
  @Test(arguments: ["a cat or a dog", "a cat isn't on a table", "a cat on a the chair", "a cat 🐈"])
  func refusesWhenStrict(caption: String) {
    let plan = plan(caption, isStrict: true)
    #expect(plan.layout == nil)
    #expect(plan.findings.map(\.severity) == [.error])
  }
}
