/// What a notation can hold of a layout: one row of the table of notations.
public struct NotationCapabilities: Hashable, Sendable {
  /// A property of a layout that a notation holds or loses.
  public enum Property: String, Hashable, Sendable, CaseIterable {
    /// Axis-aligned boxes, told from ellipses.
    case boxes
    /// Ellipses, told from boxes.
    case ellipses
    /// The tilt of an ellipse.
    case rotation
    /// The phrase of each object.
    case names
    /// The sentence on how each object looks.
    case descriptions
    /// The caption of the picture.
    case caption
    /// The prompt for everything outside the objects.
    case background
    /// What the picture must not show.
    case negative
    /// The size of the canvas.
    case canvas
    /// The order from back to front.
    case order
    /// Coordinates to a millionth of a pixel.
    case precision
  }

  /// What comes back just as it was.
  public var held: Set<Property>
  /// What comes back in part, with the words for it.
  public var partial: [Property: String]

  /// Creates a row of the table.
  public init(held: Set<Property>, partial: [Property: String] = [:]) {
    self.held = held
    self.partial = partial
  }

  /// The row as JSON: for each property `true`, `false`, or the words for what is kept of it.
  public var json: JSONValue {
    .object(
      JSONObject(
        Property.allCases.map { property in
          let value = partial[property].map(JSONValue.string) ?? .bool(held.contains(property))
          return JSONObject.Member(key: property.rawValue, value: value)
        }))
  }
}

/// A notation with a row in the table of notations.
public protocol ExchangeNotation: Notation {
  /// Whose notation it is, for people, such as `COCO detection`.
  var title: String { get }
  /// What it can hold.
  var capabilities: NotationCapabilities { get }
  /// The ending that its files usually have, without the dot.
  var fileExtension: String { get }
}

extension ExchangeNotation {
  /// The ending of most of them.
  public var fileExtension: String { "json" }

  /// The row of the table of notations as JSON.
  public var json: JSONValue {
    [
      "name": .string(name), "title": .string(title), "extension": .string(fileExtension),
      "holds": capabilities.json,
    ]
  }
}

// MARK: - The notations of language models

extension JSONNotation: ExchangeNotation {
  /// Maquette's own contract.
  public var title: String { "Maquette layout" }
  /// Everything.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: Set(NotationCapabilities.Property.allCases))
  }
}

extension LMDNotation: ExchangeNotation {
  /// The list of LLM-grounded Diffusion.
  public var title: String { "LMD list" }
  /// Text files.
  public var fileExtension: String { "txt" }
  /// Boxes and the two prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: [.boxes, .names, .background, .negative, .order, .precision])
  }
}

extension CSSBoxNotation: ExchangeNotation {
  /// The rules of LayoutGPT.
  public var title: String { "LayoutGPT CSS" }
  /// Style sheets.
  public var fileExtension: String { "css" }
  /// Boxes and the two prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: [.boxes, .names, .background, .negative, .order, .precision])
  }
}

extension CSSBlobNotation: ExchangeNotation {
  /// The rules of BlobGEN.
  public var title: String { "BlobGEN CSS" }
  /// Style sheets.
  public var fileExtension: String { "css" }
  /// Ellipses with descriptions, and the two prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: [
      .ellipses, .rotation, .names, .descriptions, .background, .negative, .order, .precision,
    ])
  }
}
