import Layouts

/// A caption with a layout that keeps to it and one that doesn't, and the rule that must say so.
struct CaptionCase: Sendable, CustomStringConvertible {
  var caption: String
  var right: String
  var wrong: String
  var rule: String

  init(_ caption: String, right: String, wrong: String, _ rule: String) {
    self.caption = caption
    self.right = right
    self.wrong = wrong
    self.rule = rule
  }

  var description: String { caption }

  /// Reads "a dog 50 200 150 150; a cat …", the background behind a bar.
  func layout(_ text: String) -> Layout {
    let halves = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let objects = (halves.first ?? "").split(separator: ";").map { part in
      let words = part.split(separator: " ")
      let numbers = words.suffix(4).compactMap { Double($0) }
      return LayoutObject(
        name: words.dropLast(4).joined(separator: " "),
        box: Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]))
    }
    let background = halves.dropFirst().first.map { $0.drop { $0 == " " } } ?? "A realistic scene"
    return Layout(caption: caption, background: String(background), objects: objects)
  }

  /// Captions of all sorts that are none of the benchmarks'.
  static let all: [CaptionCase] = [
    // Missing.
    .init(
      "a penguin and a walrus", right: "a penguin 40 150 150 250; a walrus 250 200 240 200",
      wrong: "a penguin 40 150 150 250", "missing-object"),
    .init(
      "A lighthouse to the right of three sailboats.",
      right: "a lighthouse 380 50 100 400; a sailboat 20 250 90 90; a sailboat 130 250 90 90; "
        + "a sailboat 240 250 90 90",
      wrong: "a sailboat 20 250 90 90; a sailboat 130 250 90 90; a sailboat 240 250 90 90",
      "missing-object"),
    .init(
      "two astronauts riding a horse on the moon",
      right: "an astronaut 100 80 100 200; an astronaut 220 80 100 200; a horse 60 220 320 250",
      wrong: "a horse 60 220 320 250", "missing-object"),
    .init(
      "a robot holding a balloon", right: "robot 100 150 200 330; balloon 320 60 120 150",
      wrong: "balloon 320 60 120 150", "missing-object"),
    .init(
      "a cat", right: "a cat 96 80 320 400", wrong: "a cat 0 0 512 512", "missing-object"),
    // A garment or a part that nobody wears or has is a thing by itself.
    .init(
      "a hat and a book", right: "a hat 40 150 150 150; a book 250 200 200 200",
      wrong: "a book 250 200 200 200", "missing-object"),
    .init(
      "two books and one hat",
      right: "a book 20 200 150 150; a book 190 200 150 150; a hat 360 150 130 130",
      wrong: "a book 20 200 150 150; a book 190 200 150 150", "missing-object"),
    .init(
      "a door to the left of a clock", right: "a door 40 50 150 400; a clock 300 200 150 150",
      wrong: "a clock 300 200 150 150", "missing-object"),
    .init(
      "a man in a suit and a tie and a dog", right: "a man 40 50 150 400; a dog 300 200 150 150",
      wrong: "a man 40 50 150 400", "missing-object"),
    .init(
      "an oil painting of a samurai beside a cherry tree",
      right: "a samurai 60 150 150 330; a cherry tree 250 60 240 420",
      wrong: "a cherry tree 250 60 240 420", "missing-object"),
    .init(
      "a man and a woman", right: "person 50 100 150 380; person 260 100 150 380",
      wrong: "a man 50 100 150 380", "missing-object"),
    .init(
      "a couch and a lamp", right: "a sofa 40 250 280 180; a floor lamp 350 80 90 350",
      wrong: "a sofa 40 250 280 180; a rug 50 440 400 60", "missing-object"),
    // Counts.
    .init(
      "five balloons",
      right: "a balloon 10 10 90 110; a balloon 110 10 90 110; a balloon 210 10 90 110; "
        + "a balloon 310 10 90 110; a balloon 410 10 90 110",
      wrong: "a balloon 10 10 90 110; a balloon 110 10 90 110; a balloon 210 10 90 110; "
        + "a balloon 310 10 90 110", "wrong-count"),
    .init(
      "two chairs", right: "a chair 40 200 180 250; a chair 280 200 180 250",
      wrong: "two chairs 182 202 148 208", "wrong-count"),
    .init(
      "a pair of elephants in the savanna",
      right: "an elephant 20 150 220 250; an elephant 260 150 220 250",
      wrong: "an elephant 20 150 220 250", "wrong-count"),
    .init(
      "one mouse and two pieces of cheese",
      right:
        "a mouse 20 300 100 90; a piece of cheese 200 300 90 80; a piece of cheese 320 300 90 80",
      wrong: "a mouse 20 300 100 90; a mouse 140 300 100 90; a piece of cheese 260 300 90 80; "
        + "a piece of cheese 380 300 90 80", "wrong-count"),
    .init(
      "a dozen eggs",
      right: (0..<12).map { "egg \($0 % 4 * 120 + 10) \($0 / 4 * 150 + 10) 80 90" }
        .joined(separator: ";"),
      wrong: (0..<11).map { "egg \($0 % 4 * 120 + 10) \($0 / 4 * 150 + 10) 80 90" }
        .joined(separator: ";"), "wrong-count"),
    .init(
      "two red apples and three green apples",
      right: "a red apple 0 50 80 80; a red apple 100 50 80 80; a green apple 200 50 80 80; "
        + "a green apple 300 50 80 80; a green apple 400 50 80 80",
      wrong: "a red apple 0 50 80 80; a green apple 200 50 80 80; "
        + "a green apple 300 50 80 80; a green apple 400 50 80 80", "wrong-count"),
    .init(
      "there are 4 wine glasses on the table",
      right:
        "a wine glass 20 100 80 150; a wine glass 120 100 80 150; a wine glass 220 100 80 150; "
        + "a wine glass 320 100 80 150; a table 0 240 500 250",
      wrong: "a wine glass 20 100 80 150; a wine glass 120 100 80 150; a table 0 240 500 250",
      "wrong-count"),
    .init(
      "three hot dogs and one dog",
      right: "hot-dog 10 10 120 80; hot-dog 10 110 120 80; "
        + "hot-dog 10 210 120 80; dog 200 200 200 200",
      wrong: "hot-dog 10 10 120 80; hot-dog 10 110 120 80; dog 10 210 120 80; dog 200 200 200 200",
      "wrong-count"),
    .init(
      "two flowers and a few bees, the number of bees is more than that of flowers",
      right:
        "a flower 20 300 90 150; a flower 300 300 90 150; a bee 20 50 80 80; a bee 150 50 80 80; "
        + "a bee 300 50 80 80",
      wrong: "a flower 20 300 90 150; a bee 20 50 80 80; a bee 150 50 80 80; a bee 300 50 80 80",
      "wrong-count"),
    // Attributes.
    .init(
      "a purple backpack and an orange cup",
      right: "a purple backpack 30 150 200 280; an orange cup 300 250 150 180",
      wrong: "an orange backpack 30 150 200 280; a purple cup 300 250 150 180", "wrong-attribute"),
    .init(
      "a wooden table and a metal chair",
      right: "a wooden table 20 250 280 200; a metal chair 330 200 150 260",
      wrong: "a metal table 20 250 280 200; a wooden chair 330 200 150 260", "wrong-attribute"),
    .init(
      "a white horse galloping on a beach", right: "a white horse galloping 100 150 300 280",
      wrong: "a horse 100 150 300 280", "wrong-attribute"),
    .init(
      "a grey kitten next to a black puppy",
      right: "a gray kitten 40 220 180 200; a black puppy 270 220 190 210",
      wrong: "a gray kitten 40 220 180 200; a brown puppy 270 220 190 210", "wrong-attribute"),
    .init(
      "the car is red and the truck is blue",
      right: "a red car 20 280 200 150; a blue truck 260 220 240 220",
      wrong: "a blue car 20 280 200 150; a red truck 260 220 240 220", "wrong-attribute"),
    .init(
      "a black and white cow", right: "a black and white cow 100 150 300 280",
      wrong: "a brown cow 100 150 300 280", "wrong-attribute"),
    .init(
      "two yellow ducks", right: "a yellow duck 40 200 180 180; a yellow duck 280 200 180 180",
      wrong: "a yellow duck 40 200 180 180; a green duck 280 200 180 180", "wrong-attribute"),
    // Relations.
    .init(
      "a teapot left of a mug", right: "a teapot 40 200 180 200; a cup 300 230 130 160",
      wrong: "a teapot 300 200 180 200; a cup 40 230 130 160", "relation-violated"),
    .init(
      "a bicycle to the right of a fire hydrant",
      right: "a bike 250 200 230 220; a hydrant 60 250 90 180",
      wrong: "a bike 60 200 230 220; a hydrant 380 250 90 180", "relation-violated"),
    .init(
      "a kite above a tree", right: "a kite 180 20 140 120; a tree 120 180 260 320",
      wrong: "a kite 180 380 140 120; a tree 120 20 260 320", "relation-violated"),
    .init(
      "a submarine below a ship", right: "a submarine 100 320 300 150; a ship 120 80 280 170",
      wrong: "a submarine 100 80 300 150; a ship 120 320 280 170", "relation-violated"),
    .init(
      "a parrot on top of a treasure chest",
      right: "a parrot 200 60 120 170; a treasure chest 130 230 260 220",
      wrong: "a parrot 200 330 120 170; a treasure chest 130 60 260 220", "relation-violated"),
    .init(
      "a laptop on a desk", right: "a laptop 180 170 180 130; a desk 40 280 430 200",
      wrong: "a laptop 180 360 180 130; a desk 40 60 430 180", "relation-violated"),
    .init(
      "a goldfish in a bowl", right: "a goldfish 200 260 100 70; a bowl 130 200 260 230",
      wrong: "a goldfish 10 20 100 70; a bowl 230 250 260 230", "relation-violated"),
    .init(
      "a dog between two cats",
      right: "a dog 200 200 120 180; a cat 30 220 120 150; a cat 370 220 120 150",
      wrong: "a dog 370 200 120 180; a cat 30 220 120 150; a cat 200 220 120 150",
      "relation-violated"),
    .init(
      "a lamp between a bed and a window",
      right: "a lamp 230 180 70 200; a bed 10 250 200 200; a window 330 60 170 180",
      wrong: "a lamp 430 180 70 200; a bed 10 250 200 200; a window 230 60 170 180",
      "relation-violated"),
    .init(
      "a pumpkin next to a scarecrow",
      right: "a pumpkin 60 330 140 120; a scarecrow 230 100 160 360",
      wrong: "a pumpkin 200 400 100 90; a scarecrow 170 10 150 320", "relation-violated"),
    .init(
      "a tiger on the left and a lion on the right",
      right: "a tiger 30 200 200 220; a lion 270 190 220 230",
      wrong: "a lion 30 200 200 220; a tiger 270 190 220 230", "relation-violated"),
    .init(
      "a plane at the top and a car at the bottom",
      right: "a plane 150 30 220 120; a car 150 330 220 140",
      wrong: "a plane 150 330 220 120; a car 150 30 220 140", "relation-violated"),
    .init(
      "a snowman on the right side of the picture", right: "a snowman 330 150 150 300",
      wrong: "a snowman 30 150 150 300", "relation-violated"),
    .init(
      "to the left of the guitar there is a drum",
      right: "a drum 40 250 180 180; a guitar 300 100 140 350",
      wrong: "a drum 300 250 180 180; a guitar 40 100 140 350", "relation-violated"),
    .init(
      "two monkeys to the left of an elephant",
      right: "a monkey 10 300 100 130; a monkey 120 300 100 130; an elephant 240 150 260 300",
      wrong: "a monkey 10 300 90 130; a monkey 410 300 90 130; an elephant 120 150 260 300",
      "relation-violated"),
    .init(
      "a boy standing in front of a bus", right: "a bus 60 80 400 300; a boy 200 220 110 270",
      wrong: "a bus 60 330 400 170; a boy 200 20 110 180", "relation-violated"),
    // Sizes.
    .init(
      "a mouse bigger than a cat", right: "a mouse 20 100 280 300; a cat 340 250 130 150",
      wrong: "a mouse 20 300 100 100; a cat 200 100 280 300", "size-violated"),
    .init(
      "a strawberry that is smaller than a lemon",
      right: "a strawberry 60 300 90 90; a lemon 220 200 200 200",
      wrong: "a strawberry 20 100 250 250; a lemon 320 200 120 120", "size-violated"),
    .init(
      "a woman taller than a man", right: "a woman 80 60 130 420; a man 290 160 130 320",
      wrong: "a woman 80 160 130 320; a man 290 60 130 420", "size-violated"),
    // Exclusions.
    .init(
      "a park without people", right: "a bench 100 280 250 150",
      wrong: "a bench 100 280 250 150; a woman 380 150 90 300", "excluded-object"),
    .init(
      "a table with no chairs", right: "a table 100 200 300 220",
      wrong: "a table 100 200 300 220; an office chair 20 200 80 200", "excluded-object"),
    .init(
      "a street without red cars", right: "a blue car 100 280 250 150",
      wrong: "a red car 100 280 250 150", "excluded-object"),
    .init(
      "a photo of a forest without deer", right: "| a forest",
      wrong: "a deer 150 200 200 250 | a forest",
      "excluded-object"),
    .init(
      "a desk without a laptop or books", right: "a desk 60 220 400 250",
      wrong: "a desk 60 220 400 250; a book 100 150 120 80", "excluded-object"),
    .init(
      "a meadow with a cow and no birds", right: "a cow 100 200 280 220 | a meadow",
      wrong: "a cow 100 200 280 220 | a meadow with birds", "excluded-object"),
    // Languages.
    .init(
      "a dog and a bowl", right: "a dog 40 200 200 220; a bowl 300 330 150 110",
      wrong: "ein Hund 40 200 200 220; a bowl 300 330 150 110", "language-ignored"),
    .init(
      "a table", right: "a table 40 200 400 220", wrong: "la mesa 40 200 400 220",
      "language-ignored"),
    .init(
      "a tree", right: "a tree 40 20 400 420", wrong: "l'arbre 40 20 400 420", "language-ignored"),
    .init(
      "a house by a river", right: "a house 120 150 260 250",
      wrong: "房子 120 150 260 250", "language-ignored"),
    .init(
      "a cup of coffee", right: "a cup of coffee 170 200 180 190",
      wrong: "чашка кофе 170 200 180 190", "language-ignored"),
    .init(
      "three lemons",
      right: "a lemon 20 200 120 120; a lemon 180 200 120 120; a lemon 340 200 120 120",
      wrong: "un citron 20 200 120 120; un citron 180 200 120 120; un citron 340 200 120 120",
      "language-ignored"),
    .init(
      "一只猫和一只狗", right: "a cat 40 200 180 200; 一只狗 280 200 180 200",
      wrong: "a cat 40 200 180 200; собака 280 200 180 200", "language-ignored"),
    // Names that a person takes for the same.
    .init(
      "a stop sign beside a parking meter",
      right: "stop-sign 60 80 150 300; parking_meter 300 150 90 300",
      wrong: "stop-sign 60 80 150 300", "missing-object"),
    .init(
      "an aeroplane over a motorbike",
      right: "a photo of an airplane 100 40 300 140; motorcycle 150 320 220 150",
      wrong: "a photo of an airplane 100 320 300 140; motorcycle 150 40 220 150",
      "relation-violated"),
    .init(
      "three animals", right: "a cow 10 200 150 150; a pig 180 220 120 120; a hen 340 250 90 90",
      wrong: "a cow 10 200 150 150; a pig 180 220 120 120", "wrong-count"),
    .init(
      "a fruit bowl with bananas", right: "a fruit bowl 120 220 280 200; bananas 170 150 180 120",
      wrong: "bananas 170 150 180 120", "missing-object"),
    .init(
      "a person wearing a red hat and a dog",
      right: "a person wearing a red hat 80 80 170 400; a dog 300 280 170 190",
      wrong: "a person wearing a red hat 80 80 170 400", "missing-object"),
    .init(
      "two people and a teddy bear",
      right: "a woman 20 80 150 400; a boy 200 160 110 320; teddy_bear_1 350 300 120 150",
      wrong:
        "a woman 20 80 150 400; a boy 200 160 110 320; bear cub 350 300 120 150; a girl 330 20 120 200",
      "wrong-count"),
  ]
}
