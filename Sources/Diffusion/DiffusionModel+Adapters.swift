internal import Drawing
public import Layouts
public import Models
public import Networks
public import Tensors

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
  ///   - guided: whether an item without things goes first, for the text to be led away from.
  ///   - strengths: how strongly the layers act at each step; see `GroundingSchedule.scales(steps:)`.
  /// - Returns: the conditioning of a walk.
  /// - Throws: `GroundingError` when the model has no such layers or can't take the things.
  public func gligenConditioning(
    of phrases: [String], at regions: [LayoutObject.Region], on canvas: Canvas, guided: Bool,
    strengths: [Float]
  ) throws -> AdapterConditioning {
    precondition(
      phrases.count == regions.count,
      "gligenConditioning: \(phrases.count) phrases, \(regions.count) regions")
    let net = try positionNet()
    let things = gligenObjects(of: phrases, at: regions, on: canvas)
    return AdapterConditioning(
      objects: try net(things), null: net.nullTokens(), guided: guided, strengths: strengths)
  }

  /// Returns what GLIGEN's position net is told of phrases and the places of their things.
  ///
  /// - Parameters:
  ///   - phrases: one a thing.
  ///   - regions: one a thing, in pixels of the canvas; each must overlap it.
  ///   - canvas: the canvas.
  /// - Returns: one object a thing.
  public func gligenObjects(
    of phrases: [String], at regions: [LayoutObject.Region], on canvas: Canvas
  ) -> [GLIGENObject] {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    var features: [String: Tensor] = [:]
    for phrase in phrases where features[phrase] == nil {
      features[phrase] = textEncoder([words(of: phrase)]).pooled
    }
    return zip(phrases, regions).map { phrase, region in
      let box = region.bounds
      return GLIGENObject(
        left: Float(max(0, box.x) / width), top: Float(max(0, box.y) / height),
        right: Float(min(width, box.maxX) / width), bottom: Float(min(height, box.maxY) / height),
        text: features[phrase])
    }
  }

  /// Returns what BlobGEN's layers read of descriptions and the places of their things.
  ///
  /// - Parameters:
  ///   - descriptions: one a thing.
  ///   - regions: one a thing, in pixels of the canvas; a box has the ellipse that overlaps it best.
  ///   - canvas: the canvas, which is stretched over each feature map.
  ///   - latents: rows and columns of the latents.
  ///   - rim: what of a region opens the pixels to its description.
  ///   - guided: whether an item that sees no blob goes first, for the text to be led away from.
  ///   - strengths: how strongly the layers act at each step.
  /// - Returns: the conditioning of a walk.
  /// - Throws: `GroundingError` when the model has no such layers or can't take the things.
  public func blobConditioning(
    of descriptions: [String], at regions: [LayoutObject.Region], on canvas: Canvas,
    latents: (height: Int, width: Int), rim: BlobRim = .ellipse, guided: Bool,
    strengths: [Float]
  ) throws -> AdapterConditioning {
    precondition(
      descriptions.count == regions.count,
      "blobConditioning: \(descriptions.count) descriptions, \(regions.count) regions")
    let net = try blobNet()
    let masks = blobMasks(of: regions, on: canvas, latents: latents, rim: rim)
    return AdapterConditioning(
      blobs: try net(blobs(of: descriptions, at: regions, on: canvas), masks: masks),
      guided: guided, strengths: strengths)
  }

  /// Returns what BlobGEN's token network is told of descriptions and the places of their things.
  ///
  /// - Parameters:
  ///   - descriptions: one a thing.
  ///   - regions: one a thing, in pixels of the canvas; a box has the ellipse that overlaps it best.
  ///   - canvas: the canvas.
  /// - Returns: one blob a thing.
  public func blobs(
    of descriptions: [String], at regions: [LayoutObject.Region], on canvas: Canvas
  ) -> [Blob] {
    zip(descriptions, regions).map { blob($1.blob, on: canvas, description: $0) }
  }

  /// Returns the pixels that regions open to their descriptions.
  ///
  /// - Parameters:
  ///   - regions: in pixels of the canvas.
  ///   - canvas: the canvas, which is stretched over each feature map.
  ///   - latents: rows and columns of the latents.
  ///   - rim: what of a region opens the pixels.
  /// - Returns: for each size of feature map that attends, `[regions, height · width]`.
  public func blobMasks(
    of regions: [LayoutObject.Region], on canvas: Canvas, latents: (height: Int, width: Int),
    rim: BlobRim = .ellipse
  ) -> [BlobTokens.Size: Tensor] {
    let sites = unet.configuration.attentionSites(height: latents.height, width: latents.width)
    var masks: [BlobTokens.Size: Tensor] = [:]
    // Blob attention stands behind every attention to the text.
    for site in sites where site.kind == .cross {
      let size = BlobTokens.Size(height: site.height, width: site.width)
      guard masks[size] == nil else { continue }
      masks[size] = Tensor(
        [regions.count, size.height * size.width],
        regions.flatMap {
          Mask(
            rim.shape(of: $0), canvas: canvas, height: size.height, width: size.width, edge: .hard
          ).values
        })
    }
    return masks
  }

  /// Returns the network that makes GLIGEN's tokens, or throws when the model has none.
  func positionNet() throws -> GLIGENTextBoundingboxProjection {
    guard let net = unet.positionNet else {
      throw GroundingError.noLayers(adapter: "GLIGEN", key: "attention_type")
    }
    return net
  }

  /// Returns the network that makes BlobGEN's tokens, or throws when the model has none.
  func blobNet() throws -> BlobProjection {
    guard let net = unet.blobNet else {
      throw GroundingError.noLayers(adapter: "BlobGEN", key: "blob_attention_type")
    }
    return net
  }

  private func blob(_ ellipse: Ellipse, on canvas: Canvas, description: String) -> Blob {
    let side = Double(max(canvas.width, canvas.height))
    let features = textEncoder([words(of: description)]).lastHiddenState
    return Blob(
      centerX: Float(ellipse.centerX / Double(canvas.width)),
      centerY: Float(ellipse.centerY / Double(canvas.height)),
      major: Float(ellipse.major / side), minor: Float(ellipse.minor / side),
      angle: Float(ellipse.angle * .pi / 180),
      description: features.reshaped([features.shape[1], features.shape[2]]))
  }

  /// The tokens of a text up to its end, without the filling: the encoder only looks back.
  private func words(of text: String) -> [Int] {
    let encoding = tokenize(text)
    return Array(encoding.identifiers.prefix(encoding.endPosition + 1))
  }
}
