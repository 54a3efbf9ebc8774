internal import Foundation
public import Layouts

/// The annotation files of the PASCAL Visual Object Classes challenge, with roLabelImg's turned boxes.
///
///     <annotation><filename>1.png</filename>
///       <size><width>512</width><height>512</height><depth>3</depth></size>
///       <object><name>dog</name>
///         <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>100</xmax><ymax>100</ymax></bndbox></object>
///       <object><type>robndbox</type><name>ship</name>
///         <robndbox><cx>86.5</cx><cy>73.5</cy><w>64.8</w><h>52.3</h><angle>3.03</angle></robndbox>
///       </object></annotation>
///
/// Writers disagree on the numbers. In the challenge they are whole pixels counted from one, both ends
/// inside, so that `xmin` 1 and `xmax` 100 make a box 100 wide at 0. Many later writers give edges
/// counted from zero. `Base` says which is meant. An ellipse is written as the `robndbox` around it
/// (centre, sides, radians clockwise) and marked `<shape>ellipse</shape>`, by which it reads back; a
/// `robndbox` without the mark is a turned box and becomes the upright box around it, with a finding.
/// Beside it stands the `bndbox` around the ellipse, without which most programs refuse the file.
public struct PascalVOCNotation: ExchangeNotation {
  /// What the numbers of a box count.
  public enum Base: String, Hashable, Sendable, CaseIterable {
    /// Edges from zero, fractions allowed, as most programs write today.
    case zero = "0"
    /// Whole pixels from one, both ends inside, as the challenge wrote.
    case one = "1"
  }

  /// What the numbers of a box count.
  public var base: Base
  /// The name of the picture in the file.
  public var imageName: String

  /// Creates the notation.
  public init(base: Base = .zero, imageName: String = "1.png") {
    self.base = base
    self.imageName = imageName
  }

  /// The name `voc`.
  public var name: String { "voc" }
  /// Whose it is.
  public var title: String { "Pascal VOC" }
  /// Files are XML.
  public var fileExtension: String { "xml" }
  /// Regions with names and descriptions; counted from one, only whole pixels.
  public var capabilities: NotationCapabilities {
    var capabilities = NotationCapabilities.annotations
    if base == .one {
      capabilities.held.remove(.precision)
      capabilities.partial[.precision] = "whole pixels"
    }
    return capabilities
  }

