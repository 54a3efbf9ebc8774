/// What could be read of a caption.
package struct CaptionReading: Hashable, Sendable {
  /// The caption.
  package let caption: Caption
  /// The scene, as far as it was understood; nil when nothing was.
  package let scene: SceneGraph?
  /// Why the caption was not understood as a whole; nil when it was.
  package let refusal: Finding?

  /// Reads a caption.
  package init(_ caption: Caption) {
    self.caption = caption
    do throws(Refusal) {
      scene = try CaptionGrammar.read(caption).0
      refusal = nil
    } catch {
      scene = nil
      refusal = error.finding
    }
  }
}
