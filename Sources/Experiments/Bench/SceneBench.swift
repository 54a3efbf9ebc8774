public import Scenes

/// Times how fast scenes are made, on one core, without writing them.
public struct SceneBench: Sendable {
  /// What was measured.
  public struct Speed: Hashable, Sendable {
    /// The number of scenes.
    public let scenes: Int
    /// The number of objects in all.
    public let objects: Int
    /// Milliseconds of the thread for a scene, its pixels copied out as a trainer takes them.
    public let milliseconds: Double
    /// Scenes a second.
    public var scenesPerSecond: Double { 1000 / milliseconds }
  }

  private let synthesiser: SceneSynthesiser

  /// Prepares the measurement.
  public init(_ synthesiser: SceneSynthesiser) {
    self.synthesiser = synthesiser
  }

  /// Makes scenes one after the other.
  ///
  /// - Parameter scenes: how many.
  /// - Returns: how fast they were made.
  public func speed(scenes: Int) -> Speed {
    let canvas = synthesiser.makeCanvas()
    let planes = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: 3 * canvas.width * canvas.height)
    defer { planes.deallocate() }
    var objects = 0
    let milliseconds = ProcessFigures.threadMilliseconds {
      for index in 0..<scenes {
        objects += synthesiser.paint(UInt64(index), on: canvas).objects.count
        canvas.copyPlanes(to: planes)
      }
    }
    return Speed(
      scenes: scenes, objects: objects, milliseconds: milliseconds / Double(max(1, scenes)))
  }
}
