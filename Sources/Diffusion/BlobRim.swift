internal import Layouts

/// What of a region opens the pixels of a feature map to the words about it.
public enum BlobRim: String, Sendable, Hashable, CaseIterable, LosslessStringConvertible {
  /// The ellipse, as BlobGEN has it.
  case ellipse
  /// The bounding box, to compare with.
  case box

  /// Creates a rim from its name.
  public init?(_ description: String) { self.init(rawValue: description) }

  /// The name.
  public var description: String { rawValue }

  /// Returns the pixels' region for BlobGEN, where a box has the ellipse that overlaps it best.
  func shape(of region: LayoutObject.Region) -> LayoutObject.Region {
    switch self {
    case .ellipse: .ellipse(region.blob)
    case .box: .box(region.bounds)
    }
  }
}

extension LayoutObject.Region {
  /// The region as an ellipse.
  var blob: Ellipse {
    switch self {
    case .box(let box): Ellipse(box)
    case .ellipse(let ellipse): ellipse.normalized
    }
  }
}
