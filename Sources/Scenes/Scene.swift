public import Drawing
public import Layouts

/// A picture of which everything is known.
public struct Scene: Hashable, Sendable {
  /// What it shows.
  public let content: SceneContent
  /// The layout, with the regions that the settings ask for.
  public let layout: Layout
  /// The picture, in red, green and blue.
  public let image: Image
  /// Whose each pixel is: the index of an object counted from one, or 0 for the background.
  public let owners: [UInt8]

  /// What is seen of an object: 1 in its pixels.
  public func mask(of object: Int) -> Mask {
    let owner = UInt8(object + 1)
    return Mask(
      height: image.height, width: image.width, values: owners.map { $0 == owner ? 1 : 0 })
  }
}
