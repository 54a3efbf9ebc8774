public import Layouts

/// Every kind of liberty taken in reading shapes from drawings and annotation files.
///
/// What these share with texts (a name that is missing, a loss in writing) is a `ReadingRule`.
public enum ShapeRule: String, Hashable, Sendable, CaseIterable {
  /// A turned or slanted box was read as the upright box around it.
  case turnedBox = "turned-box"
  /// An outline was recognised as a box or an ellipse.
  case recognisedShape = "recognised-shape"
  /// An outline that is neither box nor ellipse was read as the box around it.
  case boundedShape = "bounded-shape"
  /// A shape has no name; its identifier or its number stands for one.
  case unnamedShape = "unnamed-shape"
  /// A shape took the text next to it for its name.
  case borrowedName = "borrowed-name"
  /// Something drawn is no region of a layout and was passed over.
  case ignoredShape = "ignored-shape"
  /// A hidden shape was passed over.
  case hiddenShape = "hidden-shape"
  /// An attribute could not be read.
  case unreadableAttribute = "unreadable-attribute"
  /// The file does not say how large the canvas is.
  case assumedCanvas = "assumed-canvas"
  /// The canvas was moved or resized in the drawing, and the shapes are read relative to it.
  case movedCanvas = "moved-canvas"
  /// A nameless shape that covers the canvas was taken for its backdrop and passed over.
  case backdrop = "backdrop"
  /// The shapes of a named group were read as one object.
  case joinedGroup = "joined-group"
  /// A file describes several pictures; the first one was read.
  case severalPictures = "several-pictures"
  /// A mask has several parts, of which only the largest was fitted.
  case severalParts = "several-parts"
  /// A mask touches the border of its picture, so that its object may reach beyond.
  case touchesBorder = "touches-border"
  /// A mask covers nothing and gave no object.
  case emptyMask = "empty-mask"
  /// The label that a preview gave an object was edited.
  case editedLabel = "edited-label"

  /// The stable code, such as `MQ500`.
  public var code: String {
    let place = Self.allCases.firstIndex(of: self) ?? 0
    // MQ516 was a prompt that is not written, now a reading rule's; numbers are not given twice.
    return "MQ\(500 + place + (place < 16 ? 0 : 1))"
  }

  /// How bad a finding of this kind is.
  public var severity: Finding.Severity {
    switch self {
    case .emptyMask: .error
    case .turnedBox, .boundedShape, .unreadableAttribute, .assumedCanvas, .severalPictures,
      .severalParts:
      .warning
    case .recognisedShape, .unnamedShape, .borrowedName, .ignoredShape, .hiddenShape,
      .movedCanvas, .backdrop, .joinedGroup, .touchesBorder, .editedLabel:
      .note
    }
  }

  /// A finding of this kind.
  func finding(_ message: String, object: Int? = nil, at source: SourceRange? = nil) -> Finding {
    Finding(
      rule: rawValue, code: code, severity: severity, message: message, object: object,
      source: source)
  }
}

extension ReadingRule {
  /// A finding of this kind, made while reading or writing a drawing.
  func noted(_ message: String, object: Int? = nil, at source: SourceRange? = nil) -> Finding {
    Finding(
      rule: rawValue, code: code, severity: severity, message: message, object: object,
      source: source)
  }
}
