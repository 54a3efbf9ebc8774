public import Layouts

/// A way of making a picture keep to a layout: a conditioner over the one sampling loop.
public protocol Recipe: Sendable {
  /// Prepares what the denoiser is told about a layout.
  ///
  /// - Parameters:
  ///   - layout: what to paint.
  ///   - model: the model that is to paint it.
  ///   - guided: whether a second text, to be led away from, is needed.
  /// - Returns: the conditioning.
  /// - Throws: `RenderError` when the layout can't be painted this way.
  func conditioning(for layout: Layout, model: DiffusionModel, guided: Bool) throws -> Conditioning
}

/// The methods by the names that `maquette render --method` takes.
public enum Method: String, Sendable, Hashable, CaseIterable {
  /// The prompt alone; the layout's regions have no say.
  case plain
  /// Masked cross-attention: each object's phrase is attended only inside its region.
  case regional

  /// The recipe behind the name.
  public var recipe: any Recipe {
    switch self {
    case .plain: Plain()
    case .regional: Regional()
    }
  }
}
