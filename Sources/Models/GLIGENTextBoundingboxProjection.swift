// Open-set grounded generation (GLIGEN: arXiv 2301.07093), as diffusers has it:
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/models/embeddings.py

public import Networks
public import Tensors

/// Makes GLIGEN's grounding tokens: the "position net".
///
/// Every call fills the same number of places. Where no thing stands, learnt null features do: nothing
/// masks them in the attention, so their number is part of what the layers were trained on.
public struct GLIGENTextBoundingboxProjection: Sendable {
  /// The places that GLIGEN was trained with.
  public static let places = 30

  private let fourier = FourierFeatures()
  private let textFeatures: Int
  private let nullPosition: Tensor
  private let text: (network: TokenNetwork, null: Tensor)
  private let image: (network: TokenNetwork, null: Tensor)?

  /// Loads the network.
  ///
  /// - Parameters:
  ///   - grounding: what tokens are made of. `linears` and `null_positive_feature` for text alone;
  ///     `linears_text`, `linears_image`, `null_text_feature` and `null_image_feature` for both.
  ///   - textFeatures: of a phrase or a picture.
  ///   - features: of a token.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(
    _ grounding: AdapterConfiguration.Grounding, textFeatures: Int, features: Int,
    _ weights: Weights
  ) throws {
    self.textFeatures = textFeatures
    let positionFeatures = fourier.features(of: 4)
    nullPosition = try weights.tensor("null_position_feature", [positionFeatures])
      .reshaped([1, positionFeatures])
    func half(_ network: String, _ null: String) throws -> (TokenNetwork, Tensor) {
      (
        // GLIGEN's hidden layers have 512 features whatever goes in and out (PositionNet).
        try TokenNetwork(
          inputs: textFeatures + positionFeatures, hidden: 512, outputs: features,
          weights[network]),
        try weights.tensor(null, [textFeatures]).reshaped([1, textFeatures])
      )
    }
    switch grounding {
    case .text:
      text = try half("linears", "null_positive_feature")
      image = nil
    case .textAndImage:
      text = try half("linears_text", "null_text_feature")
      image = try half("linears_image", "null_image_feature")
    }
  }

  /// Returns the tokens of no thing at all, for predictions without grounding.
  ///
  /// - Parameter places: how many things there is room for.
  /// - Returns: `[1, places, features]`, twice as many places where pictures are read.
  public func nullTokens(places: Int = Self.places) -> Tensor { tokens([], places: places) }

  /// Returns the tokens of things.
  ///
  /// - Parameters:
  ///   - objects: at least one, and at most as many as there are places.
  ///   - places: how many things there is room for; the rest is filled with null features.
  /// - Returns: `[1, places, features]`, twice as many places where pictures are read.
  /// - Throws: `GroundingError` for things that can't be turned into tokens.
  public func callAsFunction(
    _ objects: [GLIGENObject], places: Int = Self.places
  ) throws -> Tensor {
    guard !objects.isEmpty else { throw GroundingError.noObjects }
    guard objects.count <= places else {
      throw GroundingError.tooManyObjects(count: objects.count, limit: places)
    }
    for (index, object) in objects.enumerated() { try check(object, index) }
    return tokens(objects, places: places)
  }

  private func tokens(_ objects: [GLIGENObject], places: Int) -> Tensor {
    func rows(_ found: [Tensor?], null: Tensor) -> Tensor {
      let empty = Array(repeating: null, count: places - found.count)
      return .concatenated(found.map { $0 ?? null } + empty, axis: 0)
    }
    let positions = rows(
      objects.map { fourier([$0.left, $0.top, $0.right, $0.bottom]) }, null: nullPosition)
    func half(
      _ part: (network: TokenNetwork, null: Tensor), _ features: [Tensor?]
    ) -> Tensor {
      let features = rows(features.map { $0?.reshaped([1, textFeatures]) }, null: part.null)
      let tokens = part.network(.concatenated([features, positions], axis: 1))
      return tokens.reshaped([1, places, tokens.shape.last])
    }
    let texts = half(text, objects.map(\.text))
    guard let image else { return texts }
    return .concatenated([texts, half(image, objects.map(\.image))], axis: 1)
  }

  private func check(_ object: GLIGENObject, _ index: Int) throws {
    let sides = [object.left, object.top, object.right, object.bottom]
    guard sides.allSatisfy(\.isFinite) else { throw GroundingError.notFinite(object: index) }
    guard object.left <= object.right, object.top <= object.bottom else {
      throw GroundingError.turnedInsideOut(object: index)
    }
    guard object.image == nil || image != nil else {
      throw GroundingError.pictureUnread(object: index)
    }
    guard object.text != nil || object.image != nil else {
      throw GroundingError.nothingToRead(object: index)
    }
    for features in [object.text, object.image].compactMap(\.self) {
      guard features.shape.count == textFeatures else {
        throw GroundingError.misshapenFeatures(
          object: index, found: features.shape, expected: "\(textFeatures) features")
      }
    }
  }
}
