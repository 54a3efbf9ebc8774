import Diffusion
import Drawing
import Foundation
import Layouts

/// The folder of a run's pictures.
struct PictureFolder {
  private let path: String

  init(_ path: String) { self.path = path }

  /// The place of a file.
  func url(_ file: String) -> URL { URL(filePath: "\(path)/\(file)") }

  /// Whether a file is there.
  func holds(_ file: String) -> Bool { FileManager.default.fileExists(atPath: url(file).path) }

  /// The picture of a file; nil where there is none.
  ///
  /// - Throws: `DrawingError` when it is damaged.
  func picture(_ file: String) throws -> PNGFile? {
    guard holds(file) else { return nil }
    return try PNGFile(contentsOf: url(file))
  }

  /// The list that is there, which a detector went by; else what the run would write.
  func list(for index: PictureIndex) throws -> PictureList {
    holds("index.json") ? try PictureList(url("index.json").path) : PictureList(of: index)
  }

  /// Whether a picture is there that was painted from just this, no earlier than a date.
  func holds(_ record: PictureRecord, at file: String, since date: Date?) -> Bool {
    let values = try? url(file).resourceValues(forKeys: [.contentModificationDateKey])
    guard let painted = values?.contentModificationDate, painted >= date ?? painted,
      let picture = try? picture(file)
    else { return false }
    return (try? PictureRecord(picture, at: file))?.isSameOrder(as: record) ?? false
  }

  /// Writes a file in one step; folders are made.
  func write(_ bytes: Data, to file: String) throws {
    try OutputFile("\(path)/\(file)").write(bytes)
  }
}

extension PictureRecord {
  /// Whether two records ask for the same picture, where one knows what the model chose since.
  fileprivate func isSameOrder(as order: PictureRecord) -> Bool {
    var painted = self
    (painted.settings.width, painted.settings.height) = (
      order.settings.width, order.settings.height
    )
    painted.settings.scheduler = order.settings.scheduler
    painted.settings.parameters = order.settings.parameters
    return painted == order
  }
}
