/// Words for surroundings: they go into the background prompt and are no objects.
enum Scenery {
  /// Places that surround a picture's objects.
  static let places = Lexicon.words(
    """
    scene scenery background landscape cityscape seascape skyline interior setting environment area
    snow beach field meadow street road roadside sidewalk pavement highway alley path trail grass
    lawn ground floor dirt sand mud water sea ocean lake river pond pool stream shore coast
    seashore waterfront sky air forest wood jungle rainforest desert mountain hill hillside valley
    canyon cliff city town village park garden yard backyard courtyard farm farmland zoo pen
    enclosure corral pasture stable barn room bedroom kitchen bathroom livingroom hallway hall
    corridor office studio classroom library museum gallery garage factory warehouse station airport
    platform store shop supermarket market mall restaurant cafe bakery bar church cathedral temple
    stadium arena gym playground court island harbor harbour port marina dock pier rain storm fog
    mist haze sunlight sunshine sun moonlight darkness shade winter summer spring autumn fall space
    universe galaxy world wild wilderness countryside savanna savannah plain prairie swamp marsh
    tundra wall stage runway racetrack track rail railroad railway lot driveway intersection crosswalk
    corner curb neighborhood neighbourhood suburb outdoors indoors attic basement cellar dungeon cave
    moon dark void backdrop horizon riverbank vineyard orchard greenhouse laboratory lab hospital school
    lobby terrace patio balcony porch deck rooftop sidewalk apartment den nursery pier jetty
    brush foliage greenery hay rubble gravel ice
    """)

  /// Times and weathers: they keep the preposition of the caption.
  static let times = Lexicon.words(
    """
    night day morning evening afternoon noon midnight midday dawn dusk sunset sunrise twilight
    daytime nighttime daylight winter summer spring autumn christmas halloween
    """)

  /// Looks of the sky that are weathers of the whole picture.
  static let weathers = Lexicon.words(
    "sunny cloudy rainy snowy stormy foggy misty windy overcast hazy")

  /// Scenery without a shape, which takes no article in a prompt.
  static let masses = Lexicon.words(
    """
    snow grass dirt sand mud water rain fog mist haze sunlight sunshine moonlight darkness night
    space scenery sunset sunrise twilight dawn dusk hay gravel ice foliage greenery
    """)

  /// Scenery that is a thing of its own when something leans on it.
  static let uprights = Lexicon.words("wall cliff")

  /// What there is one of: it keeps "the" in its name.
  static let uniques = Lexicon.words("sun moon sky sea ocean earth universe horizon")

  /// Names of pictures: what they are "of" is what is to be planned.
  static let pictures = Lexicon.words(
    """
    photo photograph picture image painting drawing sketch illustration watercolor watercolour render
    rendering view close-up closeup shot snapshot portrait cartoon pic depiction artwork engraving
    mosaic collage print poster screenshot scene anime
    """)

  /// Tells whether a noun in the singular is scenery of any kind.
  static func contains(_ noun: String) -> Bool { places.contains(noun) || times.contains(noun) }
}
