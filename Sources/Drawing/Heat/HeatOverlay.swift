public import Layouts

/// A picture, dimmed, under a heat map, with the outlines of regions.
///
/// The map is stretched over the picture and drawn between the middles of its cells. Where it is zero the
/// dimmed picture is seen, where it is at its scale the picture is all but hidden.
public struct HeatOverlay: Sendable {
  /// How bright the picture remains under no heat.
  private static let brightness: Float = 0.5
  /// How much of its colours the picture loses.
  private static let paleness: Float = 0.6
  /// How much the greatest heat hides.
  private static let opacity: Float = 0.85

  private let picture: Image
  private let canvas: Canvas
  private let regions: [LayoutObject.Region]

  /// Creates overlays for a picture.
  ///
  /// - Parameters:
  ///   - picture: the picture.
  ///   - regions: what is outlined, in pixels of the canvas.
  ///   - canvas: the canvas that is stretched over the picture.
  public init(_ picture: Image, regions: [LayoutObject.Region], canvas: Canvas) {
    self.picture = picture
    self.regions = regions
    self.canvas = canvas
  }

  /// The size of a drawing of this picture whose longer side has about so many pixels.
  public func size(longerSide: Int) -> (width: Int, height: Int) {
    let longest = max(picture.width, picture.height)
    func side(_ length: Int) -> Int { max(1, (length * longerSide + longest / 2) / longest) }
    return (side(picture.width), side(picture.height))
  }

  /// Draws the overlay.
  ///
  /// - Parameters:
  ///   - map: the heat, no less than zero.
  ///   - scale: the heat that is drawn brightest.
  ///   - longerSide: the pixels of the longer side.
  /// - Returns: a picture in red, green and blue.
  public func image(of map: Mask, scale: Float, longerSide: Int) -> Image {
    let (width, height) = size(longerSide: longerSide)
    let rims = regions.filter { $0.isFinite }.map {
      DistanceField($0, canvas: canvas, height: height, width: width)
    }
    let columns = (0..<width).map { Blend($0, of: width, cells: map.width) }
    let rows = (0..<height).map { Blend($0, of: height, cells: map.height) }
    var levels: [Float] = []
    levels.reserveCapacity(width * height * 3)
    for row in 0..<height {
      for column in 0..<width {
        let heat = scale > 0 ? min(map.value(rows[row], columns[column]) / scale, 1) : 0
        let under = sample(row: row, of: height, column: column, of: width) * Self.brightness
        var color = under + (HeatColors.color(heat) - under) * (Self.opacity * heat)
        // A white line of two pixels on a dark seam.
        let distance = rims.reduce(Float.infinity) {
          let away = $1.values[row * width + column].magnitude / Float($1.cellSide)
          return min($0, away)
        }
        color *= 1 - 0.7 * min(max(2.5 - distance, 0), 1)
        let line = min(max(1.5 - distance, 0), 1)
        color += (SIMD3(repeating: 255) - color) * line
        for channel in 0..<3 { levels.append(color[channel] / 255) }
      }
    }
    return Image(width: width, height: height, format: .rgb, levels: levels)
  }

  /// The mean of the picture's pixels under a pixel of the drawing; the one it lies in where it is larger.
  private func sample(row: Int, of height: Int, column: Int, of width: Int) -> SIMD3<Float> {
    func span(_ place: Int, _ count: Int, _ side: Int) -> Range<Int> {
      let first = place * side / count
      return first..<max(first + 1, (place + 1) * side / count)
    }
    let rows = span(row, height, picture.height)
    let columns = span(column, width, picture.width)
    let channels = picture.format.channels
    var sum = SIMD3<Float>(repeating: 0)
    for y in rows {
      for x in columns {
        let place = (y * picture.width + x) * channels
        for channel in 0..<3 {
          sum[channel] += Float(picture.pixels[place + (channels < 3 ? 0 : channel)])
        }
      }
    }
    let color = sum / Float(rows.count * columns.count)
    // Rec. 601's luma; pale colours can't be taken for heat.
    let grey = (color * SIMD3(0.299, 0.587, 0.114)).sum()
    return color + (SIMD3(repeating: grey) - color) * Self.paleness
  }
}

/// Two neighbouring cells and how much of the second is meant.
private struct Blend {
  let first: Int
  let second: Int
  let share: Float

  init(_ place: Int, of count: Int, cells: Int) {
    let exact = (Float(place) + 0.5) * Float(cells) / Float(count) - 0.5
    let inside = min(max(exact, 0), Float(cells - 1))
    first = Int(inside)
    second = min(first + 1, cells - 1)
    share = inside - Float(first)
  }
}

extension Mask {
  fileprivate func value(_ row: Blend, _ column: Blend) -> Float {
    func along(_ row: Int) -> Float {
      let (left, right) = (self[row, column.first], self[row, column.second])
      return left + (right - left) * column.share
    }
    let (above, below) = (along(row.first), along(row.second))
    return above + (below - above) * row.share
  }
}
