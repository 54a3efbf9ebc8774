/// Words for what a thing wears or is made of: "with a red hat" stays in the wearer's name.
enum Attachments {
  /// Parts of bodies and things, which no box of their own makes better.
  static let parts = Lexicon.words(
    """
    tail ear eye nose mouth beak wing fur hair beard mustache moustache mane horn antler leg arm hand
    paw foot tooth tusk trunk claw feather spot stripe face head neck back belly stomach whisker spine
    spike handle lid wheel roof door window chimney sail mast leaf branch petal stem thorn seed page
    cover label logo frame sleeve pocket button collar strap leash bow ribbon pattern print texture
    design color colour shadow expression smile reflection top bottom edge rim base leg knob spout
    cushion headboard drawer screen lens antenna engine headlight fender seat saddle rein bridle
    graffiti sticker writing text letter inscription icing frosting sprinkle topping flame smoke glow
    shade light eyebrow shoulder knee chest skin scale shell freckle scar tattoo tire tyre peel mirror
    windshield fin hoof nail finger toe lip tongue rear rump crust bumper deck propeller
    """)

  /// What is worn.
  static let clothes = Lexicon.words(
    """
    hat cap scarf shirt dress coat jacket suit tie glove boot shoe sock sweater skirt pants jeans
    glasses sunglasses helmet mask crown necklace uniform costume cape robe vest hoodie headphones
    apron turban veil wig bikini swimsuit wetsuit t-shirt tuxedo gown kimono armor armour bandana
    clothes clothing goggles beanie bowtie bonnet tutu outfit sombrero
    """)

  /// Names of places on a thing: what is on the arm of a couch is on the couch.
  static let places = Lexicon.words(
    """
    side end front middle center centre hood deck surface limb lap bow stern bumper dashboard corner
    inside armrest windshield windowsill ledge sill floor tip foot crook base part half portion area
    """)

  /// What is done or measured and not seen as a thing: "a nap", "nine minutes".
  static let abstractions = Lexicon.words(
    """
    nap walk bath ride look break rest swim run jump turn trip tour stroll dive shower-bath yawn
    minute hour day week month year second time inch meter metre mile centimeter degree percent dollar
    cent way kind type sort color colour size shape style attention care part-time fun need order use
    action motion view focus position pose direction height level middle rest place spot display
    distance air-time progress service business work job something nothing anything everything
    someone number lot bit variety fashion manner form case reason purpose moment while background
    foreground amount sight trick stunt other others half rest game match pose
    """)

  /// General nouns that add nothing to a thing named before them: "a laptop computer".
  static let hypernyms = Lexicon.words("computer freezer oven machine device boat vehicle jet")

  /// Parts that hold: what is in one hand is at hand.
  static let limbs = Lexicon.words(
    "hand arm mouth beak paw lap shoulder head foot trunk claw teeth tooth leg face neck")

  /// Portions and likenesses, which show what they are of.
  static let shows = Lexicon.words(
    """
    pair half part piece slice portion chunk meal serving helping pile stack heap bunch bundle handful statue sculpture figure
    figurine bust drawing picture painting photo photograph image model replica reflection shadow kind
    type sort side back end front body
    """)

  /// Things with a top that carries what they are said to come with: "a table with a cake".
  static let supports = Lexicon.words(
    """
    table desk shelf counter countertop workbench plate tray nightstand dresser cabinet stand platter
    saucer mantle mantel sideboard rack altar pedestal windowsill cart bed sofa couch
    """)

  /// Things that stand on the floor beside a table and not on it.
  static let furniture = Lexicon.words(
    """
    chair armchair stool bench sofa couch bed table desk rug carpet window door fireplace dresser
    cabinet wardrobe bookshelf bookcase counter stove oven refrigerator fridge bathtub sink headboard
    nightstand ottoman recliner umbrella tree car truck bus
    """)

  /// Things with an inside that holds what they are said to come with: "a basket with eggs".
  static let containers = Lexicon.words(
    """
    bowl basket box bag crate bucket barrel cage suitcase drawer sink bathtub tub nest pan pot jar
    aquarium carton backpack trunk wagon wheelbarrow bin
    """)

  /// Things that hold what is counted, and look as one with what is not: "a vase with flowers".
  static let vessels = Lexicon.words("vase pitcher jug glass cup mug jar planter flowerpot")

  /// Things that go around another, even when there is one of them.
  static let enclosures = Lexicon.words(
    """
    fence wall frame wreath ring garland border hedge moat net chain circle rope scarf ribbon band
    """)

  /// Whether a phrase names what is no thing; a parking meter is one.
  static func isAbstraction(_ phrase: NounPhrase) -> Bool {
    abstractions.contains(phrase.head) && !ThingSize.knows(phrase.category)
  }

  /// Whether a phrase names a part or a garment; "traffic light" is neither, nor are "two glasses".
  static func isPart(_ phrase: NounPhrase) -> Bool {
    if let last = phrase.modifiers.last, ThingSize.knows(last + " " + phrase.head) { return false }
    return parts.contains(phrase.head) || isGarment(phrase)
  }

  /// Whether a phrase names what is worn.
  static func isGarment(_ phrase: NounPhrase) -> Bool {
    clothes.contains(phrase.head)
      || (phrase.count ?? 1) == 1 && clothes.contains(phrase.writtenHead)
  }

  /// Nouns that are not counted: "some bread" is one object.
  static let masses = Lexicon.words(
    """
    bread cheese rice milk coffee tea soup food furniture luggage meat beef pasta spaghetti
    juice wine beer butter cream honey jam sugar salt popcorn broccoli corn garlic lettuce asparagus
    chocolate candy cereal pudding yogurt sushi bacon ham chicken-meat toast spinach celery
    jewelry clothing equipment paper money fruit wood metal glassware silverware cutlery lightning
    fire smoke graffiti laundry trash garbage soap toothpaste lace wool
    """)
}
