extension Notations {
  /// The notations of other tools' files, in the order in which they are listed.
  public static let files: [any ExchangeNotation] = files(FileNotationOptions())

  /// The notations of other tools' files under some options.
  public static func files(_ options: FileNotationOptions) -> [any ExchangeNotation] {
    [
      COCONotation(entry: options.entry, outlines: options.outlines, image: options.image),
      YOLONotation(names: options.names, stem: options.stem),
      YOLONotation(isOriented: true, names: options.names, stem: options.stem),
      LabelMeNotation(image: options.image),
      LabelStudioNotation(entry: options.entry, image: options.image),
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
      ComfyUINotation(node: .masks, stem: options.stem ?? "mask"),
      RegionalPrompterNotation(),
      InvokeAINotation(),
    ]
  }

  /// The notation of a name under some options, or nil when there is none.
  public static func named(
    _ name: String, options: FileNotationOptions
  ) -> (any Notation)? {
    if name == AutomaticNotation().name { return AutomaticNotation(options: options) }
    switch name {
    case "css-blobs": return CSSBlobNotation(angles: options.angles)
    case "lmd": return LMDNotation(measure: options.frame)
    case "loose-json": return LooseJSONNotation(frame: options.frame)
    case "list": return ListNotation(frame: options.frame)
    default: break
    }
    return files(options).first { $0.name == name } ?? all.first { $0.name == name }
  }

  /// Every row of the table of notations whose texts this room reads, ours first.
  public static var table: [any ExchangeNotation] {
    [
      JSONNotation(), LMDNotation(), CSSBoxNotation(), CSSBlobNotation(), LooseJSONNotation(),
      ListNotation(),
    ] + files
  }

  /// Rows of the table of notations as Markdown: ✔ for what comes back as it was, · for what is lost.
  public static func markdownTable(_ rows: [any ExchangeNotation]) -> String {
    let properties = NotationCapabilities.Property.allCases
    let head = ["notation", "name"] + properties.map(\.rawValue)
    let lines = rows.map { notation in
      let capabilities = notation.capabilities
      return [notation.title, "`\(notation.name)`"]
        + properties.map { property in
          capabilities.partial[property] ?? (capabilities.held.contains(property) ? "✔" : "·")
        }
    }
    let rule = head.map { _ in "---" }
    return ([head, rule] + lines).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }
}
