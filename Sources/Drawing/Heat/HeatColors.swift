/// The colours of heat, from black by purple and orange to pale yellow.
///
/// Brightness rises evenly, so that the order of values is seen by colour-blind eyes and in grey, too.
enum HeatColors {
  /// Inferno of matplotlib (`_cm_listed.py`, CC0) at every eighth of its length.
  private static let stops: [SIMD3<Float>] = [
    [0, 0, 4], [31, 12, 72], [85, 15, 109], [136, 34, 106], [186, 54, 85], [227, 89, 51],
    [249, 140, 10], [249, 201, 50], [252, 255, 164],
  ]

  /// The colour of a value in 0...1, in levels of 0...255.
  static func color(_ value: Float) -> SIMD3<Float> {
    let place = min(max(value, 0), 1) * Float(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index] + (stops[index + 1] - stops[index]) * (place - Float(index))
  }
}
