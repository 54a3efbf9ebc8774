import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct SVGDamageTests {
  private func read(_ text: String) throws -> ParsedLayout {
    try SVGNotation().parse(text, canvas: .standard)
  }

  @Test func hostileFilesAreRefused() throws {
    let laughs = """
      <!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <svg>&b;</svg>
      """
    let outside = """
      <!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg><title>&a;</title></svg>
      """
    let defaults = """
      <!DOCTYPE svg [<!ATTLIST rect x CDATA "1">]><svg><rect/></svg>
      """
    let deep = String(repeating: "<g>", count: 300) + String(repeating: "</g>", count: 300)
    let wide = "<svg \((0..<300).map { "a\($0)=\"1\"" }.joined(separator: " "))/>"
    for (text, word) in [
      (laughs, "entities"), (outside, "entities"), (defaults, "defaults"),
      ("<svg>\(deep)</svg>", "inside each other"), (wide, "attributes"), ("<svg>", "well-formed"),
      ("", "no text"), ("<html/>", "found html"), ("<svg>&nbsp;</svg>", "nbsp"),
    ] {
      let failure = #expect(throws: ParseFailure.self) { try self.read(text) }
      #expect(failure?.message.contains(word) == true, "\(failure?.message ?? "")")
    }
  }

  @Test func ordinaryDeclarationsAreFine() throws {
    let parsed = try read(
      """
      \u{FEFF}<?xml version="1.0" encoding="ISO-8859-1"?>
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
      <svg:svg xmlns:svg="http://www.w3.org/2000/svg" width="9" height="9">
      <svg:rect width="3" height="4"><svg:title>né &#x263A; <![CDATA[<b>]]></svg:title></svg:rect></svg:svg>
      """)
    #expect(parsed.layout.objects.map(\.name) == ["né ☺ <b>"])
  }

  @Test func errorsNameTheirLine() throws {
    let failure = #expect(throws: ParseFailure.self) {
      try read("<svg>\n<rect\n</svg>")
    }
    #expect(failure?.source?.line == 3)
  }

  @Test func damagedTextNeverCrashes() throws {
    var random = SplitMix(seed: 11)
    let sources = [
      SVGPreview(random.layout(objects: 5)).text(),
      #"<svg xmlns="http://www.w3.org/2000/svg">"#
        + #"<path id="p" d="M1 1C2 2 3 3 4 4S5 5 6 6Q1 2 3 4T5 6A1 2 3 0 1 5 6z" transform="skewY(3)"/></svg>"#,
    ]
    let spices = ["<", ">", "\"", "&", "1e999", "-", "/", "z", "(", "nan", "A", "]]>", "<!--", "é"]
    for round in 0..<400 {
      var bytes = Array(sources[round % 2].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        default:
          bytes.insert(contentsOf: (spices.randomElement(using: &random) ?? "").utf8, at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let parsed = try? read(text) else { continue }
      #expect(parsed.layout.objects.count <= 10)
    }
  }
}
