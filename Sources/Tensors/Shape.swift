/// The sizes of a tensor's axes, outermost first; pictures are `[batch, height, width, channels]`.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The size of each axis.
  public let sizes: [Int]

  /// Creates a shape from the size of each axis.
  public init(_ sizes: [Int]) {
    precondition(sizes.allSatisfy { $0 >= 0 }, "shape: sizes must not be negative, got \(sizes)")
    self.sizes = sizes
  }

  /// Creates a shape from a literal such as `[1, 64, 64, 4]`.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The number of axes.
  public var rank: Int { sizes.count }
  /// The number of elements.
  public var count: Int { sizes.reduce(1, *) }
  /// The size of the last axis, 1 for a scalar.
  public var last: Int { sizes.last ?? 1 }
  /// The number of rows when all axes but the last are folded into one.
  public var rows: Int { sizes.dropLast().reduce(1, *) }

  /// The size of one axis; negative numbers count from the end.
  public subscript(axis: Int) -> Int { sizes[axis < 0 ? sizes.count + axis : axis] }

  /// The shape as `[1, 64, 64, 4]`.
  public var description: String { "\(sizes)" }
}
