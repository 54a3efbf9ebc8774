/// Which words name the same kind of thing, and which kinds are kinds of others.
///
/// The classes are those of COCO (arXiv 1405.0312), which layout-grounded models are trained on and
/// benchmarks count by. What people call them in captions was looked up by Rohrbach et al. ("Object
/// Hallucination in Image Captioning", arXiv 1809.02156); this is a choice of such words. A few broad
/// words such as "animal" stand above the classes.
package enum ThingKinds {
  /// The first word for the same kind, or the word itself: "sofa" is a couch.
  static func canonical(_ word: String) -> String { synonyms[word] ?? word }

  /// All kinds that a canonical word is a kind of: a poodle is a dog and an animal.
  static func ancestors(_ word: String) -> Set<String> { ancestorTable[word] ?? [] }

  /// Whether the table or the table of sizes knows a word or a compound.
  static func knows(_ word: String) -> Bool {
    synonyms[word] != nil || ancestorTable[word] != nil || ThingSize.knows(word)
  }

  /// Whether a kind, or one that it is a kind of, is one of the classes that benchmarks count.
  static func isCounted(_ word: String) -> Bool {
    classes.contains(word) || ancestors(word).contains(where: classes.contains)
  }

  /// Whether a name, or a synonym of it, is one of COCO's 80 classes.
  package static func isClass(_ word: String) -> Bool { classes.contains(canonical(word)) }

  /// Whether layouts whose names are bare classes have a label for a kind.
  ///
  /// Annotators label a puppy as a dog, but a desk need not be a dining table to them, nor a pot a vase.
  static func isLabelled(_ word: String) -> Bool {
    classes.contains(word)
      || ancestors(word).contains { classes.contains($0) && !narrowClasses.contains($0) }
  }

  /// Classes whose wider words are no label for them.
  private static let narrowClasses: WordSet = [
    "dining table", "potted plant", "vase", "cup", "wine glass", "bottle", "handbag", "backpack",
    "suitcase", "sports ball", "tie", "tv", "oven", "bed", "clock", "book", "refrigerator", "sink",
  ]

  /// Compounds that are no kind of their last noun: a hot dog is no dog.
  static let misnomers: WordSet = [
    "hot dog", "sea lion", "guinea pig", "sea horse", "jelly fish", "star fish", "prairie dog",
    "computer mouse", "fire fly", "butter fly", "dragon fly", "egg plant", "ice cream", "sea shell",
    "horse shoe", "rain bow", "pine apple", "snow ball", "lady bug", "key board", "cup cake",
    "skate board", "surf board", "snow board",
  ]

  /// What a person is told by: words that exclude each other.
  static let men: WordSet = [
    "man", "boy", "king", "prince", "groom", "father", "son", "brother", "businessman", "policeman",
    "fireman", "cowboy", "grandfather", "waiter", "monk",
  ]
  static let women: WordSet = [
    "woman", "girl", "queen", "princess", "bride", "mother", "daughter", "sister", "businesswoman",
    "policewoman", "cowgirl", "grandmother", "waitress", "nun",
  ]
  static let children: WordSet = ["boy", "girl", "child", "baby", "toddler", "kid"]
  static let adults: WordSet = [
    "man", "woman", "father", "mother", "businessman", "businesswoman", "bride", "groom",
    "policeman", "adult",
  ]

  /// Whether a word tells a man from a woman.
  static func isGendered(_ word: String) -> Bool { men.contains(word) || women.contains(word) }

  /// Groups of words that mean the same; the first stands for all of them.
  private static let synonymLines = """
    person, human, people, individual
    man, guy, gentleman, dude, male
    woman, lady, female, gal
    child, kid
    baby, infant, newborn
    bicycle, bike, push bike
    car, automobile, auto
    motorcycle, motorbike, motor bike, motor cycle
    airplane, plane, aeroplane, air plane, aircraft, jetliner, airliner, passenger plane
    truck, lorry
    boat, vessel
    ship
    traffic light, traffic signal, stoplight, stop light, traffic lamp
    fire hydrant, hydrant, fireplug
    stop sign, stopsign
    parking meter
    dog, canine, doggy, doggie, hound
    puppy, pup
    cat, feline, kitty
    cow, cattle, bovine
    sheep
    rabbit, bunny
    chicken, hen
    donkey, mule
    backpack, knapsack, rucksack, back pack
    handbag, purse, hand bag
    suitcase, suit case, luggage, baggage
    tie, necktie, neck tie
    frisbee, flying disc, disc
    ski, skis
    sports ball, sport ball, ball
    baseball bat, bat
    baseball glove, mitt, baseball mitt
    tennis racket, racket, racquet, tennis racquet
    skateboard, skate board
    surfboard, surf board
    snowboard, snow board
    wine glass, wineglass, goblet
    cup, mug
    sandwich, sub
    hot dog, hotdog, frankfurter
    donut, doughnut
    couch, sofa, settee, loveseat, futon
    armchair, easy chair
    potted plant, pot plant, houseplant, house plant, pottedplant
    dining table, table, diningtable, dinner table
    tv, television, tv set, television set, tvmonitor
    laptop, laptop computer, notebook computer, macbook
    computer mouse, mouse
    remote, remote control, tv remote
    keyboard, computer keyboard
    cell phone, phone, cellphone, mobile phone, smartphone, telephone, iphone, mobile
    microwave, microwave oven
    refrigerator, fridge
    vase, flower vase
    teddy bear, teddy, teddybear
    hair drier, hair dryer, hairdryer, hairdrier, blow dryer
    toilet, lavatory, commode
    clock
    scissors, pair of scissors, scissor
    glasses, eyeglasses, spectacles
    trash can, garbage can, dustbin, trash bin, waste bin, rubbish bin, bin
    rock, stone, boulder
    lamp, light
    bush, shrub
    picture, painting, photo, photograph
    street lamp, streetlight, street light, streetlamp, lamppost, lamp post
    carpet, rug, mat
    box, package, parcel
    picture frame, photo frame
    sailboat, sailing boat
    hot air balloon, air balloon
    flower, blossom
    sunglasses, sun glasses
    pan, frying pan
    balloon
    """

  /// A kind, and what are kinds of it.
  private static let kindLines = """
    person: man, woman, child, boy, girl, baby, adult, toddler, teenager, player, skier, surfer, rider
    person: snowboarder, skateboarder, skater, cyclist, bicyclist, biker, motorcyclist, pedestrian
    person: passenger, driver, pilot, worker, chef, cook, baker, farmer, doctor, nurse, teacher
    person: student, policeman, policewoman, officer, fireman, firefighter, soldier, knight, king
    person: queen, prince, princess, wizard, witch, bride, groom, father, mother, son, daughter
    person: brother, sister, grandmother, grandfather, businessman, businesswoman, cowboy, cowgirl
    person: clown, pirate, dancer, singer, musician, guitarist, pianist, artist, painter, athlete
    person: runner, jogger, swimmer, hiker, fisherman, batter, pitcher, catcher, umpire, referee
    person: goalkeeper, coach, customer, shopper, vendor, waiter, waitress, barista, bartender
    person: tourist, traveler, traveller, commuter, spectator, audience, crowd, couple, family, team
    person: friend, astronaut, monk, nun, priest, scientist, librarian, photographer, gardener
    person: carpenter, mechanic, builder, lifeguard, judge, lawyer, politician, actor, actress, model
    person: senior, elder, youth, teen, kid, performer, magician, juggler, barber, tailor, guard
    person: busker, reader, visitor, neighbor, citizen, villager, climber, sailor, captain
    couple: bride and groom
    bicycle: tricycle, mountain bike, unicycle
    car: taxi, cab, sedan, suv, jeep, convertible, limousine, hatchback, police car, sports car, minivan
    car: van, race car, coupe, station wagon
    motorcycle: scooter, moped, minibike, dirt bike
    airplane: jet, biplane, seaplane, fighter jet, airbus, glider
    bus: minibus, school bus, coach, double decker, double decker bus
    train: locomotive, tram, subway train, trolley, steam train, engine
    truck: pickup, fire truck, pickup truck, dump truck, tow truck, semi truck, tanker, firetruck
    boat: ship, sailboat, yacht, canoe, kayak, ferry, motorboat, speedboat, rowboat, dinghy, raft, barge
    boat: tugboat, gondola, cruise ship, fishing boat, houseboat, catamaran
    bench: pew, park bench
    bird: duck, goose, swan, owl, eagle, hawk, falcon, pigeon, dove, seagull, gull, parrot, sparrow
    bird: crow, raven, robin, heron, flamingo, peacock, penguin, chicken, rooster, turkey, ostrich
    bird: woodpecker, hummingbird, finch, pelican, stork, crane, magpie, swallow, cockatoo, macaw
    bird: toucan, kingfisher, parakeet, canary, vulture, puffin, songbird, bluebird, chick, duckling
    cat: kitten, tabby, tabby cat, siamese
    dog: puppy, poodle, labrador, corgi, husky, beagle, bulldog, terrier, dalmatian, pug, collie
    dog: chihuahua, dachshund, retriever, golden retriever, german shepherd, greyhound, spaniel, mutt
    dog: rottweiler, doberman, sheepdog, boxer dog
    horse: pony, foal, stallion, mare, colt, racehorse
    sheep: lamb, ram, ewe
    cow: bull, calf, ox, heifer, steer, bison, buffalo
    bear: polar bear, panda, grizzly, cub, brown bear, black bear, grizzly bear, panda bear
    backpack: school bag
    umbrella: parasol
    handbag: wallet, clutch, briefcase, bag
    tie: bow tie, bowtie, bow
    suitcase: briefcase, trunk, bag
    backpack: bag
    sports ball: football, soccer ball, basketball, baseball, tennis ball, volleyball, beach ball, golf ball
    bottle: wine bottle, water bottle, beer bottle, flask
    cup: teacup, coffee cup, tea cup, coffee mug, glass
    wine glass: glass
    knife: pocketknife, butcher knife, dagger
    sandwich: burger, hamburger, cheeseburger, panini, toast
    cake: cupcake, cheesecake, birthday cake, wedding cake, pancake, muffin
    donut: bagel
    chair: armchair, stool, seat, high chair, office chair, rocking chair, recliner, throne, wheelchair
    couch: recliner
    potted plant: bonsai, fern, cactus, flower, shrub, orchid
    bed: crib, bunk bed, mattress, cot
    dining table: desk, coffee table, picnic table, side table, counter, nightstand, kitchen table
    toilet: urinal, toilet seat
    tv: monitor, screen, flat screen
    laptop: notebook
    oven: stove, toaster oven, stovetop
    sink: basin, wash basin
    refrigerator: freezer
    book: notebook, textbook, novel, magazine, bible
    clock: watch, alarm clock, wall clock, clock tower, wristwatch, grandfather clock
    vase: urn, pot, jar, pitcher
    teddy bear: stuffed animal, stuffed bear, stuffed toy, plush toy
    animal: bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, rabbit, fox, wolf, lion
    animal: tiger, leopard, monkey, pig, goat, deer, mouse, rat, squirrel, fish, frog, turtle, snake
    animal: kangaroo, koala, camel, llama, donkey, hippo, rhino, whale, dolphin, shark, crocodile
    animal: hedgehog, otter, raccoon, lizard, insect, butterfly, bee, spider, dinosaur, hamster, moose
    animal: gorilla, ape, chimpanzee, cheetah, alpaca, reindeer, penguin, seal, octopus, crab, pet
    animal: critter, creature, computer mouse
    pet: dog, cat, rabbit, hamster, fish, bird
    vehicle: car, truck, bus, motorcycle, bicycle, train, airplane, boat, tractor, wagon, cart
    vehicle: helicopter, ambulance, tank, carriage
    fruit: apple, orange, banana, pear, peach, grape, strawberry, cherry, lemon, lime, pineapple, mango
    fruit: watermelon, melon, kiwi, plum, berry, blueberry, raspberry, avocado, coconut
    vegetable: carrot, broccoli, tomato, potato, onion, cabbage, cauliflower, cucumber, pepper, lettuce
    vegetable: corn, celery, eggplant, pumpkin, spinach, radish, pea, bean
    food: fruit, vegetable, pizza, sandwich, hot dog, cake, donut, bread, cheese, salad, soup, meat
    food: pasta, rice, cookie, pie, egg, meal, dish, snack, dessert, steak, sushi, noodle, pastry
    meal: pizza, sandwich, salad, pasta, breakfast, lunch, dinner
    dessert: cake, donut, pie, ice cream, cookie, pastry, pudding
    pastry: donut, cake, croissant, pie, muffin
    drink: coffee, tea, juice, wine, beer, cup, wine glass, bottle, glass
    flower: rose, tulip, daisy, sunflower, lily, orchid, bouquet, dandelion, carnation, peony, poppy
    plant: potted plant, flower, cactus, fern, tree, bush, grass, bonsai, vine
    tree: palm tree, palm, pine, oak, christmas tree, maple, birch, willow, pine tree
    building: house, tower, church, castle, skyscraper, hut, barn, cabin, cottage, temple, hotel, shop
    building: store, school, library, cafe, mosque, palace
    furniture: chair, couch, bed, dining table, bench, dresser, cabinet, shelf, bookshelf, wardrobe
    electronics: tv, laptop, cell phone, computer mouse, keyboard, remote
    electronic: tv, laptop, cell phone, computer mouse, keyboard, remote
    appliance: microwave, oven, toaster, refrigerator, dishwasher, washing machine, sink
    computer: laptop, desktop, desktop computer
    toy: teddy bear, doll, ball, block, robot
    utensil: fork, knife, spoon
    cutlery: fork, knife, spoon
    silverware: fork, knife, spoon
    luggage: suitcase, backpack, bag
    instrument: guitar, piano, violin, drum, trumpet, flute, cello, saxophone
    container: bowl, cup, bottle, vase, box, basket, jar, bucket
    dish: bowl, plate, pan, pot
    sign: stop sign, street sign, billboard, road sign, signboard
    lamp: street lamp, floor lamp, desk lamp, table lamp, lantern, chandelier
    headwear: hat, cap, helmet
    hat: cap, cowboy hat, top hat, beanie
    glass: wine glass, drinking glass
    aircraft: helicopter, airplane, blimp
    shelf: bookshelf, bookcase
    """

  private static let synonyms: WordTable<String> = {
    var table: [String: String] = [:]
    for line in synonymLines.split(separator: "\n") {
      let words = names(line)
      for word in words where table[word] == nil { table[word] = words[0] }
    }
    return WordTable(table.map { (key: $0, value: $1) })
  }()

  /// COCO's classes.
  private static let classes = WordSet(
    names(
      """
      person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant,
      stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe,
      backpack, umbrella, handbag, tie, suitcase, frisbee, ski, snowboard, sports ball, kite,
      baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, fork,
      knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake,
      chair, couch, potted plant, bed, dining table, toilet, tv, laptop, computer mouse, remote,
      keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors,
      teddy bear, hair drier, toothbrush
      """))

  private static let ancestorTable: WordTable<Set<String>> = {
    var parents: [String: Set<String>] = [:]
    for line in kindLines.split(separator: "\n") {
      let halves = line.split(separator: ":")
      let kind = canonical(names(halves[0])[0])
      for name in names(halves[1]) where canonical(name) != kind {
        parents[canonical(name), default: []].insert(kind)
      }
    }
    var table: [String: Set<String>] = [:]
    for kind in parents.keys {
      var found: Set<String> = []
      var open = parents[kind] ?? []
      while let next = open.popFirst() {
        guard found.insert(next).inserted else { continue }
        open.formUnion(parents[next] ?? [])
      }
      table[kind] = found.subtracting([kind])
    }
    return WordTable(table.map { (key: $0, value: $1) })
  }()

  private static func names(_ line: some StringProtocol) -> [String] {
    line.split { $0 == "," || $0 == "\n" }.map { name in
      name.split(separator: " ").joined(separator: " ")
    }.filter { !$0.isEmpty }
  }
}
