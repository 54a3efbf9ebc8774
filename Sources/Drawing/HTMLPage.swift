public import Layouts

/// A layout as one web page: its preview, and a table of its objects.
///
/// Everything is in the file, nothing is fetched and nothing runs; the page says so to the browser
/// by a content security policy. It follows the reader's choice of a light or a dark screen, and
/// turns the table into cards on a narrow one.
public struct HTMLPage: Hashable, Sendable {
  /// The layout.
  public var layout: Layout

  /// Creates a page for a layout.
  public init(_ layout: Layout) {
    self.layout = layout
  }

  /// The text of the page.
  public func text() -> String {
    var page = XMLText()
    page.raw("<!DOCTYPE html>\n")
    page.open("html", [("lang", layout.language ?? "en")])
    writeHead(to: &page)
    page.open("body")
    page.open("main")
    page.element("h1", [("dir", "auto")], title)
    page.open("figure")
    page.raw(SVGPreview(layout).markup)
    page.close("figure")
    writeTexts(to: &page)
    writeTable(to: &page)
    page.close("main")
    page.close("body")
    page.close("html")
    return page.text
  }

  private var title: String {
    layout.caption.trimmed.isEmpty ? "A layout of \(layout.objects.count) objects" : layout.caption
  }
}

// MARK: - Parts

extension HTMLPage {
  private func writeHead(to page: inout XMLText) {
    page.open("head")
    page.leaf("meta", [("charset", "utf-8")])
    page.leaf(
      "meta",
      [
        ("http-equiv", "Content-Security-Policy"),
        ("content", "default-src 'none'; style-src 'unsafe-inline'"),
      ])
    page.leaf("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
    page.leaf("meta", [("name", "color-scheme"), ("content", "light dark")])
    page.element("title", [], title)
    page.raw("<style>\n\(Self.style)</style>\n")
    page.close("head")
  }

  private func writeTexts(to page: inout XMLText) {
    page.open("dl")
    let canvas = "\(layout.canvas.width) × \(layout.canvas.height) pixels"
    for (key, value) in [
      ("Canvas", canvas), ("Background", layout.background), ("Negative", layout.negative),
    ] where !value.trimmed.isEmpty {
      page.element("dt", [], key)
      page.element("dd", [("dir", "auto")], value)
    }
    page.close("dl")
  }

  private func writeTable(to page: inout XMLText) {
    guard !layout.objects.isEmpty else {
      page.element("p", [], "The layout has no objects.")
      return
    }
    page.open("table")
    page.open("thead")
    page.open("tr")
    for heading in ["#", "Name", "Description", "Region in pixels"] {
      page.element("th", [("scope", "col")], heading)
    }
    page.close("tr")
    page.close("thead")
    page.open("tbody")
    let colors = Palette(layout).objects
    for (index, object) in layout.objects.enumerated() {
      page.open("tr")
      page.open("td", [("class", "number")])
      page.element(
        "span", [("class", "swatch"), ("style", "background:\(colors[index].hex)")], "")
      page.raw("\(index + 1)\n")
      page.close("td")
      page.element("th", [("scope", "row"), ("dir", "auto")], object.name)
      page.element("td", [("class", "description"), ("dir", "auto")], object.description)
      page.element("td", [("class", "region")], geometry(object.region))
      page.close("tr")
    }
    page.close("tbody")
    page.close("table")
  }

  private func geometry(_ region: LayoutObject.Region) -> String {
    switch region {
    case .box(let box):
      "box at \(box.x.exactText), \(box.y.exactText); "
        + "\(box.width.exactText) × \(box.height.exactText)"
    case .ellipse(let ellipse):
      "ellipse around \(ellipse.centerX.exactText), \(ellipse.centerY.exactText); half-axes "
        + "\(ellipse.major.exactText) and \(ellipse.minor.exactText); turned "
        + "\(ellipse.angle.exactText)° clockwise"
    }
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1c1d20; --soft: #63666d; --line: #dcdee2;
      --page: #f5f5f3; --card: #ffffff; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e9e9ec; --soft: #a3a6ad;
      --line: #3a3c42; --page: #17181b; --card: #202226; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
      font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1rem; overflow-wrap: anywhere; }
    figure { margin: 0 0 1.25rem; text-align: center; }
    svg { max-width: 100%; height: auto; border-radius: .5rem; border: 1px solid var(--line); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; }
    dt { color: var(--soft); }
    dd { margin: 0; overflow-wrap: anywhere; }
    table { width: 100%; border-collapse: collapse; background: var(--card);
      border: 1px solid var(--line); }
    th, td { padding: .5rem .75rem; text-align: start; vertical-align: top;
      border-top: 1px solid var(--line); overflow-wrap: anywhere; }
    thead th { color: var(--soft); font-weight: normal; font-size: .85rem; border-top: 0; }
    .number { white-space: nowrap; }
    .region { font-variant-numeric: tabular-nums; color: var(--soft); }
    .swatch { display: inline-block; width: .9em; height: .9em; border-radius: .2em;
      margin-inline-end: .5em; vertical-align: -.08em; border: 1px solid var(--card); }
    @media (max-width: 40rem) {
      thead { display: none; }
      table, tbody { display: block; }
      tr { display: grid; grid-template-columns: max-content 1fr; padding: .5rem 0;
        border-top: 1px solid var(--line); }
      tr:first-child { border-top: 0; }
      th, td { border: 0; padding: .1rem .75rem; }
      .description, .region { grid-column: 1 / -1; }
      .description:empty { display: none; }
    }

    """
}
