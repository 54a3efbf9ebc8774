/// The surroundings of a scene, each painted anew for every one.
public enum Backdrop: String, Hashable, Sendable, CaseIterable {
  case field, beach, snow, desert, street, night, room, table, sea, forest, sunset, studio
  case mountains, sky, underwater, city, kitchen, road

  /// A short description, with its article: "a beach".
  public var description: String {
    switch self {
    case .field: "a green field"
    case .beach: "a beach"
    case .snow: "a snowy field"
    case .desert: "a desert"
    case .street: "a street"
    case .night: "a meadow at night"
    case .room: "a room"
    case .table: "a wooden table"
    case .sea: "the sea"
    case .forest: "a forest"
    case .sunset: "a plain at sunset"
    case .studio: "a plain studio"
    case .mountains: "mountains"
    case .sky: "a blue sky"
    case .underwater: "the bottom of the sea"
    case .city: "a city at night"
    case .kitchen: "a kitchen"
    case .road: "a road"
    }
  }

  /// How captions put a thing there: "on a beach", "at the beach".
  public var phrases: [String] {
    switch self {
    case .field: ["in a field", "on the grass"]
    case .beach: ["on a beach", "at the beach"]
    case .snow: ["in the snow"]
    case .desert: ["in a desert", "in the desert"]
    case .street: ["on a street", "in the street"]
    case .night: ["at night"]
    case .room: ["in a room"]
    case .table: ["on a table", "on a wooden table"]
    case .sea: ["at sea", "on the sea"]
    case .forest: ["in a forest", "in the forest"]
    case .sunset: ["at sunset"]
    case .studio: ["in a studio"]
    case .mountains: ["in the mountains"]
    case .sky: ["in the sky"]
    case .underwater: ["under water"]
    case .city: ["in a city at night"]
    case .kitchen: ["in a kitchen"]
    case .road: ["on a road", "on the road"]
    }
  }

  /// Between which heights of the picture its horizon lies, or nil where things stand anywhere.
  var horizon: ClosedRange<Double>? {
    switch self {
    case .studio, .sky, .underwater: nil
    case .table, .kitchen: 0.22...0.42
    case .forest: 0.5...0.66
    default: 0.36...0.58
    }
  }

  /// Whether things cast a shadow there.
  var hasShadows: Bool {
    switch self {
    case .sky, .underwater, .sea: false
    default: true
    }
  }
}
