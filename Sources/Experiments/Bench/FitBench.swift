public import Drawing
internal import Foundation
internal import Layouts

/// Times the fitting of ellipses to masks, on one core.
///
/// Times are those that the fitting thread spent on a core, so that other programs hardly change them.
public struct FitBench: Sendable {
  /// What kind of mask is fitted.
  public enum Corpus: String, Sendable, CaseIterable {
    /// One ellipse, drawn by the middles of the cells.
    case ellipses
    /// Several ellipses, apart or overlapping.
    case groups
    /// Ellipses with another cut out of them.
    case holes
    /// Ellipses with a wavy outline.
    case blobs
    /// Ellipses that the border cuts.
    case border
  }

  /// How fast masks of a kind were fitted.
  public struct Speed: Sendable, Encodable {
    /// The kind of mask.
    public let corpus: String
    /// The number of masks.
    public let masks: Int
    /// The side of each.
    public let side: Int
    /// What was fitted.
    public let shape: String
    /// The mean intersection over union.
    public let meanOverlap: Double
    /// The least intersection over union.
    public let leastOverlap: Double
    /// Milliseconds a mask to decode its PNG.
    public let decodingMilliseconds: Double
    /// Milliseconds a mask to fit it.
    public let fittingMilliseconds: Double
    /// Milliseconds of the mask that took longest to fit.
    public let slowestMilliseconds: Double
    /// Masks a second, fitted alone.
    public var fitsPerSecond: Double { 1000 / fittingMilliseconds }
    /// Masks a second, decoded from PNG and fitted.
    public var filesPerSecond: Double { 1000 / (fittingMilliseconds + decodingMilliseconds) }

    private enum CodingKeys: String, CodingKey {
      case corpus, masks, side, shape
      case meanOverlap = "mean_iou"
      case leastOverlap = "min_iou"
      case decodingMilliseconds = "decoding_ms"
      case fittingMilliseconds = "fitting_ms"
      case slowestMilliseconds = "slowest_ms"
      case fitsPerSecond = "masks_per_s"
      case filesPerSecond = "files_per_s"
    }

    /// Encodes the measured figures and those that follow from them.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(corpus, forKey: .corpus)
      try container.encode(masks, forKey: .masks)
      try container.encode(side, forKey: .side)
      try container.encode(shape, forKey: .shape)
      try container.encode(meanOverlap, forKey: .meanOverlap)
      try container.encode(leastOverlap, forKey: .leastOverlap)
      try container.encode(decodingMilliseconds, forKey: .decodingMilliseconds)
      try container.encode(fittingMilliseconds, forKey: .fittingMilliseconds)
      try container.encode(slowestMilliseconds, forKey: .slowestMilliseconds)
      try container.encode(fitsPerSecond, forKey: .fitsPerSecond)
      try container.encode(filesPerSecond, forKey: .filesPerSecond)
    }
  }

  private let count: Int
  private let side: Int
  private let shape: MaskFit.Shape

  /// Creates a bench.
  ///
  /// - Parameters:
  ///   - count: how many masks of each kind are fitted.
  ///   - side: the side of the masks.
  ///   - shape: what is fitted.
  public init(masks count: Int = 40, side: Int = 512, shape: MaskFit.Shape = .ellipse) {
    self.count = max(1, count)
    self.side = max(32, side)
    self.shape = shape
  }

  /// How fast each kind of mask is fitted.
  ///
  /// - Parameter done: told each speed as soon as it is known.
  /// - Returns: one speed a kind.
  /// - Throws: `DrawingError` when a mask cannot be kept as a PNG.
  public func speeds(_ done: (Speed) -> Void = { _ in }) throws -> [Speed] {
    try Corpus.allCases.map { kind in
      let speed = try speed(of: kind)
      done(speed)
      return speed
    }
  }

  private func speed(of kind: Corpus) throws -> Speed {
    var corpus = MaskCorpus(side: side, seed: 1)
    var (decoding, fitting, slowest) = (0.0, 0.0, 0.0)
    var overlaps: [Double] = []
    for _ in 0..<count {
      let file = try PNGFile(image: Image(corpus.mask(kind))).encoded()
      var mask: Mask?
      decoding += ProcessFigures.threadMilliseconds {
        mask = (try? PNGFile(data: file, name: "mask")).map { Mask($0.image) }
      }
      guard let mask else { continue }
      var fit: MaskFit?
      let time = ProcessFigures.threadMilliseconds { fit = MaskFit(mask, shape: shape) }
      fitting += time
      slowest = max(slowest, time)
      overlaps.append(fit?.intersectionOverUnion ?? 0)
    }
    let total = Double(max(overlaps.count, 1))
    return Speed(
      corpus: kind.rawValue, masks: overlaps.count, side: side, shape: shape.rawValue,
      meanOverlap: overlaps.reduce(0, +) / total, leastOverlap: overlaps.min() ?? 0,
      decodingMilliseconds: decoding / total, fittingMilliseconds: fitting / total,
      slowestMilliseconds: slowest)
  }
}
