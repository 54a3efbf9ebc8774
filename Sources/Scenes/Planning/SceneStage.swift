internal import Layouts

/// The space that objects are put into.
struct SceneStage {
  let width: Double
  let height: Double
  /// The row of the horizon, or nil where there is no ground to stand on.
  let horizon: Int?

  /// Where the box of an object may lie: what stands has its feet below the horizon.
  func corner(
    for box: Box, _ stance: AtlasThing.Stance, _ random: inout SceneRandom
  ) -> (x: Double, y: Double) {
    let x = random.uniform(0, max(0, width - box.width))
    let lowest = max(0, height - box.height - 1)
    guard let horizon, stance != .air else { return (x, random.uniform(0, lowest)) }
    let near = height * 0.98
    let far = min(Double(horizon) + 0.05 * height, near)
    let foot = max(random.uniform(far, near), box.height)
    return (x, min(foot - box.height, lowest))
  }
}
