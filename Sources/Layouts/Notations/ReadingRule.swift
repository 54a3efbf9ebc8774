/// Every kind of liberty that a notation takes in reading, and of loss that it causes in writing.
///
/// A kind has one name, one code and one severity wherever it occurs. Codes never change their
/// meaning: a kind that goes leaves its number unused.
public enum ReadingRule: String, Hashable, Sendable, CaseIterable {
  // MARK: Text as such

  /// A byte order mark stands before the text.
  case byteOrderMark = "byte-order-mark"
  /// A key or property stands twice; the last one counts.
  case duplicateKey = "duplicate-key"
  /// A number has more digits than can be kept.
  case impreciseNumber = "imprecise-number"
  /// A key means nothing here and cannot be kept.
  case unknownKey = "unknown-key"
  /// A character stands there by its name in HTML.
  case encodedCharacter = "encoded-character"

  // MARK: What stands around a layout

  /// Text that belongs to no part of the layout was passed over.
  case ignoredText = "ignored-text"
  /// The layout stands in a code fence.
  case codeFence = "code-fence"
  /// Text that follows a prompt was read as part of it.
  case trailingText = "trailing-text"
  /// A comment was passed over.
  case comment = "comment"
  /// A label is written in another way than the template asks.
  case labelSpelling = "label-spelling"
  /// No background prompt was found; it is empty.
  case missingBackground = "missing-background"
  /// No negative prompt was found; it is empty.
  case missingNegative = "missing-negative"
  /// The parts stand in another order.
  case sectionOrder = "section-order"
  /// A part stands twice; the first one with text counts.
  case duplicateSection = "duplicate-section"
  /// More than one layout was found; the first one counts.
  case severalLayouts = "several-layouts"
  /// The layouts of a video were found; one frame was read.
  case videoFrames = "video-frames"
  /// A box was taken back on the same line; the later one is read.
  case correction
  /// The text ends before what it began is complete.
  case truncated = "truncated"
  /// The text says, or shows by leaving it out, that there are no objects.
  case noObjects = "no-objects"
  /// A word such as None stands for an empty prompt.
  case placeholder = "placeholder"

  // MARK: Lists of objects

  /// Quotes are curly or otherwise not those of the notation.
  case quoteStyle = "quote-style"
  /// A quote or a line break inside a text is not escaped.
  case unescapedQuote = "unescaped-quote"
  /// A text lacks a quote.
  case missingQuote = "missing-quote"
  /// A number is written in an unusual way.
  case numberForm = "number-form"
  /// A number carries a unit.
  case unit = "unit"
  /// A percentage was taken of the side of the canvas.
  case percentage = "percentage"
  /// Brackets or keys are not those of the notation.
  case bracketStyle = "bracket-style"
  /// A separator is missing, doubled or another one.
  case separator = "separator"
  /// Objects stand one by one and not in a list.
  case looseEntry = "loose-entry"
  /// An object carries more than the notation knows; it was left out.
  case extraElement = "extra-element"
  /// An object has no box and was left out.
  case missingBox = "missing-box"
  /// A box does not have four numbers; the object was left out.
  case wrongArity = "wrong-arity"
  /// A box has no name and was left out.
  case missingName = "missing-name"
  /// The name of an object is empty.
  case emptyName = "empty-name"
  /// A coordinate is no number; the object was left out.
  case notANumber = "not-a-number"
  /// Brackets lie too deep inside each other and were passed over.
  case nestedTooDeep = "nested-too-deep"
  /// A text holds more than any layout does; the rest of it was passed over.
  case tooMuch = "too-much"

  // MARK: CSS rules

  /// A property goes by another name.
  case propertyName = "property-name"
  /// A property is missing; the object was left out.
  case missingProperty = "missing-property"
  /// A property means nothing here and was passed over.
  case unknownProperty = "unknown-property"
  /// A number stands before its property and not behind the colon.
  case misplacedNumber = "misplaced-number"
  /// A bullet, a number, a quote or a colon was taken off a name, or marks stand around a prompt.
  case nameDecoration = "name-decoration"
  /// A description belongs to no object and was left out.
  case orphanDescription = "orphan-description"
  /// An object is written as another notation writes it.
  case otherShape = "other-shape"

  // MARK: Files of other tools

  /// The file holds several pictures; one was read.
  case severalImages = "several-images"
  /// A shape is of a kind that a layout cannot hold; it was left out.
  case skippedShape = "skipped-shape"
  /// A polygon or mask was read as the region nearest to it.
  case fittedShape = "fitted-shape"
  /// A tilted rectangle was read as the ellipse inscribed in it.
  case rotatedBox = "rotated-box"
  /// An object's class has no name in the file.
  case missingCategory = "missing-category"
  /// The file does not say how its numbers are measured; the likeliest way was taken.
  case assumedFrame = "assumed-frame"

  // MARK: Shapes as written

  /// The minor axis is longer than the major one; the ellipse was turned.
  case axesSwapped = "axes-swapped"
  /// An angle lies outside its range and was turned by half turns.
  case angleNormalized = "angle-normalized"
  /// A box looks like fractions of the canvas but was read as pixels.
  case fractionalBox = "fractional-box"
  /// How the numbers of boxes are measured was inferred from their values.
  case frameInferred = "frame-inferred"
  /// The numbers of boxes fit several ways of measuring; the likeliest was taken.
  case ambiguousFrame = "ambiguous-frame"
  /// The second corner of a box lies before the first; they were exchanged.
  case cornersSwapped = "corners-swapped"
  /// The notation was recognised from the text.
  case notationChosen = "notation-chosen"
  /// The text has the keys of a tool's file and is none; it was read in another way.
  case fileRefused = "file-refused"

