internal import Drawing
public import Layouts
internal import Models
public import Networks
internal import Tensors

extension DiffusionModel {
  /// Returns what GLIGEN's layers read of phrases and the places of their things.
  ///
  /// A phrase goes in as what the text encoder pools from it, a place as its box, cut off at the canvas;
  /// an ellipse has its bounding box.
  ///
  /// - Parameters:
  ///   - phrases: one a thing.
  ///   - regions: one a thing, in pixels of the canvas; each must overlap it.
  ///   - canvas: the canvas.
  ///   - guided: whether an item without grounding goes first, for the text to be led away from.
  /// - Returns: tokens for one or two items.
  /// - Throws: `GroundingError` when the model has no such layers or can't take the things.
  public func gligenTokens(
    of phrases: [String], at regions: [LayoutObject.Region], on canvas: Canvas, guided: Bool
  ) throws -> GroundingTokens {
    precondition(
      phrases.count == regions.count,
      "gligenTokens: \(phrases.count) phrases, \(regions.count) regions")
    guard let net = unet.positionNet else {
      throw GroundingError.noLayers(adapter: "GLIGEN", key: "attention_type")
    }
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let things = zip(phrases, regions).map { phrase, region in
      let box = region.bounds
      return GLIGENObject(
        left: Float(max(0, box.x) / width), top: Float(max(0, box.y) / height),
        right: Float(min(width, box.maxX) / width), bottom: Float(min(height, box.maxY) / height),
        text: textEncoder([tokenize(phrase).identifiers]).pooled)
    }
    let tokens = try net(things)
    return GroundingTokens(
      objects: guided ? .concatenated([net.nullTokens(), tokens], axis: 0) : tokens)
  }

  /// Returns what BlobGEN's layers read of descriptions and the places of their things.
  ///
  /// - Parameters:
  ///   - descriptions: one a thing.
  ///   - regions: one a thing, in pixels of the canvas; a box has the ellipse that overlaps it best.
  ///   - canvas: the canvas, which is stretched over each feature map.
  ///   - latents: rows and columns of the latents.
  ///   - guided: whether an item that sees no blob goes first, for the text to be led away from.
  /// - Returns: tokens for one or two items.
  /// - Throws: `GroundingError` when the model has no such layers or can't take the things.
  public func blobTokens(
    of descriptions: [String], at regions: [LayoutObject.Region], on canvas: Canvas,
    latents: (height: Int, width: Int), guided: Bool
  ) throws -> BlobTokens {
    precondition(
      descriptions.count == regions.count,
      "blobTokens: \(descriptions.count) descriptions, \(regions.count) regions")
    guard let net = unet.blobNet else {
      throw GroundingError.noLayers(adapter: "BlobGEN", key: "blob_attention_type")
    }
    let ellipses = regions.map(\.blob)
    let blobs = zip(descriptions, ellipses).map { text, ellipse in
      blob(ellipse, on: canvas, description: text)
    }
    let sites = unet.configuration.attentionSites(height: latents.height, width: latents.width)
    var masks: [BlobTokens.Size: Tensor] = [:]
    for site in sites where site.kind == .blob {
      let size = BlobTokens.Size(height: site.height, width: site.width)
      guard masks[size] == nil else { continue }
      masks[size] = Tensor(
        [ellipses.count, size.height * size.width],
        ellipses.flatMap {
          Mask(
            .ellipse($0), canvas: canvas, height: size.height, width: size.width, edge: .hard
          ).values
        })
    }
    return try net(blobs, masks: masks).batched(guided ? [false, true] : [true])
  }

  private func blob(_ ellipse: Ellipse, on canvas: Canvas, description: String) -> Blob {
    let side = Double(max(canvas.width, canvas.height))
    let encoding = tokenize(description)
    let words = Array(encoding.identifiers.prefix(encoding.endPosition + 1))
    let features = textEncoder([words]).lastHiddenState
    return Blob(
      centerX: Float(ellipse.centerX / Double(canvas.width)),
      centerY: Float(ellipse.centerY / Double(canvas.height)),
      major: Float(ellipse.major / side), minor: Float(ellipse.minor / side),
      angle: Float(ellipse.angle * .pi / 180),
      description: features.reshaped([features.shape[1], features.shape[2]]))
  }
}

extension LayoutObject.Region {
  /// The region as an ellipse.
  fileprivate var blob: Ellipse {
    switch self {
    case .box(let box): Ellipse(box)
    case .ellipse(let ellipse): ellipse.normalized
    }
  }
}
