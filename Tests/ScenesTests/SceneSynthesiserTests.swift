import Layouts
import Scenes
import Testing

@Test func theSameIndexGivesTheSameScene() throws {
  let atlas = try Atlas.bundled()
  let synthesiser = try SceneSynthesiser(
    atlas: atlas, settings: SceneSettings(seed: 7, canvas: Canvas(width: 64, height: 64)))
  let one = synthesiser.scene(11)
  #expect(synthesiser.scene(11) == one)
  #expect(synthesiser.scene(12) != one)
}
