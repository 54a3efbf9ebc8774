/// Where the parts of a layout stand in the text of a language model, in bytes.
struct TextPlaces: Hashable, Sendable {
  /// Where one object stands.
  struct Object: Hashable, Sendable {
    /// From the first byte of the entry to its last.
    var whole: Range<Int>
    /// The name, quotes included.
    var name: Range<Int>
    /// What gives the region.
    var region: Range<Int>
    /// The numbers of the region.
    var numbers: [CSSProperty: Range<Int>]
    /// The description, where it stands by itself.
    var description: Description?
  }

  /// Where a description stands that is a rule of its own.
  struct Description: Hashable, Sendable {
    /// The rule.
    var whole: Range<Int>
    /// The name that it begins with.
    var name: Range<Int>
    /// The sentence.
    var text: Range<Int>
  }

  /// The objects in their order.
  var objects: [Object] = []
  /// The background prompt.
  var background: Range<Int>?
  /// The negative prompt.
  var negative: Range<Int>?

  /// Notes where a prompt stands.
  mutating func setPrompt(_ label: PromptLabel, at range: Range<Int>) {
    switch label {
    case .background: background = range
    case .negative: negative = range
    default: break
    }
  }
}

extension LayoutObject.Region {
  /// A number of the region as a notation writes it, or nil where the region has no such number.
  func number(_ property: CSSProperty, angles: AngleConvention) -> Double? {
    switch (self, property) {
    case (.box(let box), .left): box.x
    case (.box(let box), .top): box.y
    case (.box(let box), .width): box.width
    case (.box(let box), .height): box.height
    case (.ellipse(let ellipse), .centerX): ellipse.centerX
    case (.ellipse(let ellipse), .centerY): ellipse.centerY
    case (.ellipse(let ellipse), .major): ellipse.major
    case (.ellipse(let ellipse), .minor): ellipse.minor
    case (.ellipse(let ellipse), .angle): angles.angle(ofCanvasAngle: ellipse.angle)
    default: nil
    }
  }
}
