public import Layouts

/// A layout of the regions that stand for some masks, one object a mask or one a part of it.
public struct FittedLayout: Hashable, Sendable {
  /// A mask with the name of its object.
  public struct Source: Hashable, Sendable {
    /// The name of the object.
    public var name: String
    /// What findings call the mask, such as its file.
    public var place: String
    /// The mask.
    public var mask: Mask

    /// Creates a named mask.
    public init(name: String, place: String, mask: Mask) {
      self.name = name
      self.place = place
      self.mask = mask
    }
  }

  /// The objects in the order of the masks; each one's extra key `fit` tells how well it fits.
  public private(set) var layout: Layout
  /// What was noticed: empty masks, several parts, contact with the border.
  public private(set) var findings: [Finding] = []

  private let shape: MaskFit.Shape
  private let parts: MaskFit.Parts
  private let leastArea: Int
  private let threshold: Float?

  /// Creates a layout without objects.
  ///
  /// - Parameters:
  ///   - canvas: the canvas of the layout.
  ///   - shape: what is fitted.
  ///   - parts: what of a mask is fitted that falls into several parts.
  ///   - leastArea: the fewest cells of a part; smaller ones are left out.
  ///   - threshold: the least value of a covered cell; without it, half of each mask's largest.
  public init(
    canvas: Canvas, shape: MaskFit.Shape = .ellipse, parts: MaskFit.Parts = .all,
    leastArea: Int = 1, threshold: Float? = nil
  ) {
    layout = Layout(canvas: canvas)
    self.shape = shape
    self.parts = parts
    self.leastArea = leastArea
    self.threshold = threshold
  }

  /// Fits regions to a mask of the canvas's size and adds them as objects.
  ///
  /// - Parameter source: the mask with the name of its object.
  public mutating func add(_ source: Source) {
    let (mask, canvas) = (source.mask, layout.canvas)
    precondition(
      mask.width == canvas.width && mask.height == canvas.height,
      "fit: the canvas is \(canvas), the mask \(mask.width)x\(mask.height)")
    let largest = mask.values.reduce(0) { $1 > $0 ? $1 : $0 }
    let fits =
      largest > 0
      ? MaskFit.fits(
        to: mask, shape: shape, parts: parts, leastArea: leastArea,
        threshold: threshold ?? largest / 2) : []
    for fit in fits { add(fit, of: source) }
    guard fits.isEmpty else { return }
    let lack = leastArea > 1 ? "has no part of \(leastArea) cells" : "covers nothing"
    findings.append(
      ShapeRule.emptyMask.finding("\(source.place): the mask \(lack), so has no region"))
  }

  /// Adds an object with what was noticed of it.
  private mutating func add(_ fit: MaskFit, of source: Source) {
    let index = layout.objects.count
    if fit.partCount > 1, parts == .largest {
      findings.append(
        ShapeRule.severalParts.finding(
          "\(source.place): the mask has \(fit.partCount) parts; the largest was fitted",
          object: index))
    }
    if fit.touchesBorder {
      findings.append(
        ShapeRule.touchesBorder.finding(
          "\(source.place): the mask touches the border; its object may reach beyond it",
          object: index))
    }
    layout.objects.append(
      LayoutObject(name: source.name, region: fit.region, extras: ["fit": fit.json]))
  }
}

extension MaskFit {
  /// How well the region fits, as JSON.
  public var json: JSONValue {
    [
      "iou": .number(intersectionOverUnion), "area": .integer(area), "parts": .integer(partCount),
      "touches_border": .bool(touchesBorder),
    ]
  }
}

extension Mask {
  /// The mask that a picture shows: its opacity where it is transparent anywhere, else its
  /// brightness.
  public init(_ image: Image) {
    let channels = image.format.channels
    let isCutOut =
      image.format == .rgba
      && stride(from: 3, to: image.pixels.count, by: 4).contains { image.pixels[$0] < 255 }
    let values = image.pixels.withUnsafeBufferPointer { pixels in
      (0..<image.width * image.height).map { cell -> Float in
        let place = cell * channels
        if channels == 1 { return Float(pixels[place]) / 255 }
        if isCutOut { return Float(pixels[place + 3]) / 255 }
        let sum = Int(pixels[place]) + Int(pixels[place + 1]) + Int(pixels[place + 2])
        return Float(sum) / 765
      }
    }
    self.init(height: image.height, width: image.width, values: values)
  }
}
