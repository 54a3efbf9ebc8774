/// The methods by the names that `maquette render --method` takes.
public enum Method: String, Sendable, Hashable, CaseIterable {
  /// The prompt alone; the layout's regions have no say.
  case plain
  /// Masked cross-attention: each object's phrase is attended only inside its region.
  case regional
  /// Latents follow the gradient of an energy on the mean attention maps (arXiv 2307.10816).
  case boxdiff
  /// Latents follow the share of attention that falls inside the boxes (arXiv 2304.03373).
  case layoutGuidance = "layout-guidance"
  /// Latents follow energies on cross- and self-attention (arXiv 2306.05427).
  case attentionRefocusing = "attention-refocusing"
  /// Latents follow the phrase that is attended least; regions have no say (arXiv 2301.13826).
  case attendExcite = "attend-excite"
  /// Trained layers read each object's phrase and box (arXiv 2301.07093).
  case gligen
  /// Trained layers read each object's description inside its ellipse (arXiv 2405.08246).
  case blobgen
  /// Each object painted by itself first, then all in one picture (arXiv 2305.13655).
  case lmd
  /// The same with GLIGEN's layers.
  case lmdPlus = "lmd+"

  /// What the method does, in one sentence.
  public var explanation: String {
    switch self {
    case .plain: "The caption alone; regions have no say."
    case .regional: "Each object's phrase is attended only inside its region."
    case .boxdiff:
      "Attention is pulled into the regions, out of their surroundings and up to their edges."
    case .layoutGuidance: "The share of each phrase's attention inside its region is raised."
    case .attentionRefocusing:
      "Attention to phrases is pulled into the regions, and regions look at themselves."
    case .attendExcite: "The most neglected phrase is attended more; regions have no say."
    case .gligen: "Trained layers, which the model must have, read each object's phrase and box."
    case .blobgen:
      "Trained layers, which the model must have, read each description inside its ellipse."
    case .lmd: "Each object is painted by itself first, then all in one picture."
    case .lmdPlus: "LMD with GLIGEN's layers, which the model must have."
    }
  }

  /// The recipe behind the name.
  var type: any Recipe.Type {
    switch self {
    case .plain: Plain.self
    case .regional: Regional.self
    case .boxdiff: BoxDiff.self
    case .layoutGuidance: LayoutGuidance.self
    case .attentionRefocusing: AttentionRefocusing.self
    case .attendExcite: AttendExcite.self
    case .gligen: GLIGEN.self
    case .blobgen: BlobGEN.self
    case .lmd: LMD.self
    case .lmdPlus: LMDPlus.self
    }
  }

  /// Returns the recipe with some numbers set.
  ///
  /// - Parameters:
  ///   - values: texts by the names of parameters.
  ///   - compatibility: whether the quirks of the published code are wanted.
  /// - Returns: the recipe; what is not set has its published value.
  /// - Throws: `RecipeError` naming the parameter.
  public func recipe(
    setting values: [String: String] = [:], compatibility: RenderSettings.Compatibility = .none
  ) throws -> any Recipe {
    try type.init(setting: values, of: self, compatibility: compatibility)
  }

  /// Every parameter with its published value and what it does.
  public var manual: [(name: String, value: String, explanation: String)] { type.manual }
}
