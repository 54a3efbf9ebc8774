internal import Layouts
internal import Tensors

/// Pictures of noise with a caption each: nothing to learn, but cheap to make, so that a training can be
/// timed without waiting for pictures.
public struct NoiseSource: SampleSource {
  /// The width of every picture in pixels.
  public let width: Int
  /// The height of every picture in pixels.
  public let height: Int
  /// One thing.
  public let things = ["noise"]
  /// No colours.
  public let colors: [String] = []

  /// Creates a source.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Returns the picture of a number.
  public func sample(_ number: UInt64) -> TrainingSample {
    var random = PhiloxRandomSource(seed: number)
    let pixels = random.uniform([width * height * 3]).values.map { UInt8($0 * 255) }
    let box = Box(
      x: Double(width) / 4, y: Double(height) / 4, width: Double(width) / 2,
      height: Double(height) / 2)
    return TrainingSample(
      pixels: pixels, caption: "a photo of a red apple and a dog in a field",
      objects: [.init(box: box, thing: 0, phrase: "a red apple", ellipse: Ellipse(box))])
  }
}
