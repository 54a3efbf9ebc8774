/// What a colour looks like in each of 256 tones, from its deepest shade to its brightest light.
struct ColourRamp: Sendable {
  /// Red, green and blue in 0...255.
  let levels: [SIMD4<Float>]

  init(_ colour: ThingColour) {
    let middle = colour.middle
    levels = (0..<256).map { tone in
      let step = (Double(tone) - Double(Sprite.middleTone)) / 255
      var shade = middle
      if step >= 0 {
        // Lights run softly into white, and lose their chroma on the way.
        let room = 1 - middle.lightness
        shade.lightness += room * step / (step + room + 1e-9)
        let left = room > 0 ? (1 - shade.lightness) / room : 1
        shade.a *= left
        shade.b *= left
      } else {
        let room = 0.9 * middle.lightness
        shade.lightness += room * step / (room - step)
        let left = 0.4 + 0.6 * shade.lightness / middle.lightness
        shade.a *= left
        shade.b *= left
      }
      return shade.levels
    }
  }
}
