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
    ("comfyui-masks", { ComfyUINotation.mark(of: $0, node: .masks) }),
    (RegionalPrompterNotation().name, RegionalPrompterNotation.mark),
    ("regional-prompter-mask", RegionalPrompterNotation.maskMark),
    (InvokeAINotation().name, InvokeAINotation.mark),
    (LMDCacheNotation().name, LMDCacheNotation.mark),
  ]

  /// Whether the objects of such a file have their names elsewhere in it, so that whoever reads it as
  /// something else takes their numbers for names.
  static func isScattered(_ detection: Detection) -> Bool {
    detection.notation == COCONotation().name
  }

  /// The notation of a file, or nil when it is none of them, and the document if it is one or a layout.
  static func detect(_ source: SourceText) -> (detection: Detection?, document: JSONDocument?) {
    let start = source.trimmed(0..<source.bytes.count).lowerBound
    guard start < source.bytes.count else { return (nil, nil) }
    switch source.bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return mayBeJSON(source, at: start) ? detectJSON(source) : (nil, nil)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let detection = YOLONotation.mark(of: source).map { isOriented, reason in
        Detection(
          notation: YOLONotation(isOriented: isOriented).name, confidence: 0.9, reason: reason)
      }
      return (detection, nil)
    default: return (nil, nil)
    }
  }

  /// How many elements of an array are looked at first; no mark depends on the later ones alone.
  private static let outlineCount = 256

  /// Judges a text by an outline, and reads a long one in full only if it is a file or a layout: beside
  /// what a model wrote, which is read in another way, it would be held in vain.
  private static func detectJSON(
    _ source: SourceText
  ) -> (detection: Detection?, document: JSONDocument?) {
    guard let outline = try? JSONReader.outline(source, elements: outlineCount) else {
      return (nil, nil)
    }
    let root = outline.document.root
    let detection = detect(root)
    guard detection != nil || JSONNotation.isLayout(root) else { return (nil, nil) }
    if outline.isWhole { return (detection, outline.document) }
    guard let document = try? JSONReader.read(source) else { return (nil, nil) }
    return (detect(document.root), document)
  }

  /// Whether what follows an opening bracket may do so in JSON; what models write mostly may not.
  private static func mayBeJSON(_ source: SourceText, at bracket: Int) -> Bool {
    var place = bracket + 1
    while place < source.bytes.count, source.bytes[place].isBlank || source.bytes[place].isLineEnd {
      place += 1
    }
    guard place < source.bytes.count else { return false }
    let byte = source.bytes[place]
    return byte.isDigit || "\"-{}[]tfn".utf8.contains(byte)
  }

  /// The notation of a file of JSON that was read before, or nil when it is none of them.
  static func detect(_ root: JSONNode) -> Detection? {
    for (notation, mark) in marks {
      guard let reason = mark(root) else { continue }
      return Detection(notation: notation, confidence: 0.95, reason: reason)
    }
    return nil
  }
}
