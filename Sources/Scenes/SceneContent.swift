public import Layouts

/// What a scene shows: everything but the pixels.
public struct SceneContent: Hashable, Sendable {
  /// The index of the scene.
  public var index: UInt64
  /// The size of the picture.
  public var canvas: Canvas
  /// The surroundings.
  public var backdrop: Backdrop
  /// A sentence that is true of the scene.
  public var caption: String
  /// What the caption says is not there, or the empty string.
  public var negative: String
  /// The objects, from back to front.
  public var objects: [SceneObject]

  /// The scene as a layout.
  ///
  /// - Parameter regions: whether objects are boxes or ellipses.
  /// - Returns: the layout, its objects from back to front.
  public func layout(_ regions: OutlineChoice = .boxes) -> Layout {
    Layout(
      canvas: canvas, caption: caption, language: "en",
      background: "a realistic photo of \(backdrop.description)", negative: negative,
      objects: objects.map { object in
        switch regions {
        case .boxes: LayoutObject(name: object.name, box: object.box)
        case .ellipses: LayoutObject(name: object.name, ellipse: object.ellipse)
        }
      })
  }
}
