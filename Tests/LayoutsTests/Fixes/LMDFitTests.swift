import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct LMDFitTests {
  private func fitted(_ boxes: [Box], always: Bool = false) -> [Box] {
    let objects = boxes.map { LayoutObject(name: "a thing", box: $0) }
    return LMDFit().fit(Layout(objects: objects), always: always).layout.objects.map(
      \.region.bounds)
  }

  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Box {
    Box(x: x, y: y, width: width, height: height)
  }

  @Test func scalesAllForOnePixelOfOne() {
    let boxes = [box(51, 67, 271, 324), box(302, 119, 211, 228)]
    #expect(fitted(boxes) == [box(0, 74, 300, 359), box(278, 132, 234, 253)])
    #expect(fitted([box(-10, 20, 100, 120)]) == [box(0, 60, 300, 360)])
  }

  @Test func keepsWhatLiesInside() {
    #expect(fitted([box(10.5, 20, 100, 120)]) == [box(10, 20, 100, 120)])
    #expect(fitted([box(10, 20, 100, 120)], always: true) == [box(0, 60, 300, 360)])
  }

  @Test func dropsWhatItCannotPaint() {
    let dropped = [box(0, 0, 512, 512), box(600, 0, 10, 10), box(5, 5, 0, 9)]
    #expect(fitted(dropped + [box(1, 2, 3, 4)]) == [box(1, 2, 3, 4)])
    #expect(fitted(dropped).isEmpty)
  }

  @Test(.enabled(if: sharedData != nil, "needs the shared data, see MAQUETTE_DATA"))
  func agreesWithTheReference() throws {
    let folder = try #require(sharedData)
    let text = try String(
      contentsOf: folder.appending(path: "lmd/reference_parse.jsonl"), encoding: .utf8)
    var compared = 0
    for line in text.split(separator: "\n") {
      let row = try JSONReader.read(String(line)).root.value
      guard let given = Self.boxes(row["gen_boxes"]),
        let plain = Self.boxes(row["filtered_noscale"]),
        let scaled = Self.boxes(row["filtered_scale"])
      else { continue }
      #expect(fitted(given) == plain, "\(line)")
      #expect(fitted(given, always: true) == scaled, "\(line)")
      compared += 1
    }
    #expect(compared > 0)
  }

  private static func boxes(_ list: JSONValue?) -> [Box]? {
    guard let list = list?.array else { return nil }
    var boxes: [Box] = []
    for entry in list {
      let sides = entry["bounding_box"]?.array ?? entry.array?.last?.array
      let numbers = (sides ?? []).compactMap(\.double)
      guard numbers.count == 4 else { return nil }
      boxes.append(Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]))
    }
    return boxes
  }
}
