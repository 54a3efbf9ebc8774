public import Layouts

extension NotationCapabilities {
  /// What annotation files hold that have a canvas, names, descriptions, boxes and turned ellipses.
  static let annotations = NotationCapabilities(held: [
    .boxes, .ellipses, .rotation, .names, .descriptions, .canvas, .order, .precision,
  ])
}

extension Notations {
  /// The notations whose files are XML or come with a picture, in the order in which they are listed.
  ///
  /// - Parameters:
  ///   - options: what files of other tools do not say.
  ///   - base: what the numbers of Pascal VOC's boxes count.
  /// - Returns: the notations.
  public static func drawings(
    _ options: FileNotationOptions = FileNotationOptions(), base: PascalVOCNotation.Base = .zero
  ) -> [any ExchangeNotation] {
    [
      SVGNotation(), CVATNotation(imageName: options.image, entry: options.entry),
      PascalVOCNotation(base: base, imageName: options.image),
      RegionalPrompterMaskNotation(stem: options.stem ?? "regions"),
    ]
  }

  /// Every row of the table of notations: those of texts, of other tools' files and of drawings.
  public static var catalog: [any ExchangeNotation] { table + drawings() }
}
