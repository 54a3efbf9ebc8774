/// Returns the sine and cosine of an angle in degrees, exact at every multiple of 30 or 45 that has
/// an exact value.
///
/// The room imports nothing, so the C library's functions are not at hand. The angle is reduced in
/// degrees, where the reduction is exact, to at most 45; Taylor's series ends there below 1e-17.
package func sineAndCosine(ofDegrees degrees: Double) -> (sine: Double, cosine: Double) {
  guard degrees.isFinite else { return (.nan, .nan) }
  var turn = degrees.truncatingRemainder(dividingBy: 360)
  if turn < 0 { turn += 360 }
  let quadrant = Int((turn / 90).rounded())
  let rest = turn - 90 * Double(quadrant)
  let (sine, cosine) = smallSineAndCosine(ofDegrees: rest)
  switch quadrant % 4 {
  case 0: return (sine, cosine)
  case 1: return (cosine, -sine)
  case 2: return (-sine, -cosine)
  default: return (-cosine, sine)
  }
}

/// Taylor's series on -45...45 degrees.
private func smallSineAndCosine(ofDegrees degrees: Double) -> (Double, Double) {
  if degrees.magnitude == 30 { return (degrees.sign == .plus ? 0.5 : -0.5, 0.75.squareRoot()) }
  let radians = degrees * (.pi / 180)
  let square = radians * radians
  var sine = 0.0
  var cosine = 0.0
  for order in stride(from: 18, through: 2, by: -2) {
    let step = Double(order)
    cosine = -(1 + cosine) * square / ((step - 1) * step)
    sine = -(1 + sine) * square / (step * (step + 1))
  }
  return (radians * (1 + sine), 1 + cosine)
}
