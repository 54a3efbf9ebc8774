internal import CPNG
internal import CRSVG
internal import CXML

/// The C libraries that drawing stands on, as loaded.
public enum DrawingLibraries {
  /// Each library with its version.
  public static var versions: [(name: String, version: String)] {
    [
      ("libpng", String(cString: png_get_libpng_ver(nil))),
      ("librsvg", "\(rsvg_major_version).\(rsvg_minor_version).\(rsvg_micro_version)"),
      ("cairo", String(cString: cairo_version_string())),
      ("libxml2", String(cString: cxml_version())),
    ]
  }
}