  // MARK: What writing loses

  /// An ellipse is written as the box around it.
  case losesEllipse = "loses-ellipse"
  /// A box is written as the ellipse that overlaps it best.
  case losesBox = "loses-box"
  /// A description cannot be written.
  case losesDescription = "loses-description"
  /// The caption or its language cannot be written.
  case losesCaption = "loses-caption"
  /// The provenance cannot be written.
  case losesProvenance = "loses-provenance"
  /// Keys that this version does not know cannot be written.
  case losesExtras = "loses-extras"
  /// The size of the canvas cannot be written.
  case losesCanvas = "loses-canvas"
  /// A text had to be changed to be written.
  case altersText = "alters-text"
  /// A number is written with fewer digits.
  case losesPrecision = "loses-precision"
  /// An object cannot be written.
  case losesObject = "loses-object"
  /// The background prompt cannot be written.
  case losesBackground = "loses-background"
  /// The negative prompt cannot be written.
  case losesNegative = "loses-negative"
  /// The order of the objects cannot be written.
  case losesOrder = "loses-order"
  /// The angle of an ellipse cannot be written.
  case losesRotation = "loses-rotation"
  /// The name of an object cannot be written.
  case losesName = "loses-name"
  /// A region comes to lie elsewhere by more than a pixel.
  case losesPlace = "loses-place"

  /// The stable code, such as `MQ010`.
  public var code: String { Self.codes[number] }

  /// The codes by their numbers, written once and not for each finding.
  private static let codes = (0..<100).map { $0 < 10 ? "MQ00\($0)" : "MQ0\($0)" }

  /// How bad a finding of this kind is.
  public var severity: Finding.Severity {
    switch self {
    case .missingBox, .wrongArity, .missingName, .notANumber, .nestedTooDeep, .tooMuch,
      .missingProperty, .losesObject:
      .error
    case .duplicateKey, .impreciseNumber, .unknownKey, .trailingText, .missingBackground,
      .duplicateSection, .severalLayouts, .videoFrames, .correction, .truncated, .unescapedQuote,
      .missingQuote, .percentage, .extraElement, .emptyName, .unknownProperty,
      .misplacedNumber, .orphanDescription, .axesSwapped, .fractionalBox, .ambiguousFrame,
      .cornersSwapped, .losesEllipse,
      .losesBox, .losesDescription, .losesExtras, .altersText, .severalImages, .skippedShape,
      .rotatedBox, .missingCategory, .assumedFrame, .fileRefused, .losesBackground, .losesNegative,
      .losesOrder, .losesRotation, .losesName, .losesPlace:
      .warning
    case .byteOrderMark, .encodedCharacter, .ignoredText, .codeFence, .comment, .labelSpelling,
      .missingNegative,
      .sectionOrder, .noObjects, .placeholder, .quoteStyle, .numberForm, .unit, .bracketStyle,
      .separator, .looseEntry, .propertyName, .nameDecoration, .otherShape, .angleNormalized,
      .notationChosen, .frameInferred, .fittedShape, .losesCaption, .losesProvenance, .losesCanvas,
      .losesPrecision:
      .note
    }
  }

  private var number: Int {
    switch self {
    case .byteOrderMark: 1
    case .duplicateKey: 2
    case .impreciseNumber: 3
    case .unknownKey: 4
    case .encodedCharacter: 5
    case .ignoredText: 10
    case .codeFence: 11
    case .trailingText: 12
    case .comment: 13
    case .labelSpelling: 14
    case .missingBackground: 15
    case .missingNegative: 16
    case .sectionOrder: 17
    case .duplicateSection: 18
    case .severalLayouts: 19
    case .videoFrames: 20
    case .truncated: 21
    case .noObjects: 22
    case .placeholder: 23
    case .correction: 24
    case .quoteStyle: 30
    case .unescapedQuote: 31
    case .missingQuote: 32
    case .numberForm: 33
    case .unit: 34
    case .percentage: 35
    case .bracketStyle: 36
    case .separator: 37
    case .looseEntry: 38
    case .extraElement: 39
    case .missingBox: 40
    case .wrongArity: 41
    case .missingName: 42
    case .emptyName: 43
    case .notANumber: 44
    case .nestedTooDeep: 45
    case .tooMuch: 46
    case .propertyName: 60
    case .missingProperty: 61
    case .unknownProperty: 62
    case .misplacedNumber: 63
    case .nameDecoration: 64
    case .orphanDescription: 65
    case .otherShape: 66
    case .severalImages: 50
    case .skippedShape: 51
    case .fittedShape: 52
    case .rotatedBox: 53
    case .missingCategory: 54
    case .assumedFrame: 55
    case .axesSwapped: 70
    case .angleNormalized: 71
    case .fractionalBox: 72
    case .frameInferred: 73
    case .ambiguousFrame: 74
    case .cornersSwapped: 75
    case .notationChosen: 80
    case .fileRefused: 81
    case .losesBackground: 84
    case .losesNegative: 85
    case .losesOrder: 86
    case .losesRotation: 87
    case .losesName: 88
    case .losesPlace: 89
    case .losesEllipse: 90
    case .losesBox: 91
    case .losesDescription: 92
    case .losesCaption: 93
    case .losesProvenance: 94
    case .losesExtras: 95
    case .losesCanvas: 96
    case .altersText: 97
    case .losesPrecision: 98
    case .losesObject: 99
    }
  }

  /// A finding of this kind.
  func finding(_ message: String, object: Int? = nil, at source: SourceRange? = nil) -> Finding {
    Finding(
      rule: rawValue, code: code, severity: severity, message: message, object: object,
      source: source)
  }
}
