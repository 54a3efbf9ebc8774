import Experiments
import Foundation

extension PictureDetector {
  /// What is found in each of a run's pictures that is there.
  func things(in index: PictureIndex, _ folder: PictureFolder) throws -> [Int: [DetectedThing]] {
    var things: [Int: [DetectedThing]] = [:]
    for entry in index.entries where folder.holds(entry.file) {
      things[entry.id] = try detect(folder.url(entry.file).path).found.map(thing)
    }
    return things
  }
}
