/// The closed word classes of the grammar, and the open ones as far as it needs to know them.
///
/// Nouns are open: any word may be one. Only the words that steer the parse are listed.
enum Lexicon {
  /// Cuts a list written with white space into a set.
  static func words(_ list: String) -> WordSet {
    WordSet(list.utf8.split { $0 <= UInt8(ascii: " ") }.map { String(Substring($0)) })
  }

  /// Words whose 's is a verb, not a possessive.
  static let contractedBeforeIs = words("there here it that this what who he she where")

  // MARK: - Determiners and counts

  static let indefinite = words("a an another")
  static let definite = words("the this that these those both")
  static let possessive = words(
    "its his her their my your our someone's somebody's one's")

  /// Number words; digits are read by the lexer.
  static let numbers: WordTable<Int> = [
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "single": 1,
    "lone": 1, "solitary": 1,
  ]

  /// Words that say "more than one" without saying how many, and what is assumed.
  static let vagueCounts: WordTable<Int> = [
    "some": 3, "several": 4, "few": 3, "many": 6, "various": 4, "multiple": 4, "numerous": 6,
    "assorted": 4,
  ]

  /// Nouns that only count what follows their "of".
  static let groups = words(
    """
    group herd flock bunch crowd row line set collection pack pride school swarm team trio quartet
    assortment variety cluster array number lot gaggle litter
    """)

  /// Groups of a known size.
  static let sizedGroups: WordTable<Int> = [
    "pair": 2, "couple": 2, "trio": 3, "quartet": 4, "dozen": 12,
    "hundred": 100, "thousand": 1000, "million": 1_000_000,
  ]

  /// Things that come as a pair and are one object.
  static let pairedThings = words(
    """
    glasses scissors pants jeans shorts trousers shoes boots sneakers gloves socks sunglasses
    binoculars headphones pliers skis earrings slippers sandals skates tweezers goggles pajamas
    leggings chopsticks earbuds mittens heels tongs tights stairs blinds drapes
    """)

  // MARK: - Adjectives

  static let colours = words(
    """
    red orange yellow green blue purple pink brown black white gray grey golden gold silver beige
    tan turquoise teal cyan magenta violet crimson scarlet maroon navy cream ivory lime olive indigo
    lavender peach khaki bronze copper multicolored multicoloured colorful colourful rainbow dark
    light bright pale transparent translucent
    """)

  static let adjectives = colours.union(
    words(
      """
      big small large tiny little huge giant enormous gigantic massive miniature mini tall short long
      wide narrow thick thin fat slim skinny round square rectangular oval flat curved straight pointy
      wooden metal metallic plastic leather stone concrete marble brick paper cardboard ceramic woolen
      woollen cotton silk velvet steel iron clay rubber woven knitted plush stuffed straw wicker
      old new young ancient modern antique vintage retro classic futuristic medieval
      empty full open closed broken clean dirty messy neat tidy wet dry dusty rusty shiny glossy matte
      soft hard fluffy furry hairy fuzzy smooth rough spotted striped plaid patterned checkered dotted
      happy sad angry cute beautiful pretty ugly lovely elegant fancy plain simple realistic scary
      friendly sleepy hungry tired lonely wild tame domestic adorable majestic magical mysterious
      hot cold warm cool fresh ripe rotten raw cooked baked fried grilled sliced chopped peeled tasty
      delicious sweet sour juicy frozen melted boiled roasted toasted
      sunny cloudy rainy snowy stormy foggy misty windy overcast grassy sandy rocky muddy wooded dusky
      green-eyed vast calm busy crowded quiet peaceful serene tropical arctic rural urban suburban
      indoor outdoor nearby distant main tabby bald fat potted parked abandoned painted decorated
      colored coloured folded crumpled torn lit illuminated glowing
      male female adult baby electric electronic digital wireless public private
      different similar same identical other matching assorted
      left-hand right-hand upper lower bottom top front rear left right middle
      strange weird odd famous royal religious military medical professional heavy light-weight deep
      high low fast slow sharp blunt blurry cozy cosy comfy comfortable luxurious expensive cheap
      """))

