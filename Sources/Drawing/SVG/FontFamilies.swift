internal import Layouts

/// The families that a drawing asks for: faces that most systems have, for every script.
enum FontFamilies {
  private static let latin = ["DejaVu Sans", "Verdana", "Noto Sans"]
  private static let others = ["Noto Sans Arabic", "Noto Sans Devanagari", "sans-serif"]

  /// Chinese, Japanese and Korean share code points but not shapes: the layout's language, or the
  /// letters of its own words, decide whose shapes come first.
  static func list(for layout: Layout) -> String {
    let first = region(of: layout)
    let regions = [first] + ["SC", "TC", "JP", "KR"].filter { $0 != first }
    let system = [
      "SC": ["PingFang SC", "Microsoft YaHei"], "TC": ["PingFang TC", "Microsoft JhengHei"],
      "JP": ["Hiragino Sans", "Yu Gothic"], "KR": ["Apple SD Gothic Neo", "Malgun Gothic"],
    ]
    let wide = regions.flatMap { ["Noto Sans CJK \($0)"] + (system[$0] ?? []) }
    return (latin + wide + others)
      .map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: ", ")
  }

  private static func region(of layout: Layout) -> String {
    let tag = layout.language?.lowercased() ?? ""
    if tag.hasPrefix("ko") { return "KR" }
    if tag.hasPrefix("ja") { return "JP" }
    if ["zh-tw", "zh-hk", "zh-hant"].contains(where: tag.hasPrefix) { return "TC" }
    if tag.hasPrefix("zh") { return "SC" }
    let words = layout.objects.map(\.name).joined() + layout.caption
    if words.unicodeScalars.contains(where: { 0xAC00..<0xD7A4 ~= $0.value }) { return "KR" }
    if words.unicodeScalars.contains(where: { 0x3040..<0x3100 ~= $0.value }) { return "JP" }
    return "SC"
  }
}
