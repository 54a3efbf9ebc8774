import Diffusion
import Drawing
import Foundation
import Layouts
import Models

extension RenderCommand {
  /// What the picture of --from carries; nil where it carries nothing and a mask and a layout are given.
  func carriedRecord(of path: String) throws -> PictureRecord? {
    let file = try PNGFile(contentsOf: URL(filePath: path))
    guard file[PictureRecord.settingsKeyword] == nil else {
      return try PictureRecord(file, at: path)
    }
    guard repaint.mask != nil, layout != nil else {
      throw Failure(
        .usage,
        "--from \(path): it carries no layout that --layout could differ from; give both --layout"
          + " and --mask")
    }
    return nil
  }

  /// Finds out what of the picture of --from is to be painted, and puts the edited layout into the record.
  ///
  /// - Returns: the plan, or nil where there is no such picture.
  func plan(for record: inout PictureRecord, _ console: Console) throws -> RepaintPlan? {
    guard let path = repaint.from else { return nil }
    let picture = try PNGFile(contentsOf: URL(filePath: path)).image
    let old = try carriedRecord(of: path)?.layout ?? record.layout
    if let layout {
      record.layout = try LayoutSource(
        layout, notation: AutomaticNotation(), canvas: old.canvas, console: console
      ).parsed.layout
    }
    if let negative = options.negative { record.layout.negative = negative }
    if let size = options.size, (size.width, size.height) != (picture.width, picture.height) {
      throw RenderError.misfittingPicture(
        picture: [picture.width, picture.height], wanted: [size.width, size.height])
    }
    (record.settings.width, record.settings.height) = (picture.width, picture.height)
    record.repaintedFrom = URL(filePath: path).standardizedFileURL.path
    if let mask = repaint.mask { return try RepaintPlan(picture, at: path, maskAt: mask) }
    let cell = Double(
      try Checkpoints.find(record.model).autoencoderConfiguration().downsampling)
    let rim = EditedArea.Rim(
      margin: repaint.margin ?? cell, feather: repaint.feather ?? cell)
    return try RepaintPlan(picture, at: path, from: old, to: record.layout, rim: rim)
  }

  /// Does what needs no painting: the mask of a dry run, or the same picture where nothing changed.
  ///
  /// - Returns: whether that was all.
  func finish(
    _ plan: RepaintPlan, _ record: PictureRecord, _ outputs: RenderOutputs, _ console: Console
  ) throws -> Bool {
    console.say("maquette: \(plan.words)")
    if repaint.dryRun {
      try outputs.write(PNGFile(image: Image(plan.mask)))
      return true
    }
    guard plan.mask.isEmpty else { return false }
    var texts: [PNGFile.Text] = []
    if !noMetadata, let path = repaint.from {
      var kept = try PictureRecord(pictureAt: path)
      kept.layout = record.layout
      texts = try kept.texts()
    }
    try outputs.write(PNGFile(image: plan.picture, texts: texts))
    return true
  }
}
