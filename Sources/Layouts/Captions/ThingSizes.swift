/// Typical sizes of things, as a picture shows them side by side.
///
/// Width and height are fractions of the canvas for a picture of a few things; they are compressed
/// (a mouse is not a hundredth of an elephant), because what is too small can't be painted.
package struct ThingSize: Hashable, Sendable {
  /// Where a thing keeps itself when the caption doesn't say.
  package enum Habitat: Hashable, Sendable {
    case ground
    case sky
  }

  /// The width as a fraction of the canvas.
  package var width: Double
  /// The height as a fraction of the canvas.
  package var height: Double
  /// Where it keeps itself.
  package var habitat: Habitat
  /// How many boxes the figures were measured on; none when they are an estimate.
  package var samples = 0

  /// The size of a noun that the table does not know.
  package static let middling = ThingSize(width: 0.30, height: 0.30, habitat: .ground)

  /// Looks up a thing by its compound name, then by its head noun.
  ///
  /// - Returns: the size and whether the table knew it.
  package static func of(modifiers: [String], head: String) -> (size: ThingSize, known: Bool) {
    if let last = modifiers.last, let compound = table[last + " " + head] {
      return (compound, true)
    }
    if let size = table[head] { return (size, true) }
    if let cut = head.lastIndex(of: "-"), let size = table[String(head[head.index(after: cut)...])]
    {
      return (size, true)
    }
    return (middling, false)
  }

  /// The size of a thing that adjectives make larger or smaller.
  package func changed(by modifiers: [String]) -> ThingSize {
    var size = self
    for factor in modifiers.compactMap({ Self.adjectives[$0] }) {
      size.width *= factor.width
      size.height *= factor.height
    }
    return size
  }

  /// Tells whether a noun in the singular is in the table.
  package static func knows(_ noun: String) -> Bool { table[noun] != nil }

  /// Every noun of the table, compounds included.
  static var nouns: [String] { table.keys }

  /// How an adjective scales the thing it stands before: width, height.
  package static let adjectives: [String: (width: Double, height: Double)] = [
    "tiny": (0.6, 0.6), "miniature": (0.6, 0.6), "mini": (0.7, 0.7), "small": (0.75, 0.75),
    "little": (0.75, 0.75), "baby": (0.75, 0.75), "big": (1.25, 1.25), "large": (1.3, 1.3),
    "huge": (1.6, 1.6), "giant": (1.6, 1.6), "enormous": (1.6, 1.6), "gigantic": (1.7, 1.7),
    "massive": (1.6, 1.6), "tall": (1.0, 1.35), "long": (1.35, 1.0), "wide": (1.3, 1.0),
    "short": (1.0, 0.75), "narrow": (0.75, 1.0), "thin": (0.8, 1.0),
  ]

  private static let table: WordTable<ThingSize> = {
    var table: [String: ThingSize] = [:]
    for line in lines.split(separator: "\n") {
      let halves = line.split(separator: ":")
      let figures = halves[0].split(separator: " ")
      guard halves.count == 2, let width = Double(figures[0]), let height = Double(figures[1])
      else { continue }
      let size = ThingSize(
        width: width, height: height, habitat: figures.count > 2 ? .sky : .ground)
      for name in halves[1].split(separator: ",") {
        table[name.split(separator: " ").joined(separator: " ")] = size
      }
    }
    for line in MeasuredSizes.lines.split(separator: "\n") {
      let halves = line.split(separator: ":")
      let figures = halves[0].split(separator: " ")
      guard halves.count == 2, figures.count == 3, let width = Double(figures[0]),
        let height = Double(figures[1]), let samples = Int(figures[2])
      else { continue }
      let noun = halves[1].split(separator: " ").joined(separator: " ")
      table[noun]?.width = width
      table[noun]?.height = height
      table[noun]?.samples = samples
    }
    return WordTable(table.map { (key: $0, value: $1) })
  }()

  /// Own estimates, grouped by shape: width, height, an optional "sky", then the nouns.
  private static let lines = """
    .14 .14: mouse, egg, strawberry, cherry, coin, ring, nut, button, ladybug, ant, bee, key, marble
    .14 .14: berry, grape, mushroom, snail, frog, bug, insect, spider, olive, shell, acorn, watch, pea
    .16 .13 sky: butterfly, dragonfly, moth, bat
    .20 .18 sky: bird, seagull, pigeon, dove, crow, swallow, eagle, hawk, parrot, sparrow, falcon
    .17 .17: apple, orange, peach, pear, lemon, lime, tomato, onion, potato, donut, doughnut, cookie
    .17 .17: ball, clock, muffin, cupcake, bagel, bun, yo-yo, snowball, baseball, baseball glove, plum
    .20 .20: basketball, football, sports ball, melon, watermelon, pumpkin, cabbage, pineapple, globe, helmet, hat
    .24 .16: banana, carrot, fish, sandwich, hot dog, burger, hamburger, toast, bread, cheese, shoe
    .24 .16: boot, glove, remote, remote control, controller, toy, wallet, purse, comb, glasses, cap
    .24 .16: scissors, sunglasses, lobster, crab, turtle, tortoise, lizard, toad, salad, hot-dog, roll
    .30 .10: knife, fork, spoon, pen, pencil, toothbrush, brush, snake, paintbrush, hammer, wrench
    .30 .10: screwdriver, chopstick, baseball bat, stick, flute, sword, eel, ruler, rope, scarf, feather
    .12 .26: bottle, glass, wine glass, candle, candlestick, vase, lighter, flask, thermos, jug, jar
    .16 .16: cup, mug, teacup, can, glass cup, ice cream, bell, trophy, cube, sphere, block, dice, gem
    .16 .20: teapot, kettle, pitcher, hourglass, cone, pyramid, cylinder, alarm clock, lantern, pot
    .24 .14: bowl, plate, dish, pan, tray, basket, saucer, frying pan, wok, platter, crate, nest, bun
    .22 .16: book, notebook, magazine, newspaper, letter, envelope, folder, card, tablet, radio, camera
    .12 .20: phone, cell phone, smartphone, cellphone, calculator, ipad, microphone, hourglass, flower
    .12 .22: rose, tulip, daisy, sunflower, lily, orchid, dandelion, leaf, cactus, seedling, sprout
    .22 .26: bouquet, flower vase, houseplant, plant, potted plant, pot plant, bonsai, fern, shrub, bush
    .30 .22: laptop, keyboard, computer, monitor, typewriter, printer, microwave, toaster, screen
    .34 .24: tv, television, piano keyboard, aquarium, sink, oven, stove, washing machine, dryer
    .24 .22: bag, handbag, box, package, gift, present, pillow, cushion, drum, backpack, book bag, chest
    .26 .28: suitcase, luggage, bucket, barrel, barbecue, trash can, bin, stool, toilet, teddy bear, doll
    .26 .28: cat, kitten, rabbit, bunny, hare, fox, raccoon, squirrel, chicken, hen, rooster, duck, goose
    .26 .26: puppy, pug, monkey, otter, beaver, hedgehog, owl, swan, turkey, lamb, piglet, koala, kid
    .30 .28: dog, goat, pig, wolf, sheep, seal, coyote, corgi, poodle, husky, labrador, lynx, ostrich
    .24 .32: penguin, kangaroo, flamingo, heron, crane, stork, peacock, meerkat, alien, robot, snowman
    .40 .34: cow, horse, deer, bear, lion, tiger, zebra, donkey, camel, bison, buffalo, moose, leopard
    .40 .34: polar bear, panda, gorilla, cheetah, bull, ox, pony, unicorn, reindeer, llama, alpaca, elk
    .40 .30: crocodile, alligator, walrus, dolphin, shark, jaguar, panther, hyena, rhino, rhinoceros
    .46 .42: elephant, hippo, hippopotamus, dinosaur, dragon, mammoth, whale, t-rex, stegosaurus
    .30 .50: giraffe
    .20 .44: man, woman, person, boy, girl, child, lady, gentleman, astronaut, knight, soldier, wizard
    .20 .44: dancer, player, chef, farmer, king, queen, princess, prince, witch, skier, surfer, worker
    .20 .44: policeman, fireman, cowboy, clown, pirate, ninja, samurai, angel, statue, mannequin, guy
    .20 .44: student, teacher, doctor, nurse, artist, musician, skateboarder, snowboarder, baby, toddler
    .20 .44: family, couple, bride, groom, sculpture, skeleton, zombie, vampire, ghost, elf, santa, adult
    .24 .34: chair, armchair, throne, high chair, office chair, rocking chair, wheelchair, easel
    .50 .24: bench, table, desk, couch, sofa, dining table, coffee table, counter, bathtub, picnic table
    .50 .26: bed, sleeping bag, mattress, rug, carpet, mat, blanket, towel, tablecloth, shelf, countertop
    .34 .34: nightstand, dresser, cabinet, cupboard, drawer, fireplace, crib, tv stand, stand, cage
    .34 .40: bookshelf, bookcase, wardrobe, closet, piano, refrigerator, fridge, vending machine, door
    .30 .30: window, mirror, painting, picture, frame, poster, map, board, blackboard, whiteboard, curtain
    .30 .30: picture frame, photo frame, calendar, sign, billboard, dartboard, wreath, flag, banner
    .16 .36: lamp, floor lamp, fire hydrant, parking meter, traffic light, stop sign, mailbox, post, pole
    .16 .36: lamppost, streetlight, hydrant, streetlamp, street lamp, column, pillar, scarecrow, totem
    .16 .36: violin, guitar, cello, trumpet, saxophone, umbrella stand, coat rack, ladder, vacuum cleaner
    .30 .24: umbrella, parasol, tent, fountain, canopy, skateboard, snowboard, hammock, sled, sledge
    .40 .14: surfboard, ski, skis, canoe, kayak, log, oar, fence, railing, skateboard ramp, carpet roll
    .36 .26: bicycle, bike, motorcycle, scooter, motorbike, tricycle, moped, wagon, cart, carriage, stroller
    .44 .26: car, taxi, van, jeep, suv, sedan, convertible, tractor, ambulance, police car, sports car
    .50 .32: truck, bus, lorry, train, tram, fire truck, bulldozer, excavator, caravan, tank, school bus
    .50 .32: boat, ship, sailboat, yacht, ferry, submarine, raft, spaceship, minivan, trolley, locomotive
    .46 .24 sky: airplane, plane, aeroplane, jet, helicopter, blimp, zeppelin, glider, aircraft, biplane
    .20 .26 sky: balloon, kite, lantern kite, parachute, drone, bubble, rocket, ufo
    .30 .36 sky: hot air balloon, air balloon
    .22 .22 sky: sun, moon, planet, star, comet, chandelier, ceiling fan, ceiling lamp
    .40 .18 sky: cloud, rainbow, lightning
    .34 .46: tree, palm tree, christmas tree, oak, pine, windmill, tower, lighthouse, waterfall, palm
    .60 .50: wall, cliff
    .46 .40: house, cottage, hut, cabin, barn, castle, building, temple, shed, church, skyscraper, igloo
    .46 .40: treehouse, pagoda, palace, mansion, bridge, statue of liberty, gate, arch, volcano, pyramid
    .24 .18: cake, pie, pizza, pancake, waffle, pasta, steak, soup, sushi, rice, taco, burrito, omelette
    .24 .18: broccoli, cauliflower, corn, pepper, cucumber, lettuce, croissant, pretzel, chocolate, candy
    .24 .18: popcorn, noodle, spaghetti, french fry, fry, dessert, meal, breakfast, fruit, vegetable, meat
    .22 .24: shirt, jacket, coat, dress, sweater, skirt, pants, jeans, sock, tie, t-shirt, suit, hoodie
    .34 .20: rock, stone, boulder, stump, bale, pile, stack, heap, puddle, tire, wheel, anchor, cannon
    .20 .22: teddy, pokemon, gnome, nutcracker, puppet, figurine, figure, bust, jack-o-lantern, skull, toy
    .26 .18: pair
    .24 .30: shower, locker, escalator, stairs, staircase, stairway, elevator, turnstile, scaffold
    .50 .26: kitchen island, island counter, conveyor belt, pool table, ping pong table, workbench
    .16 .18: drink, cocktail, soda, coke, beer can, juice box, milk carton, shaker, salt shaker, jewel
    .30 .22: wave, iceberg, hay bale, bale of hay, haystack, snowbank, sandcastle, campfire, bonfire
    .24 .20: melon slice, toaster oven, coffee maker, coffee machine, rice cooker, crock pot, humidifier
    .24 .34: swing, slide, seesaw, ladder truck, carousel, trampoline, punching bag, golf club, golf bag
    .20 .20: fan, heater, speaker, lampshade, iron, blender, mixer, scale, hair drier, hair dryer, mouse pad
    .20 .16: hairdryer, frisbee, racket, tennis racket, paddle, boomerang, drumstick, magnifying glass
    .16 .18: pinecone, coconut, kiwi, mango, avocado, papaya, eggplant, garlic, radish, beet, turnip, fig
    .24 .18: sausage, omelet, cracker, slice, piece, half, seat, step, stair, case, awning, name
    .20 .20: pearl, vegetable, ornament, lightbulb, light bulb, light, hood, booth, apparel, sconce
    .20 .20: bannister, windowpane, ottoman, ashcan, signboard, plaything, food, radiator, receiver
    .26 .26: dishwasher, washer, minibike, branch, twig, helmet, crown, blade, shield, gear, tag
    .12 .26: spray bottle, screw, brick, needle, nail, tube, pipe, straw, thermometer, can opener
    .26 .26: square, circle, triangle, rectangle, disc, disk, heart
    .24 .24: animal, object, thing, item, machine, device, instrument, gadget, wolf cub, cub, puppy dog
    """
}
