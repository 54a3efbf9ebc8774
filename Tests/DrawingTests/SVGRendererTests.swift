import Drawing
import Foundation
import Layouts
import Testing

@Suite struct SVGRendererTests {
  private func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * image.width + x) * image.format.channels
    return Array(image.pixels[start..<start + image.format.channels])
  }

  @Test func paintsOnWhiteOrOnNothing() throws {
    let svg = #"""
      <svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">
      <rect width="10" height="10" fill="#ff0000" fill-opacity="0.5"/></svg>
      """#
    let white = try SVGRenderer.image(of: svg)
    #expect(white.width == 20 && white.height == 10 && white.format == .rgb)
    #expect(pixel(white, 15, 5) == [255, 255, 255])
    let blend = pixel(white, 5, 5)
    #expect(blend[0] == 255 && (126...129).contains(blend[1]))
    let clear = try SVGRenderer.image(of: svg, width: 40, background: .transparent)
    #expect(clear.width == 40 && clear.height == 20 && clear.format == .rgba)
    #expect(pixel(clear, 35, 10) == [0, 0, 0, 0])
    let half = pixel(clear, 5, 5)
    #expect(half[0] == 255 && half[1] == 0 && (126...129).contains(half[3]))
  }

  @Test func aTiltedEllipseLiesWhereItsMaskLies() throws {
    let ellipse = Ellipse(centerX: 200, centerY: 260, major: 170, minor: 40, angle: 30)
    let layout = Layout(objects: [LayoutObject(name: "e", ellipse: ellipse)])
    var svg = SVGPreview(layout, background: .transparent).text()
    let objects = try #require(svg.range(of: "<ellipse "))
    let end = try #require(svg.range(of: "</ellipse>"))
    let shape = svg[objects.lowerBound..<end.upperBound]
    svg =
      #"<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 512 512">"#
      + shape.replacing("stroke=", with: "data-stroke=") + "</svg>"
    let image = try SVGRenderer.image(of: svg, background: .transparent)
    let mask = Mask(
      .ellipse(ellipse), canvas: layout.canvas, height: 128, width: 128, edge: .coverage)
    for (cell, value) in mask.values.enumerated() {
      #expect(abs(Float(image.pixels[cell * 4 + 3]) / 255 - value) < 0.1)
    }
  }

  @Test(arguments: [
    "", "no drawing", "<svg", "<html/>", #"<svg xmlns="http://www.w3.org/2000/svg"><g></svg>"#,
    #"<svg xmlns="http://www.w3.org/2000/svg" width="0" height="4"/>"#,
  ])
  func badDrawingsAreOneSentence(svg: String) {
    let error = #expect(throws: DrawingError.self) {
      try SVGRenderer.image(of: svg, name: "bad.svg")
    }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix("bad.svg is not a readable SVG: ") && !sentence.contains("\n"))
  }

  @Test func sizesBeyondTheLimitAreRefused() {
    let svg = #"<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>"#
    #expect(throws: DrawingError.tooLarge(file: "a", width: 40000, height: 40000)) {
      try SVGRenderer.image(of: svg, width: 40000, name: "a")
    }
    let long = #"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1e12"/>"#
    #expect(throws: DrawingError.self) { try SVGRenderer.image(of: long, width: 10000, name: "a") }
    #expect(throws: DrawingError.self) { try SVGRenderer.image(of: svg, width: 0, name: "a") }
    #expect(throws: DrawingError.self) { try SVGRenderer.image(of: svg, width: .min, name: "a") }
  }

  @Test func nothingIsFetched() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "maquette-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "red.png")
    try PNGFile(image: Image(width: 1, height: 1, format: .rgb, pixels: [255, 0, 0])).write(
      to: file)
    let svg = """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8"
       height="8"><image width="8" height="8" xlink:href="file://\(file.path)"/></svg>
      """
    #expect(Set(try SVGRenderer.image(of: svg).pixels) == [255])
  }

  @Test func previewsRepeatAndTakeAWidth() throws {
    var generator = SplitMix(seed: 4)
    let preview = SVGPreview(generator.layout(objects: 5))
    let image = try preview.image(width: 300)
    #expect(image.width == 300 && image.format == .rgb)
    #expect(try preview.image(width: 300) == image)
    #expect(try SVGPreview(preview.layout, background: .transparent).image().format == .rgba)
  }
}