  /// Reads a file; the canvas given counts where it does not say how large the picture is.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    var reading = AnnotationReading(notation: name)
    let root = try reading.root(text, named: "annotation")
    var layout = Layout(canvas: canvas)
    let size = root.child("size")
    let sides = ["width", "height"].map { AnnotationReading.number(size?.child($0)?.text) }
    if let named = AnnotationReading.canvas(sides[0], sides[1]) {
      layout.canvas = named
    } else {
      reading.note(.assumedCanvas, "the file has no size; took \(canvas)", root)
    }
    for element in root.children("object") {
      let index = layout.objects.count
      guard let region = reading.region(voc: element, base: base, object: index) else { continue }
      let label = element.child("name")?.wholeText ?? ""
      if label.isEmpty { reading.note(.emptyName, "the name is empty", element, object: index) }
      let description = element.child("description")?.wholeText ?? ""
      reading.add(
        LayoutObject(name: label, description: description, region: region), at: element,
        to: &layout)
    }
    return reading.parsed(layout)
  }

  /// Writes a file.
  public func print(_ layout: Layout) -> PrintedLayout {
    var losses = layout.annotationLosses(holdsDescriptions: true)
    var xml = XMLText()
    xml.open("annotation")
    xml.element("folder", [], "")
    xml.element("filename", [], imageName)
    xml.open("size")
    xml.element("width", [], String(layout.canvas.width))
    xml.element("height", [], String(layout.canvas.height))
    xml.element("depth", [], "3")
    xml.close("size")
    xml.element("segmented", [], "0")
    for (index, object) in layout.objects.enumerated() {
      guard object.region.isWritable else {
        losses.append(
          ReadingRule.losesObject.noted(
            "object \(index) is left out, expected finite numbers", object: index))
        continue
      }
      if let loss = write(object, index, to: &xml) { losses.append(loss) }
    }
    xml.close("annotation")
    return PrintedLayout(text: xml.text, losses: losses)
  }

  private func write(_ object: LayoutObject, _ index: Int, to xml: inout XMLText) -> Finding? {
    var loss: Finding?
    xml.open("object")
    if case .ellipse = object.region { xml.element("type", [], "robndbox") }
    xml.element("name", [], object.name)
    if !object.description.isEmpty { xml.element("description", [], object.description) }
    xml.element("pose", [], "Unspecified")
    xml.element("truncated", [], "0")
    xml.element("difficult", [], "0")
    let box = object.region.bounds
    var sides = [("xmin", box.x), ("ymin", box.y), ("xmax", box.maxX), ("ymax", box.maxY)]
    if base == .one {
      sides = sides.enumerated().map { ($1.0, $1.1.rounded() + ($0 < 2 ? 1 : 0)) }
    }
    write(sides, as: "bndbox", to: &xml)
    switch object.region {
    case .box:
      let read = Box(
        x: sides[0].1 - 1, y: sides[1].1 - 1, width: sides[2].1 - sides[0].1 + 1,
        height: sides[3].1 - sides[1].1 + 1)
      if base == .one, read != box {
        loss = ReadingRule.losesPrecision.noted(
          "the box of object \(index) is rounded to whole pixels", object: index)
      }
    case .ellipse(let ellipse):
      xml.element("shape", [], "ellipse")
      let numbers = [
        ("cx", ellipse.centerX), ("cy", ellipse.centerY), ("w", 2 * ellipse.major),
        ("h", 2 * ellipse.minor), ("angle", ellipse.angle * .pi / 180),
      ]
      write(numbers, as: "robndbox", to: &xml)
    }
    xml.close("object")
    return loss
  }

  private func write(_ numbers: [(String, Double)], as name: String, to xml: inout XMLText) {
    xml.open(name)
    for (key, value) in numbers { xml.element(key, [], value.exactText) }
    xml.close(name)
  }
}

// MARK: - Shapes

extension AnnotationReading {
  /// The region of an `object`, or nil for one without a box that can be read.
  fileprivate mutating func region(
    voc element: XMLElement, base: PascalVOCNotation.Base, object: Int
  ) -> LayoutObject.Region? {
    func numbers(_ holder: XMLElement, _ names: String...) -> [Double]? {
      let values = names.compactMap { Self.number(holder.child($0)?.text) }
      return values.count == names.count ? values : nil
    }
    if let turned = element.child("robndbox") {
      guard let n = numbers(turned, "cx", "cy", "w", "h", "angle") else {
        note(.notANumber, "robndbox lacks a number; the object was left out", turned)
        return nil
      }
      // Our own angles in degrees survive their trip through radians to the last digit or two.
      let degrees = (n[4] * 180 / .pi * 1e10).rounded() / 1e10
      if element.child("shape")?.text == "ellipse" {
        return .ellipse(
          Ellipse(
            centerX: n[0], centerY: n[1], major: n[2] / 2, minor: n[3] / 2, angle: degrees
          ).normalized)
      }
      let box = Box(x: n[0] - n[2] / 2, y: n[1] - n[3] / 2, width: n[2], height: n[3])
      return .box(self.turned(box, by: degrees, turned, object))
    }
    guard let plain = element.child("bndbox") else {
      note(.skippedShape, "the object has no bndbox and was left out", element)
      return nil
    }
    guard let n = numbers(plain, "xmin", "ymin", "xmax", "ymax") else {
      note(.notANumber, "bndbox lacks a number; the object was left out", plain)
      return nil
    }
    let first = base == .one ? 1.0 : 0
    return .box(
      Box(
        x: n[0] - first, y: n[1] - first, width: n[2] - n[0] + first, height: n[3] - n[1] + first))
  }
}
