public import Foundation
public import Layouts

/// Regional Prompter's mask mode in AUTOMATIC1111's programming interface: prompts, and a picture of
/// coloured regions beside them.
///
/// The prompts stand in the order of the colours, the background as base prompt. Where objects overlap,
/// the frontmost one is seen; an object of which nothing is seen cannot be written, since the extension
/// counts the colours that it finds. Reading fits a box or a tilted ellipse to each colour.
public struct RegionalPrompterMaskNotation: ExchangeNotation {
  /// Where the picture comes from.
  public enum Picture: Hashable, Sendable {
    /// A file of the name that the arguments give, in a folder.
    case folder(URL)
    /// A picture that was read already.
    case given(Image)
  }

  /// Where the picture is read from; nil where there is no telling.
  public var picture: Picture?
  /// The name of the written picture without its ending.
  public var stem: String

  /// Creates the notation.
  public init(picture: Picture? = nil, stem: String = "regions") {
    self.picture = picture
    self.stem = stem
  }

  /// The name `regional-prompter-mask`.
  public var name: String { "regional-prompter-mask" }
  /// Regional Prompter's.
  public var title: String { "A1111 Regional Prompter, colour mask" }
  /// What is seen of regions, and their prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [
        .boxes, .ellipses, .rotation, .names, .background, .negative, .canvas, .order,
      ], partial: [.ellipses: "as a mask", .precision: "pixels"])
  }

  // MARK: - Writing

  /// Writes the arguments, with the picture as companion.
  public func print(_ layout: Layout) -> PrintedLayout {
    var losses: [Finding] = []
    var kept = layout
    kept.objects = []
    var origins: [Int] = []
    let seen = Self.seenObjects(of: layout)
    for (index, object) in layout.objects.enumerated() {
      if seen.contains(index), kept.objects.count < ColorRegions.limit {
        kept.objects.append(object)
        origins.append(index)
      } else {
        let reason = seen.contains(index) ? "there are too many regions" : "nothing of it is seen"
        losses.append(
          ReadingRule.losesObject.noted(
            "\(JSONWriter.quoted(object.name)) is left out: \(reason)", object: index))
      }
    }
    let text = JSONWriter.text(of: document(kept))
    let content = CompanionFile.Content.regions(kept.objects.map(\.region), canvas: kept.canvas)
    do throws(DrawingError) {
      var reader = self
      reader.picture = .given(
        try ColorRegions.image(
          of: kept.objects.map(\.region), canvas: kept.canvas, name: pictureName))
      losses += reader.measuredLosses(of: kept, in: text).map { loss in
        var loss = loss
        loss.object = loss.object.map { origins[$0] }
        return loss
      }
    } catch {
      losses.append(ReadingRule.losesObject.noted("the mask is not written: \(error)"))
    }
    return PrintedLayout(
      text: text, losses: losses, companions: [CompanionFile(name: pictureName, content: content)])
  }

  private var pictureName: String { "\(stem).png" }

  /// The objects of which the mask shows anything.
  private static func seenObjects(of layout: Layout) -> Set<Int> {
    guard layout.canvas.width * layout.canvas.height <= PNGFile.largestArea,
      layout.objects.count <= Int(UInt16.max)
    else { return [] }
    let numbers = ColorRegions.numbers(of: layout.objects.map(\.region), canvas: layout.canvas)
    return Set(Set(numbers).filter { $0 > 0 }.map { Int($0) - 1 })
  }

  private func document(_ layout: Layout) -> JSONValue {
    let hasBase = !layout.background.isEmpty
    let prompts = (hasBase ? [layout.background] : []) + layout.objects.map(\.name)
    return RegionalPrompterNotation.document(
      layout, prompts: prompts, mode: "Mask", ratios: "1,1", hasBase: hasBase, mask: pictureName)
  }

  // MARK: - Reading

  /// Reads the prompts and the picture that they mention.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let request = try RegionalPrompterNotation.maskRequest(text, notation: name)
    let image = try image(of: request.mask)
    return read(
      image, names: request.prompts, background: request.background, negative: request.negative,
      findings: request.findings)
  }

  /// Reads a picture by itself; its regions are named by their numbers.
  public func parse(_ image: Image) -> ParsedLayout {
    read(image, names: [], background: "", negative: "", findings: [])
  }

  private func read(
    _ image: Image, names: [String], background: String, negative: String, findings: [Finding]
  ) -> ParsedLayout {
    var layout = Layout(
      canvas: Canvas(width: image.width, height: image.height), background: background,
      negative: negative)
    var findings = findings
    let masks = ColorRegions.masks(in: image)
    for (place, (_, mask)) in masks.enumerated() {
      guard let region = Self.region(of: mask) else { continue }
      let index = layout.objects.count
      if place >= names.count {
        findings.append(
          ShapeRule.unnamedShape.finding(
            "the region has no prompt; its number stands for a name", object: index))
      }
      layout.objects.append(
        LayoutObject(
          name: place < names.count ? names[place] : "region \(place + 1)", region: region))
    }
    for prompt in names.dropFirst(masks.count) where !prompt.isEmpty {
      findings.append(
        ReadingRule.missingBox.noted("the prompt \(JSONWriter.quoted(prompt)) has no region"))
    }
    return ParsedLayout(notation: name, layout: layout, findings: findings).withGeometryFindings
  }

  /// The box or the ellipse that overlaps a mask better.
  private static func region(of mask: Mask) -> LayoutObject.Region? {
    guard let box = MaskFit(mask, shape: .box) else { return nil }
    if box.intersectionOverUnion == 1 { return box.region }
    guard let round = MaskFit(mask, shape: .ellipse) else { return box.region }
    return box.intersectionOverUnion >= round.intersectionOverUnion ? box.region : round.region
  }

  private func image(of path: String) throws(ParseFailure) -> Image {
    switch picture {
    case .given(let image): return image
    case .folder(let folder):
      // The path is that of the machine that paints; here, the picture lies beside the arguments.
      let file = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? path
      do throws(DrawingError) {
        return try PNGFile(contentsOf: folder.appending(path: file)).image
      } catch {
        throw ParseFailure(notation: name, message: "the mask: \(error)")
      }
    case nil:
      throw ParseFailure(
        notation: name,
        message: "expected the picture \(JSONWriter.quoted(path)) beside the file, found no folder")
    }
  }
}
