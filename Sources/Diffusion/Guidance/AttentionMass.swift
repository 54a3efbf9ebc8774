public import Drawing
internal import Layouts
internal import Networks
internal import Tensors

/// How much of the attention that phrases get falls inside their regions.
///
/// For a phrase and a layer it is the sum of its tokens' attention over the cells inside, each times the
/// share of it that the region covers, divided by that over all cells; heads are averaged first. The mean
/// over layers is told, and of several steps the mean over them. Attention that is spread evenly gives the
/// share of the canvas that the region covers, `area`.
public struct AttentionMass: Hashable, Sendable {
  /// What is told of one phrase.
  public struct Phrase: Hashable, Sendable {
    /// The phrase.
    public let text: String
    /// The layout's objects of this phrase, by index.
    public let objects: [Int]
    /// The share inside the regions of all its objects together.
    public let inside: Double
    /// The share inside the region of each object.
    public let insideObjects: [Double]
    /// The share of the cells that its regions cover.
    public let area: Double
  }

  /// The phrases of the grounding, in its order.
  public let phrases: [Phrase]

  /// The mean over the phrases; nil where there are none.
  public var inside: Double? {
    phrases.isEmpty ? nil : phrases.map(\.inside).reduce(0, +) / Double(phrases.count)
  }

  /// Measures maps; nil where there are none, as in the steps of objects that are painted by themselves.
  ///
  /// - Parameters:
  ///   - maps: cross-attentions.
  ///   - grounding: the phrases by their keys, and their regions.
  public init?(of maps: [AttentionMaps.Map], for grounding: Grounding) {
    guard !maps.isEmpty else { return nil }
    var masks: [[Int]: PhraseMasks] = [:]
    phrases = grounding.phrases.enumerated().map { index, phrase in
      var (inside, objects, area) = (0.0, [Double](repeating: 0, count: phrase.regions.count), 0.0)
      for map in maps {
        let size = (height: map.site.height, width: map.site.width)
        let key = [index, size.height, size.width]
        let cover =
          masks[key]
          ?? PhraseMasks(
            phrase, on: grounding.canvas, size: size, raster: .soft(.coverage))
        masks[key] = cover
        let attention = map.attention(of: phrase.tokens)
        inside += attention.share(in: cover.union)
        for (place, region) in cover.regions.enumerated() {
          objects[place] += attention.share(in: region)
        }
        area += cover.union.area / Double(cover.union.values.count)
      }
      let count = Double(maps.count)
      return Phrase(
        text: phrase.text, objects: phrase.objects, inside: inside / count,
        insideObjects: objects.map { $0 / count }, area: area / count)
    }
  }

  /// The mean of several measurements of the same phrases; nil of none.
  public init?(meanOf masses: [AttentionMass]) {
    guard let first = masses.first else { return nil }
    let count = Double(masses.count)
    phrases = first.phrases.enumerated().map { index, phrase in
      let all = masses.map { $0.phrases[index] }
      return Phrase(
        text: phrase.text, objects: phrase.objects,
        inside: all.map(\.inside).reduce(0, +) / count,
        insideObjects: phrase.objects.indices.map { place in
          all.map { $0.insideObjects[place] }.reduce(0, +) / count
        },
        area: phrase.area)
    }
  }
}

extension AttentionMaps.Map {
  /// The mean over heads of the sum over some keys, one number a cell.
  public func attention(of keys: [Int]) -> Mask {
    let (heads, pixels, count) = (weights.shape[0], weights.shape[1], weights.shape[2])
    precondition(
      keys.allSatisfy { (0..<count).contains($0) }, "attention: keys \(keys) of \(count)")
    var cells = [Float](repeating: 0, count: pixels)
    weights.withUnsafeElements { elements in
      for head in 0..<heads {
        for pixel in 0..<pixels {
          let row = (head * pixels + pixel) * count
          for key in keys { cells[pixel] += elements[row + key] }
        }
      }
    }
    return Mask(
      height: site.height, width: site.width, values: cells.map { $0 / Float(heads) })
  }
}

extension Mask {
  /// The share of the sum of all cells that lies in a mask; nothing of nothing.
  fileprivate func share(in mask: Mask) -> Double {
    let total = area
    guard total > 0 else { return 0 }
    return zip(values, mask.values).reduce(0) { $0 + Double($1.0) * Double($1.1) } / total
  }
}