  /// Adjectives that say what a thing is made of.
  static let materials = words(
    """
    wooden metal metallic plastic leather stone concrete marble brick paper cardboard ceramic woolen
    woollen cotton silk velvet steel iron clay rubber woven knitted plush stuffed straw wicker
    """)

  /// Words that strengthen the adjective after them.
  static let intensifiers = words(
    """
    very really quite extremely slightly brightly colorfully colourfully darkly freshly beautifully
    neatly heavily lightly partially partly fully highly newly finely richly softly
    """)

  /// Adverbs that sharpen a placement without changing what must hold.
  static let placementAdverbs = words(
    """
    directly just immediately right exactly precisely far slightly somewhat closely partially partly
    high way almost nearly well
    """)

  /// Adverbs that say nothing about place or look; they are declared when they are set aside.
  static let looseAdverbs = words(
    """
    quietly peacefully happily calmly together alone outside outdoors indoors inside nearby overhead
    quickly slowly gently proudly sadly lazily playfully comfortably closely also too only already
    still up down now currently upright sideways ahead apart here off away past about around
    already again all once often sometimes maybe perhaps probably very much indoors abroad too
    """)

  // MARK: - Verbs

  /// Verbs that only say that something is there; they leave no trace in the name.
  static let locatingParticiples = words(
    "located positioned placed situated set shown displayed seen found arranged pictured depicted")

  /// Verbs without an object, by their base form.
  private static let intransitiveBases =
    """
    sit stand lie lay sleep rest perch hang park run walk jump fly swim float play graze eat drink
    look stare wait lean kneel crouch squat dance smile laugh bark sing glow shine grow bloom burn
    move travel drive sail climb relax nap snooze lounge roam gallop trot crawl hover drift roll
    stretch pose wander hop leap dive soar land flutter peek gaze sway curl huddle gather feed work
    talk fight fish bathe sunbathe skate surf ski shelter hide dangle
    """

  /// Verbs with an object, by their base form.
  private static let transitiveBases =
    """
    hold carry ride chase watch wear read push pull kick throw catch hug kiss face eat drink drive
    lick sniff bite touch approach follow play feed walk cook cut hit guard lift surround hunt paint
    wash brush observe attack embrace fly use sell make
    """

  /// Every form of the verbs that the grammar knows, with its base.
  static let verbForms: WordTable<String> = {
    var forms: [String: String] = [
      "lying": "lie", "laying": "lay", "sits": "sit", "sat": "sit", "stood": "stand",
      "slept": "sleep", "lain": "lie", "hung": "hang", "flew": "fly", "held": "hold",
      "rode": "ride", "wore": "wear", "worn": "wear", "siting": "sit", "seated": "sit",
      "curled": "curl", "caught": "catch", "threw": "throw", "eaten": "eat",
    ]
    let bases = (intransitiveBases + " " + transitiveBases).split(whereSeparator: \.isWhitespace)
    for base in bases.map(String.init) {
      for form in inflections(of: base) where forms[form] == nil { forms[form] = base }
    }
    return WordTable(forms.map { (key: $0, value: $1) })
  }()

  /// Participles that tell nothing about the look: "a person going down a hill".
  static let emptyVerbs = words(
    """
    going coming getting being doing trying using making taking having passing heading keeping
    putting coming looking appearing seeming staying approaching entering leaving
    """)

  static let transitive = words(transitiveBases)

  /// Doubling verbs: sit → sitting.
  private static let doubling = words(
    "sit run swim nap trot squat stop hop hug cut hit bat chat jog dig skip skim")

  private static func inflections(of base: String) -> [String] {
    let vowels: Set<Character> = ["a", "e", "i", "o", "u"]
    let stem: String
    if base.hasSuffix("ie") {
      stem = base
    } else if base.hasSuffix("e") {
      stem = String(base.dropLast())
    } else if doubling.contains(base), let last = base.last {
      stem = base + String(last)
    } else {
      stem = base
    }
    var present = base + "s"
    var past = stem + "ed"
    if ["s", "x", "ch", "sh", "z"].contains(where: { base.hasSuffix($0) }) {
      present = base + "es"
    }
    if base.hasSuffix("y"), let before = base.dropLast().last, !vowels.contains(before) {
      present = String(base.dropLast()) + "ies"
      past = String(base.dropLast()) + "ied"
    }
    return [base, present, stem + "ing", past]
  }

