/// What a language model is asked for, and so the folder of the template that asks.
public enum PromptStyle: String, Hashable, Sendable, CaseIterable {
  /// A list of captioned boxes with a background and a negative prompt, as LMD asks.
  case boxes
  /// One CSS rule a box, as LayoutGPT asks.
  case cssBoxes = "css-boxes"
  /// One CSS rule a tilted ellipse, as BlobGEN asks.
  case cssBlobs = "css-blobs"
  /// A sentence on the looks of each tilted ellipse, which BlobGEN asks for in a second call.
  case descriptions
  /// One JSON object with boxes, as services with a schema answer.
  case json
  /// A background and a negative prompt alone.
  case background

  /// The styles whose answers say where objects lie.
  public static let layouts: [PromptStyle] = [.boxes, .cssBoxes, .cssBlobs, .json]

  /// Whether the style speaks of ellipses rather than boxes.
  public var usesEllipses: Bool { self == .cssBlobs || self == .descriptions }
}
