import Diffusion
import Drawing
import Foundation
import Layouts

/// What of a picture is painted anew, and how that is told.
struct RepaintPlan {
  /// The picture.
  let picture: Image
  /// Where it is painted.
  let mask: Mask
  /// Whether it is painted everywhere, so that nothing of the old picture stays.
  let isWhole: Bool
  /// What is going to be done, in words.
  let words: String

  /// The picture to paint into; nil where it is whole.
  func repainting() throws -> Repainting? {
    isWhole ? nil : try Repainting(picture, mask: mask)
  }

  /// Plans to paint inside a mask.
  ///
  /// - Throws: a `Failure` naming the file when the mask has another size or is black.
  init(_ picture: Image, at path: String, maskAt maskPath: String) throws {
    let mask = Mask(try PNGFile(contentsOf: URL(filePath: maskPath)).image)
    guard (mask.width, mask.height) == (picture.width, picture.height) else {
      throw Failure(
        .usage,
        "--mask \(maskPath): expected \(picture.width)x\(picture.height) pixels as \(path) has,"
          + " found \(mask.width)x\(mask.height)")
    }
    guard !mask.isEmpty else {
      throw Failure(.usage, "--mask \(maskPath): expected white where to paint, found none")
    }
    self.picture = picture
    self.mask = mask
    isWhole = false
    words = "repaints \(Self.share(mask)) of \(path), as the mask says"
  }

  /// Plans to paint where a layout was edited.
  ///
  /// - Throws: a `Failure` when the canvases have different shapes.
  init(_ picture: Image, at path: String, from old: Layout, to new: Layout, rim: EditedArea.Rim)
    throws
  {
    guard old.canvas.width * new.canvas.height == new.canvas.width * old.canvas.height else {
      throw Failure(
        .usage,
        "--layout: expected a canvas of the shape of \(old.canvas), as \(path) was painted on,"
          + " found \(new.canvas)")
    }
    let difference = LayoutDifference(from: old, to: new)
    let area = EditedArea(
      difference, height: picture.height, width: picture.width, rim: rim)
    self.picture = picture
    mask = area.mask
    isWhole = area.isWhole
    words =
      difference.isEmpty
      ? "\(path) stays as it is: the layouts are the same"
      : area.isEmpty
        ? "\(path) stays as it is: \(difference.summary), but nothing to be seen"
        : area.isWhole
          ? "repaints all of \(path): \(difference.summary)"
          : "repaints \(Self.share(area.mask)) of \(path): \(difference.summary)"
  }

  private static func share(_ mask: Mask) -> String {
    (mask.area / Double(mask.values.count) * 100).rounded(decimals: 1) + " %"
  }
}
