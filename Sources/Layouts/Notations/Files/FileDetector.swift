/// A judge of whether a text is a file of another tool, or a layout as a file holds it, by its keys.
enum FileDetector {
  /// How sure it is that a file with keys of a tool's own is that tool's.
  private static let certain = 0.95
  /// How sure it is where models write such keys, too, as they like.
  private static let likely = 0.8

  private static let marks:
    [(notation: String, confidence: Double, mark: @Sendable (JSONNode) -> String?)] = [
      (COCONotation().name, certain, COCONotation.mark),
      (LabelMeNotation().name, certain, LabelMeNotation.mark),
      (LabelStudioNotation().name, certain, LabelStudioNotation.mark),
      (InstanceDiffusionNotation().name, certain, InstanceDiffusionNotation.mark),
      ("gligen", certain, { GLIGENNotation.mark(of: $0, dialect: .diffusers) }),
      ("gligen-native", likely, { GLIGENNotation.mark(of: $0, dialect: .native) }),
      ("boxdiff", certain, { GLIGENNotation.mark(of: $0, dialect: .boxdiff) }),
      (LayoutGPTNotation().name, likely, LayoutGPTNotation.mark),
      (BlobGENNotation().name, certain, BlobGENNotation.mark),
      (BlobCtrlNotation().name, certain, BlobCtrlNotation.mark),
      (IdeogramNotation().name, certain, IdeogramNotation.mark),
      ("comfyui", certain, { ComfyUINotation.mark(of: $0, node: .area) }),
      ("comfyui-gligen", certain, { ComfyUINotation.mark(of: $0, node: .gligen) }),
      ("comfyui-masks", certain, { ComfyUINotation.mark(of: $0, node: .masks) }),
      (RegionalPrompterNotation().name, certain, RegionalPrompterNotation.mark),
      ("regional-prompter-mask", certain, RegionalPrompterNotation.maskMark),
      (InvokeAINotation().name, certain, InvokeAINotation.mark),
      (LMDCacheNotation().name, likely, LMDCacheNotation.mark),
    ]

  /// Whether a text is its tool's file beyond doubt: what is wrong with it is then to be said, while
  /// whoever reads it as something else takes its keys for names and its numbers for pixels.
  static func isCertain(_ detection: Detection) -> Bool { detection.confidence >= certain }

  /// The notation of a file or of a layout in JSON, or nil when it is none, and the document if it is one.
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
    guard let detection = detectLayoutOrFile(outline.document.root) else { return (nil, nil) }
    if outline.isWhole { return (detection, outline.document) }
    guard let document = try? JSONReader.read(source) else { return (nil, nil) }
    return (detectLayoutOrFile(document.root), document)
  }

  /// A layout that says so of itself is no other file, whatever keys it has beside.
  private static func detectLayoutOrFile(_ root: JSONNode) -> Detection? {
    guard JSONNotation.isLayout(root) else { return detect(root) }
    return Detection(
      notation: JSONNotation().name, confidence: certain, reason: "it names its version")
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
    for (notation, confidence, mark) in marks {
      guard let reason = mark(root) else { continue }
      return Detection(notation: notation, confidence: confidence, reason: reason)
    }
    return nil
  }
}
