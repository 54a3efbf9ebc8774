internal import CRSVG
internal import Foundation

/// Paints an SVG drawing through librsvg.
public enum SVGRenderer {
  /// Paints a drawing.
  ///
  /// Nothing is fetched: without a base address librsvg loads no other file. On one machine the same
  /// drawing gives the same pixels; other fonts or another librsvg may move letters.
  ///
  /// - Parameters:
  ///   - svg: the text of the drawing.
  ///   - width: the width in pixels; without it, the drawing's own. The height keeps the shape.
  ///   - background: white gives RGB, transparent gives RGBA.
  ///   - name: what the drawing is called in errors.
  /// - Returns: the picture.
  /// - Throws: `DrawingError` with that name: no readable SVG, or too large.
  public static func image(
    of svg: String, width: Int? = nil, background: SVGPreview.Background = .white,
    name: String = "the drawing"
  ) throws(DrawingError) -> Image {
    let handle = try open(svg, name: name)
    defer { g_object_unref(UnsafeMutableRawPointer(handle)) }
    let (ownWidth, ownHeight) = try size(of: handle, name: name)
    let columns = width.map(Double.init) ?? ownWidth.rounded(.up)
    let rows = max((columns * ownHeight / ownWidth).rounded(), 1)
    guard columns >= 1, columns < 1e9, rows < 1e9 else {
      throw .damaged(file: name, kind: "SVG", reason: "its size is \(ownWidth) x \(ownHeight)")
    }
    try PNGFile.checkSize(width: Int(columns), height: Int(rows), name: name)
    let canvas = RenderingSurface(width: Int(columns), height: Int(rows))
    if background == .white { canvas.fillWhite() }
    var place = RsvgRectangle(x: 0, y: 0, width: columns, height: rows)
    var error: UnsafeMutablePointer<GError>?
    guard rsvg_handle_render_document(handle, canvas.context, &place, &error) != 0 else {
      throw .damaged(file: name, kind: "SVG", reason: message(taking: error))
    }
    return try canvas.image(format: background == .white ? .rgb : .rgba, name: name)
  }

  private static func open(_ svg: String, name: String) throws(DrawingError) -> OpaqueHandle {
    var error: UnsafeMutablePointer<GError>?
    var bytes = Array(svg.utf8)
    guard !bytes.isEmpty else {
      throw .damaged(file: name, kind: "SVG", reason: "it is empty")
    }
    guard let handle = rsvg_handle_new_from_data(&bytes, gsize(bytes.count), &error) else {
      throw .damaged(file: name, kind: "SVG", reason: message(taking: error))
    }
    rsvg_handle_set_dpi(handle, 96)
    return handle
  }

  /// The size in pixels, or that of the viewBox where the root gives none.
  private static func size(
    of handle: OpaqueHandle, name: String
  ) throws(DrawingError) -> (Double, Double) {
    var (width, height) = (0.0, 0.0)
    if rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height) == 0 {
      var (hasWidth, hasHeight, hasView) = (gboolean(0), gboolean(0), gboolean(0))
      var (first, second) = (RsvgLength(), RsvgLength())
      var view = RsvgRectangle()
      rsvg_handle_get_intrinsic_dimensions(
        handle, &hasWidth, &first, &hasHeight, &second, &hasView, &view)
      (width, height) = (view.width, view.height)
    }
    guard width > 0, height > 0, width.isFinite, height.isFinite else {
      throw .damaged(file: name, kind: "SVG", reason: "it has neither a size nor a viewBox")
    }
    return (width, height)
  }

  private static func message(taking error: UnsafeMutablePointer<GError>?) -> String {
    guard let error else { return "librsvg gave no reason" }
    defer { g_error_free(error) }
    let text = String(cString: error.pointee.message).split(whereSeparator: \.isNewline)
    return text.joined(separator: "; ")
  }
}

private typealias OpaqueHandle = UnsafeMutablePointer<RsvgHandle>

/// A plane of pixels that cairo draws on, freed with its owner.
private final class RenderingSurface {
  let context: OpaquePointer?
  private let surface: OpaquePointer?
  private let width: Int
  private let height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    context = cairo_create(surface)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func fillWhite() {
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
  }

  /// The pixels, with colours divided by the opacity that cairo multiplies them by.
  func image(format: Image.Format, name: String) throws(DrawingError) -> Image {
    cairo_surface_flush(surface)
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS, let bytes = cairo_image_surface_get_data(surface) else {
      throw .damaged(
        file: name, kind: "SVG", reason: String(cString: cairo_status_to_string(status)))
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let channels = format.channels
    var pixels = [UInt8](repeating: 0, count: width * height * channels)
    pixels.withUnsafeMutableBufferPointer { pixels in
      for row in 0..<height {
        let line = UnsafeRawPointer(bytes + row * stride).assumingMemoryBound(to: UInt32.self)
        for column in 0..<width {
          // A pixel is one native-endian number: opacity, red, green, blue from the top.
          let value = line[column]
          let alpha = value >> 24
          let target = (row * width + column) * channels
          for channel in 0..<3 {
            let level = value >> UInt32(16 - 8 * channel) & 255
            let plain = alpha == 0 ? 0 : min((level * 255 + alpha / 2) / alpha, 255)
            pixels[target + channel] = UInt8(plain)
          }
          if channels == 4 { pixels[target + 3] = UInt8(alpha) }
        }
      }
    }
    return Image(width: width, height: height, format: format, pixels: pixels)
  }
}
