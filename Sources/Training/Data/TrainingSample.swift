public import Layouts

/// A picture to learn from, with what is known of it.
public struct TrainingSample: Sendable {
  /// One thing in the picture.
  public struct Object: Sendable, Hashable {
    /// Where it is, in pixels.
    public var box: Box
    /// Which thing, as the source numbers them.
    public var thing: Int
    /// Which colour, as the source numbers them, if its colour is one of those.
    public var color: Int?
    /// The phrase that names it, such as "a red apple".
    public var phrase: String
    /// The ellipse of its centre and second moments, in pixels.
    public var ellipse: Ellipse

    /// Creates an object.
    public init(box: Box, thing: Int, color: Int? = nil, phrase: String, ellipse: Ellipse) {
      self.box = box
      self.thing = thing
      self.color = color
      self.phrase = phrase
      self.ellipse = ellipse
    }
  }

  /// Red, green and blue of each pixel, row by row.
  public var pixels: [UInt8]
  /// What the picture shows, in words.
  public var caption: String
  /// The things in the picture.
  public var objects: [Object]

  /// Creates a sample.
  public init(pixels: [UInt8], caption: String, objects: [Object]) {
    self.pixels = pixels
    self.caption = caption
    self.objects = objects
  }
}

/// Where pictures to learn from come from: a function of their number and of nothing else.
///
/// That is what makes a training resume to the bit: nothing about data stands in a checkpoint.
public protocol SampleSource: Sendable {
  /// The width of every picture in pixels.
  var width: Int { get }
  /// The height of every picture in pixels.
  var height: Int { get }
  /// The names of the things.
  var things: [String] { get }
  /// The names of the colours.
  var colors: [String] { get }

  /// Returns the picture of a number; the same number gives the same picture.
  func sample(_ number: UInt64) throws -> TrainingSample
}
