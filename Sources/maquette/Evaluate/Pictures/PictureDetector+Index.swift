import Experiments
import Foundation
import Models

extension PictureDetector {
  /// The things of a run that the detector was never shown, and so never finds.
  func strangers(in index: PictureIndex) -> [String] {
    index.things.filter { !configuration.things.contains($0) }
  }

  /// What is found in each of a run's pictures that is there.
  func things(in index: PictureIndex, _ folder: PictureFolder) throws -> [Int: [DetectedThing]] {
    var things: [Int: [DetectedThing]] = [:]
    for entry in index.entries where folder.holds(entry.file) {
      things[entry.id] = try detect(folder.url(entry.file).path).found.map(thing)
    }
    return things
  }
}
