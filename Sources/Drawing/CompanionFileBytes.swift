public import Foundation
public import Layouts

extension CompanionFile {
  /// The bytes of the file: UTF-8, or PNG.
  ///
  /// - Throws: `DrawingError` for a picture that would be too large.
  public func bytes() throws(DrawingError) -> Data {
    switch content {
    case .text(let text): return Data(text.utf8)
    case .mask(let region, let canvas):
      try PNGFile.checkSize(width: canvas.width, height: canvas.height, name: name)
      let mask = Mask(
        region, canvas: canvas, height: canvas.height, width: canvas.width, edge: .hard)
      return try PNGFile(image: Image(mask), texts: [Self.mark]).encoded()
    case .regions(let regions, let canvas):
      return try PNGFile(
        image: ColorRegions.image(of: regions, canvas: canvas, name: name), texts: [Self.mark]
      ).encoded()
    }
  }

  /// What tells a companion's picture from any other.
  private static let mark = PNGFile.Text(
    keyword: "Description", text: "Regions of a layout, drawn by maquette")

  /// Whether the bytes of a file are a companion's picture, which this one may take the place of.
  public func mayReplace(_ data: Data) -> Bool {
    if case .text = content { return false }
    return (try? PNGFile(data: data, name: name))?.texts.contains(Self.mark) == true
  }
}
