import Experiments
import Foundation
import Models

extension PictureDetector {
  /// The things of a run that the detector was never shown, and so never finds; those with a colour
  /// before the name are known where both are.
  func strangers(in index: PictureIndex) -> [String] {
    let (things, colors) = (configuration.things, configuration.colors)
    return index.things.filter { name in
      let colored = colors.first { name.hasPrefix($0 + " ") }
      let bare = colored.map { String(name.dropFirst($0.count + 1)) }
      return !things.contains(name) && !(bare.map(things.contains) ?? false)
    }
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
