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
    shade light eyebrow shoulder knee chest skin scale shell freckle scar tattoo
    """)

  /// What is worn.
  static let clothes = Lexicon.words(
    """
    hat cap scarf shirt dress coat jacket suit tie glove boot shoe sock sweater skirt pants jeans
    glasses sunglasses helmet mask crown necklace uniform costume cape robe vest hoodie headphones
    apron turban veil wig bikini swimsuit wetsuit t-shirt tuxedo gown kimono armor armour bandana
    clothes clothing goggles beanie bowtie bonnet tutu outfit sombrero
    """)

  /// Whether a phrase names a part or a garment; "traffic light" is neither.
  static func isPart(_ phrase: NounPhrase) -> Bool {
    if let last = phrase.modifiers.last, ThingSize.knows(last + " " + phrase.head) { return false }
    return parts.contains(phrase.head) || clothes.contains(phrase.head)
      || clothes.contains(phrase.writtenHead)
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