  /// Participles in -ed, -en and the like that stand after their noun.
  static let pastParticiples = words(
    """
    asleep awake afloat ablaze
    parked seated perched curled stacked tied attached stuck mounted filled covered decorated
    surrounded made dressed painted folded lined piled scattered spread wrapped topped loaded hung
    posed laid lit rolled tucked chained docked moored grouped gathered suspended planted stored
    stranded nestled balanced propped framed built printed carved written kept drawn landed engraved
    crammed packed leaned held flown ridden driven thrown blown left worn drawn taken broken
    """)

  /// Participles whose "in", "with" or "of" phrase tells how the subject looks.
  static let describingParticiples = words(
    """
    covered filled decorated made dressed painted wrapped topped loaded built printed
    carved lined crammed packed
    """)

  /// Small words that belong to the verb before them.
  static let particles = words("up down out off away around over together back")

  // MARK: - Function words

  static let copulas = words("is are was were be being been stay stays")
  static let conjunctions = words("and plus while")
  static let pronouns = words("it them him her they he she")
  /// Whom "him" and "her" stand for, and "it" doesn't.
  static let people = words(
    """
    man woman person boy girl child lady gentleman guy kid baby toddler teenager player skier surfer
    snowboarder skateboarder skater rider cyclist astronaut knight soldier wizard witch king queen
    prince princess policeman fireman cowboy clown pirate chef cook farmer doctor nurse teacher
    student worker businessman bride groom father mother son daughter brother sister dancer singer
    """)
  /// What moves by itself and is no person.
  static let animals = words(
    """
    cat kitten dog puppy bird horse pony cow calf sheep lamb goat pig elephant giraffe zebra bear
    lion tiger monkey rabbit bunny duck goose swan chicken hen rooster parrot owl eagle hawk seagull
    pigeon penguin fish shark whale dolphin seal turtle frog snake lizard mouse rat squirrel fox wolf
    deer moose camel donkey llama kangaroo koala panda leopard cheetah rhino hippo crocodile alligator
    butterfly bee spider insect animal bull ox buffalo bison hedgehog otter beaver raccoon ostrich
    flamingo peacock turkey pug
    """)
  static let relatives = words("that which who")

  /// Words of the grammar that can never be part of a noun phrase.
  static let boundaries: WordSet = words(
    """
    and or nor but plus while with without no not of to on in at by near above over below under
    underneath beneath beside besides behind between among amongst through across along around into
    onto upon atop from inside outside within against toward towards for as than like about past
    beyond after before during until via off that which who whose whom where when why how if then
    because so is are was were be being been has have had having do does did can could will would
    should may might must there here it them they he she him his her hers its their i you we me us
    next along alongside amid opposite facing each every neither either except instead what
    showing containing featuring including wearing holding something anything nothing everything
    someone somebody everyone everybody nobody itself themselves himself herself least most more less
    fewer than whichever whatever
    """
  ).union(indefinite).union(definite)

  /// Words of other languages that never are English ones, as far as captions go.
  static let foreign = words(
    """
    un una uno unos unas el los las del y con sobre bajo entre junto der die das den dem ein eine
    einen einem einer und mit auf neben unter im zwei drei le les une des du dans sur avec et deux
    trois il gli della nel nella sul sulla di tra uma dois duas em na ao het een op naast twee och
    med på en ett og en to av jest w nad pod obok dwa czarny kot perro gato rojo chien chat gatto
    cane hund katze rote roter rotes schwarze noir noire rouge manzanas playa
    """
  ).subtracting(["die", "to", "y", "w", "chat", "med", "pod", "den", "pod", "fra"])

  /// Articles of other languages that English has within a phrase, but not at its beginning.
  static let foreignArticles = words("la os de det")
}
