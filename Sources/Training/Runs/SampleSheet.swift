internal import Drawing
internal import Tensors

/// Pictures side by side on one sheet.
enum SampleSheet {
  /// Pixels between pictures.
  private static let gap = 2

  /// Returns a sheet of pictures of one size, each `[1, height, width, 3]` in about −1...1.
  static func image(of pictures: [Tensor], columns: Int) -> Image {
    let (height, width) = (pictures[0].shape[1], pictures[0].shape[2])
    let rows = (pictures.count + columns - 1) / columns
    let (sheetWidth, sheetHeight) = (
      columns * (width + gap) - gap, rows * (height + gap) - gap
    )
    var pixels = [UInt8](repeating: 255, count: sheetWidth * sheetHeight * 3)
    for (index, picture) in pictures.enumerated() {
      let (top, left) = (index / columns * (height + gap), index % columns * (width + gap))
      picture.withUnsafeElements { values in
        for row in 0..<height {
          for place in 0..<width * 3 {
            let level = (values[row * width * 3 + place] + 1) * 127.5
            // The comparison order sends what is not a number to black.
            pixels[((top + row) * sheetWidth + left) * 3 + place] =
              level > 0 ? UInt8(min(level, 255).rounded()) : 0
          }
        }
      }
    }
    return Image(width: sheetWidth, height: sheetHeight, format: .rgb, pixels: pixels)
  }
}
