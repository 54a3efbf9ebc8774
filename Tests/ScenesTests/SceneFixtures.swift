import Foundation
import Layouts
@testable import Scenes
import Testing

/// What several tests use: reading an atlas and preparing its cut-outs takes a while.
enum SceneFixtures {
  /// The atlas that comes along.
  static let atlas: Atlas = {
    do {
      return try Atlas.bundled()
    } catch {
      Issue.record("\(error)")
      return Atlas(things: [], cutouts: [])
    }
  }()

  /// Scenes of 64 × 64 pixels of all things.
  static let small: SceneSynthesiser = synthesiser(
    SceneSettings(seed: 7, canvas: Canvas(width: 64, height: 64)))

  static func synthesiser(
    _ settings: SceneSettings, things: [String] = []
  ) -> SceneSynthesiser {
    do {
      return try SceneSynthesiser(
        atlas: things.isEmpty ? atlas : atlas.keeping(things), settings: settings)
    } catch {
      fatalError("\(error)")
    }
  }

  /// FNV-1a over bytes: a digest that needs no library.
  static func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(
    path: "maquette-scenes-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
