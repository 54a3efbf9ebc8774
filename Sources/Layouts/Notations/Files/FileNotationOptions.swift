/// What a notation has to know that neither its files nor the layout say.
public struct FileNotationOptions: Hashable, Sendable {
  /// Which picture of a file of several: its name, or its number counted from one.
  public var entry: String?
  /// The names of the classes, by their numbers.
  public var names: [String]
  /// Which region is read where a file gives both a box and an outline.
  public var outlines: OutlineChoice
  /// The order of sine and cosine in BlobGEN's vectors.
  public var components: BlobGENNotation.Components
  /// How BlobGEN's angles are measured.
  public var angles: AngleConvention
  /// The file name of the picture that a file is about.
  public var image: String
  /// The name of the written file without its ending; nil where nothing can be put beside the text.
  public var stem: String?
  /// How boxes are measured in notations that do not say it themselves.
  public var frame: DeclaredFrame

  /// Creates options.
  public init(
    entry: String? = nil, names: [String] = [], outlines: OutlineChoice = .boxes,
    components: BlobGENNotation.Components = .sincos, angles: AngleConvention = .fromVertical,
    image: String = "1.png", stem: String? = nil, frame: DeclaredFrame = DeclaredFrame()
  ) {
    self.entry = entry
    self.names = names
    self.outlines = outlines
    self.components = components
    self.angles = angles
    self.image = image
    self.stem = stem
    self.frame = frame
  }
}
