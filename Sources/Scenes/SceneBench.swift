internal import Foundation

/// Times how fast scenes are made, on one core, without writing them.
public struct SceneBench: Sendable {
  /// What was measured.
  public struct Speed: Hashable, Sendable {
    /// The number of scenes.
    public var scenes: Int
    /// Milliseconds of the thread for a scene, its pixels copied out as planes.
    public var milliseconds: Double
    /// The number of objects in all.
    public var objects: Int
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
    let start = Self.threadTime()
    for index in 0..<scenes {
      objects += synthesiser.paint(UInt64(index), on: canvas).objects.count
      canvas.copyPlanes(to: planes)
    }
    let elapsed = Self.threadTime() - start
    return Speed(
      scenes: scenes, milliseconds: elapsed / Double(max(1, scenes)), objects: objects)
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }
}
