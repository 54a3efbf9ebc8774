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

  /// Creates options.
  public init(
    entry: String? = nil, names: [String] = [], outlines: OutlineChoice = .boxes,
    components: BlobGENNotation.Components = .sincos, angles: AngleConvention = .fromVertical
  ) {
    self.entry = entry
    self.names = names
    self.outlines = outlines
    self.components = components
    self.angles = angles
  }
}

extension Notations {
  /// The notations of other tools' files, in the order in which they are listed.
  public static let files: [any ExchangeNotation] = files(FileNotationOptions())

  /// The notations of other tools' files under some options.
  public static func files(_ options: FileNotationOptions) -> [any ExchangeNotation] {
    [
      COCONotation(entry: options.entry, outlines: options.outlines),
      YOLONotation(names: options.names),
      YOLONotation(isOriented: true, names: options.names),
      LabelMeNotation(),
      LabelStudioNotation(entry: options.entry),
      InstanceDiffusionNotation(),
      GLIGENNotation(dialect: .diffusers),
      GLIGENNotation(dialect: .native),
      GLIGENNotation(dialect: .boxdiff),
      LMDCacheNotation(entry: options.entry),
      LayoutGPTNotation(entry: options.entry),
      BlobGENNotation(components: options.components, angles: options.angles),
      BlobCtrlNotation(entry: options.entry),
      IdeogramNotation(),
      ComfyUINotation(node: .area),
      ComfyUINotation(node: .gligen),
      InvokeAINotation(),
    ]
  }

  /// The notation of a name under some options, or nil when there is none.
  public static func named(
    _ name: String, options: FileNotationOptions
  ) -> (any Notation)? {
    if name == AutomaticNotation().name { return AutomaticNotation(options: options) }
    if name == "css-blobs" { return CSSBlobNotation(angles: options.angles) }
    return files(options).first { $0.name == name } ?? all.first { $0.name == name }
  }

  /// Every row of the table of notations, ours first.
  public static var table: [any ExchangeNotation] {
    [JSONNotation(), LMDNotation(), CSSBoxNotation(), CSSBlobNotation()] + files
  }

  /// The table of notations as Markdown: ✔ for what comes back as it was, · for what is lost.
  public static var markdownTable: String {
    let properties = NotationCapabilities.Property.allCases
    let head = ["notation", "name"] + properties.map(\.rawValue)
    let rows = table.map { notation in
      let capabilities = notation.capabilities
      return [notation.title, "`\(notation.name)`"]
        + properties.map { property in
          capabilities.partial[property] ?? (capabilities.held.contains(property) ? "✔" : "·")
        }
    }
    let rule = head.map { _ in "---" }
    return ([head, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }
}

/// A judge of whether a text is a file of another tool, by its keys.
enum FileDetector {
  private static let marks: [(notation: String, mark: @Sendable (JSONNode) -> String?)] = [
    (COCONotation().name, COCONotation.mark),
    (LabelMeNotation().name, LabelMeNotation.mark),
    (LabelStudioNotation().name, LabelStudioNotation.mark),
    (InstanceDiffusionNotation().name, InstanceDiffusionNotation.mark),
    ("gligen", { GLIGENNotation.mark(of: $0, dialect: .diffusers) }),
    ("gligen-native", { GLIGENNotation.mark(of: $0, dialect: .native) }),
    ("boxdiff", { GLIGENNotation.mark(of: $0, dialect: .boxdiff) }),
    (LayoutGPTNotation().name, LayoutGPTNotation.mark),
    (BlobGENNotation().name, BlobGENNotation.mark),
    (BlobCtrlNotation().name, BlobCtrlNotation.mark),
    (IdeogramNotation().name, IdeogramNotation.mark),
    ("comfyui", { ComfyUINotation.mark(of: $0, node: .area) }),
    ("comfyui-gligen", { ComfyUINotation.mark(of: $0, node: .gligen) }),
    (InvokeAINotation().name, InvokeAINotation.mark),
    (LMDCacheNotation().name, LMDCacheNotation.mark),
  ]

  /// The notation of a file, or nil when it is none of them.
  static func detect(_ text: String) -> Detection? {
    let source = SourceText(text)
    let start = source.trimmed(0..<source.bytes.count).lowerBound
    guard start < source.bytes.count else { return nil }
    switch source.bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard let root = try? JSONReader.read(text).root else { return nil }
      for (notation, mark) in marks {
        guard let reason = mark(root) else { continue }
        return Detection(notation: notation, confidence: 0.95, reason: reason)
      }
      return nil
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return YOLONotation.mark(of: source).map { isOriented, reason in
        Detection(
          notation: YOLONotation(isOriented: isOriented).name, confidence: 0.9, reason: reason)
      }
    default: return nil
    }
  }
}
