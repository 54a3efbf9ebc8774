import Diffusion
import Drawing
import Experiments
import Foundation
import Layouts

/// Paints what is not there yet of a run's pictures.
struct PictureRun {
  let index: PictureIndex
  let folder: PictureFolder
  let painter: Painter
  /// What all pictures have in common.
  let base: PictureRecord
  let console: Console

  /// Paints; each picture is kept as soon as it is there.
  ///
  /// A picture that can't be painted is told and left out; it is judged as one with nothing in it.
  func paint() throws {
    try folder.write(
      Data(JSONWriter.write(index.json, style: .pretty).utf8 + [0x0A]), to: "index.json")
    var progress = console.progress("painting", total: index.entries.count, isWanted: true)
    for (place, entry) in index.entries.enumerated() {
      if let record = record(of: entry), !folder.holds(record, at: entry.file) {
        do {
          let result = try painter.paint(record)
          let file = PNGFile(image: result.image, texts: try result.record.texts())
          try folder.write(file.encoded(), to: entry.file)
        } catch let error as any CustomStringConvertible & Error {
          guard !(error is Failure) else { throw error }
          console.say("maquette: \(entry.file): \(error)")
        }
      }
      progress.advance(to: place + 1)
    }
  }

  private func record(of entry: PictureIndex.Entry) -> PictureRecord? {
    let prompt = entry.pictureCase.suiteCase.prompt
    guard var layout = entry.pictureCase.layout else {
      console.say("maquette: \(entry.file): there is no layout for “\(prompt)”")
      return nil
    }
    if layout.caption.isEmpty { layout.caption = prompt }
    var record = base
    record.layout = layout
    record.settings.method = entry.method
    record.settings.seed = entry.seed
    return record
  }
}
