import Drawing
import Layouts
import Testing

@Suite struct HTMLPageTests {
  private let hostile = #"</title></style><script>alert(1)</script><img src=x onerror="x">&'"#

  @Test func everythingIsEscaped() {
    let page = HTMLPage(
      Layout(
        caption: hostile, language: #"en"><script>"#, background: hostile, negative: hostile,
        objects: [
          LayoutObject(
            name: hostile, description: hostile, box: Box(x: 1, y: 2, width: 300, height: 400))
        ])
    ).text()
    #expect(!page.contains("<script") && !page.contains("<img"))
    // One title for the page, one for the drawing and one for its only object.
    #expect(page.components(of: "<title>") == 3 && page.components(of: "</title>") == 3)
    #expect(page.components(of: "</style>") == 1)
  }

  @Test func nothingIsFetchedOrRun() {
    var generator = SplitMix(seed: 8)
    let page = HTMLPage(generator.layout(objects: 6)).text()
    #expect(page.contains("default-src 'none'"))
    for word in ["href", "src=", "@import", "url(http", "<script", "<link"] {
      #expect(!page.contains(word), "\(word)")
    }
    // The only address is the name of SVG's namespace.
    #expect(page.components(of: "http://") == page.components(of: "http://www.w3.org/2000/svg"))
  }

  @Test func theTableTellsEveryObject() {
    let ellipse = Ellipse(centerX: 149.5, centerY: 236, major: 137, minor: 116, angle: 87)
    let layout = Layout(
      canvas: Canvas(width: 640, height: 480), caption: "펭귄", language: "ko", negative: "사람",
      objects: [
        LayoutObject(name: "사과", box: Box(x: 10, y: 20.25, width: 100, height: 120)),
        LayoutObject(name: "펭귄", description: "검은 새", ellipse: ellipse),
      ])
    let page = HTMLPage(layout).text()
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"ko\">\n"))
    for text in [
      "640 × 480 pixels", "<dd dir=\"auto\">사람</dd>", "box at 10, 20.25; 100 × 120",
      "ellipse around 149.5, 236; half-axes 137 and 116; turned 87° clockwise", ">검은 새<",
      "prefers-color-scheme: dark", "width=device-width",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains("<dt>Background</dt>"))
    #expect(HTMLPage(layout).text() == page)
    #expect(HTMLPage(Layout()).text().contains("The layout has no objects."))
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
