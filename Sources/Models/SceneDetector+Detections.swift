public import FoundationEssentials
internal import Networks
public import Tensors

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension SceneDetector {
  /// One thing that was found.
  public struct Detection: Sendable, Hashable {
    /// The thing, as the configuration numbers them.
    public var thing: Int
    /// How sure, in 0...1.
    public var score: Float
    /// The left edge in pixels.
    public var x: Float
    /// The top edge in pixels.
    public var y: Float
    /// The width in pixels.
    public var width: Float
    /// The height in pixels.
    public var height: Float
    /// The likeliest colour, as the configuration numbers them.
    public var color: Int?
    /// How sure of the colour, in 0...1.
    public var colorScore: Float

    /// Creates a detection.
    public init(
      thing: Int, score: Float, x: Float, y: Float, width: Float, height: Float, color: Int?,
      colorScore: Float
    ) {
      self.thing = thing
      self.score = score
      self.x = x
      self.y = y
      self.width = width
      self.height = height
      self.color = color
      self.colorScore = colorScore
    }

    /// The share of the common area in that of both.
    public func overlap(_ other: Detection) -> Float {
      let common =
        max(0, min(x + width, other.x + other.width) - max(x, other.x))
        * max(0, min(y + height, other.y + other.height) - max(y, other.y))
      let sum = width * height + other.width * other.height - common
      return sum > 0 ? common / sum : 0
    }
  }

  /// Loads a detector from a folder with `config.json` and `model.safetensors`.
  public init(folder: URL) throws {
    let configuration = try ConfigurationFile.decode(
      Configuration.self, from: folder.appending(path: "config.json"))
    try self.init(
      configuration, Weights(try CheckpointFolder.source(in: folder, named: "model")))
  }

  /// Finds things in pictures.
  ///
  /// - Parameters:
  ///   - pictures: in −1...1, `[batch, height, width, 3]`, both sides multiples of `multiple`.
  ///   - threshold: the least score.
  /// - Returns: what was found in each picture, the surest first.
  public func detect(_ pictures: Tensor, threshold: Float = 0.35) -> [[Detection]] {
    let answer = self(pictures)
    return (0..<pictures.shape[0]).map { item in
      let found = peaks(answer, item: item, threshold: threshold).sorted { $0.score > $1.score }
      // Two peaks with one box are one object.
      return found.reduce(into: []) { kept, detection in
        if kept.allSatisfy({ $0.overlap(detection) < 0.5 }) { kept.append(detection) }
      }
    }
  }

  /// The cells whose heat is the largest of the nine around them.
  private func peaks(_ answer: Answer, item: Int, threshold: Float) -> [Detection] {
    let (rows, columns, things) = (
      answer.heat.shape[1], answer.heat.shape[2], answer.heat.shape[3]
    )
    let heat = answer.heat.slice(item..<item + 1).sigmoid().values
    let boxes = answer.boxes.slice(item..<item + 1).values
    let colors = answer.colors.slice(item..<item + 1).softmax().values
    func isPeak(_ row: Int, _ column: Int, _ thing: Int, _ score: Float) -> Bool {
      for other in max(0, row - 1)...min(rows - 1, row + 1) {
        for place in max(0, column - 1)...min(columns - 1, column + 1)
        where heat[(other * columns + place) * things + thing] > score { return false }
      }
      return true
    }
    var found: [Detection] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let place = row * columns + column
        for thing in 0..<things {
          let score = heat[place * things + thing]
          guard score >= threshold, isPeak(row, column, thing, score) else { continue }
          found.append(
            detection(
              thing, score, row: row, column: column, box: Array(boxes[4 * place..<4 * place + 4]),
              colors: colors[
                place * configuration.colors.count..<(place + 1) * configuration.colors.count]))
        }
      }
    }
    return found
  }

  private func detection(
    _ thing: Int, _ score: Float, row: Int, column: Int, box: [Float], colors: ArraySlice<Float>
  ) -> Detection {
    let cell = Float(Self.cell)
    // No side of a picture is beyond e⁶ of sixteen pixels.
    let (width, height) = (
      Self.sizeUnit * expf(min(box[2], 6)), Self.sizeUnit * expf(min(box[3], 6))
    )
    let best = colors.indices.max { colors[$0] < colors[$1] }
    return Detection(
      thing: thing, score: score, x: (Float(column) + box[0]) * cell - width / 2,
      y: (Float(row) + box[1]) * cell - height / 2, width: width, height: height,
      color: best.map { $0 - colors.startIndex }, colorScore: best.map { colors[$0] } ?? 0)
  }
}
