import Diffusion
import Drawing
import Experiments
import Foundation
import Layouts
import Models

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
  /// A layout that can't be painted is told and left out; it is judged as one with nothing in it.
  /// What stands in the way of all pictures (a damaged model, missing layers, a full disk) ends the run.
  ///
  /// - Throws: a `Failure` when no picture is there in the end, or what stands in the way.
  func paint() throws {
    try folder.write(
      Data(JSONWriter.write(index.json, style: .pretty).utf8 + [0x0A]), to: "index.json")
    let adapter = base.adapter.map { URL(filePath: $0) }
    let date = Self.weightsDate([painter.checkpoint.url] + (adapter.map { [$0] } ?? []))
    var progress = console.progress("painting", total: index.entries.count, isWanted: true)
    for (place, entry) in index.entries.enumerated() {
      let record = try record(of: entry)
      let isKept = record.map { folder.holds($0, at: entry.file, since: date) } ?? true
      if let record, !isKept {
        do {
          let result = try painter.paint(record)
          let file = PNGFile(image: result.image, texts: try result.record.texts())
          try folder.write(file.encoded(), to: entry.file)
        } catch let error as RenderError {
          console.say("maquette: \(entry.file): \(error)")
        }
      }
      progress.advance(to: place + 1, isKept: isKept)
    }
    guard index.entries.contains(where: { folder.holds($0.file) }) else {
      throw Failure(.rendering, "\(folder.url("").path): none of the pictures could be painted")
    }
  }

  /// When the newest of the weights was written: pictures that are older are another model's.
  private static func weightsDate(_ folders: [URL]) -> Date? {
    folders.compactMap { folder in
      let files = FileManager.default.enumerator(
        at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
      let weights = (files?.compactMap { $0 as? URL } ?? []) + [folder]
      return weights.filter { $0.pathExtension == "safetensors" }.compactMap {
        try? $0.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      }.max()
    }.max()
  }

  private func record(of entry: PictureIndex.Entry) throws -> PictureRecord? {
    let prompt = entry.pictureCase.suiteCase.prompt
    guard var layout = entry.pictureCase.layout else {
      console.say("maquette: \(entry.file): there is no layout for “\(prompt)”")
      return nil
    }
    if layout.caption.isEmpty { layout.caption = prompt }
    var record = base
    record.layout = layout
    record.settings.method = entry.method
    if record.adapter == nil {
      record.settings.parameters = try painter.checkpoint.recommendedParameters(of: entry.method)
    }
    record.settings.seed = entry.seed
    return record
  }
}
