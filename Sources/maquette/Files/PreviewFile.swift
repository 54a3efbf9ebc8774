import ArgumentParser
import Drawing
import Foundation
import Layouts

/// A drawing of a layout as a file, in the format that its name asks for.
struct PreviewFile: Sendable {
  /// The formats by the endings of names.
  enum Format: String, CaseIterable {
    case svg
    case png
    case html
  }

  /// The file.
  let file: OutputFile
  /// Its format.
  let format: Format

  /// Names a file.
  ///
  /// - Throws: a `ValidationError` when the name has another ending, a `Failure` when the file can't
  ///   be written.
  init(_ path: String, flag: String) throws {
    format = try Self.format(path, flag: flag)
    file = try OutputFile(path)
  }

  /// The format that a name asks for.
  static func format(_ path: String, flag: String) throws -> Format {
    let ending = (path as NSString).pathExtension.lowercased()
    guard let format = Format(rawValue: ending) else {
      throw ValidationError(
        "\(flag): expected a name that ends in .svg, .png or .html, found \(path)")
    }
    return format
  }

  /// Draws a layout.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - width: the width of a PNG in pixels; the usual one when nil.
  ///   - isTransparent: whether it is drawn on nothing and not on a white page.
  /// - Throws: why the file can't be written.
  func write(_ layout: Layout, width: Int? = nil, isTransparent: Bool = false) throws {
    let preview = SVGPreview(layout, background: isTransparent ? .transparent : .white)
    switch format {
    case .svg: try file.write(preview.text())
    case .html: try file.write(HTMLPage(layout).text())
    case .png:
      let text = PNGFile.Text(
        keyword: PictureRecord.layoutKeyword, text: try JSONWriter.write(layout.json))
      try file.write(PNGFile(image: preview.image(width: width), texts: [text]).encoded())
    }
  }
}
