/// Returns the direction of a vector in degrees in (-180, 180], clockwise on screen from the +x axis.
///
/// The room imports nothing, so the C library's `atan2` is not at hand. A first guess by a rational
/// function (error below 0.3 degrees) is corrected twice against sine and cosine.
package func directionInDegrees(x: Double, y: Double) -> Double {
  let length = max(x.magnitude, y.magnitude)
  guard length > 0, length.isFinite else { return length == 0 ? 0 : .nan }
  if y == 0 { return x > 0 ? 0 : 180 }
  if x == 0 { return y > 0 ? 90 : -90 }
  let (across, along) = (y.magnitude / length, x.magnitude / length)
  let ratio = min(across, along) / max(across, along)
  var guess = ratio * (180 / .pi) / (1 + 0.28 * ratio * ratio)
  if across > along { guess = 90 - guess }
  for _ in 0..<3 {
    let (sine, cosine) = sineAndCosine(ofDegrees: guess)
    // What is left is an angle whose tangent is small, so that it equals t - t³/3 to full precision.
    let tangent = (across * cosine - along * sine) / (along * cosine + across * sine)
    guess += (tangent - tangent * tangent * tangent / 3) * (180 / .pi)
  }
  if x < 0 { guess = 180 - guess }
  return y < 0 ? -guess : guess
}
