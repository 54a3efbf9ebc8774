import Diffusion
import Drawing
import Experiments
import Foundation
import Layouts

/// The verdicts of a run: scores a method, rows, and contact sheets.
struct PictureReport {
  /// How many pictures a contact sheet shows, the first ones.
  private static let sheetCount = 100

  private struct Judged {
    var entry: PictureIndex.Entry
    var image: Image?
    var verdict: SuiteVerdict
  }

  private let suite: PictureSuite
  private let judged: [Judged]

  /// Judges every picture that is there; one that is not counts as wrong.
  ///
  /// - Throws: `DrawingError` when a picture is damaged, a `Failure` when there is none at all.
  init(
    _ index: PictureIndex, in folder: PictureFolder, detections: [Int: [DetectedThing]],
    judge: PictureJudge, console: Console
  ) throws {
    suite = index.suite
    judged = try index.entries.map { entry in
      let file = try folder.picture(entry.file)
      if let file { try Self.check(file, of: entry, in: folder) }
      guard let image = file?.image else {
        let group = entry.pictureCase.suiteCase.group
        return Judged(
          entry: entry,
          verdict: SuiteVerdict(group: group, isRight: false, reason: "there is no picture"))
      }
      return Judged(
        entry: entry, image: image,
        verdict: judge.verdict(
          of: detections[entry.id] ?? [], to: entry.pictureCase,
          size: (image.width, image.height)))
    }
    let missing = judged.count { $0.image == nil }
    guard missing < judged.count else {
      throw Failure(
        .usage,
        "\(folder.url("").path): expected pictures of this run, found none; paint them first")
    }
    if missing > 0 { console.say("maquette: \(missing) pictures are missing and count as wrong") }
  }

  /// A picture that another run painted says nothing about this one.
  private static func check(
    _ file: PNGFile, of entry: PictureIndex.Entry, in folder: PictureFolder
  ) throws {
    // Pictures without a record are somebody else's work, and their names are all that is known.
    guard let record = try? PictureRecord(file, at: entry.file) else { return }
    let prompt = entry.pictureCase.suiteCase.prompt
    let caption =
      entry.pictureCase.layout.map(\.caption).flatMap { $0.isEmpty ? nil : $0 } ?? prompt
    let painted = (record.layout.caption, record.settings.method.rawValue, record.settings.seed)
    guard painted != (caption, entry.method.rawValue, entry.seed) else { return }
    let expected = "\(JSONWriter.quoted(caption)) by \(entry.method.rawValue), seed \(entry.seed)"
    let found = "\(JSONWriter.quoted(painted.0)) by \(painted.1), seed \(painted.2)"
    throw Failure(
      .usage,
      "\(folder.url(entry.file).path) is of another run: expected \(expected), found \(found)")
  }

  private var methods: [Diffusion.Method] {
    var methods: [Diffusion.Method] = []
    for row in judged where !methods.contains(row.entry.method) { methods.append(row.entry.method) }
    return methods
  }

  private func score(of method: Diffusion.Method) -> SuiteScore {
    SuiteScore(
      suite: "\(suite.rawValue) on pictures", rule: "published",
      rows: judged.filter { $0.entry.method == method }.map {
        SuiteScore.Row(
          suiteCase: $0.entry.pictureCase.suiteCase, iteration: $0.entry.iteration,
          verdict: $0.verdict)
      })
  }

  /// A row a method.
  var table: String {
    SuiteTable(
      scores: methods.map(score(of:)), heading: "method", names: methods.map(\.rawValue)
    ).text
  }

  /// The scores, one object a method.
  var json: JSONValue {
    [
      "schema": "maquette/picture-scores/1", "suite": .string(suite.rawValue),
      "scores": .array(
        methods.map { method in
          var members: JSONObject = ["method": .string(method.rawValue)]
          let score = score(of: method)
          for member in score.json.object?.members ?? [] { members[member.key] = member.value }
          for (name, _) in score.measures {
            guard let interval = score.interval(of: name) else { continue }
            members["\(name)_interval"] = [
              .number((interval.lowerBound * 1e4).rounded() / 100),
              .number((interval.upperBound * 1e4).rounded() / 100),
            ]
          }
          return .object(members)
        }),
    ]
  }

  /// One JSON object a picture.
  var lines: [String] {
    judged.compactMap { row in
      let suiteRow = SuiteScore.Row(
        suiteCase: row.entry.pictureCase.suiteCase, iteration: row.entry.iteration,
        verdict: row.verdict)
      var json: JSONObject = [
        "picture": .string(row.entry.file), "method": .string(row.entry.method.rawValue),
      ]
      for member in suiteRow.json(suite: suite.rawValue, rule: "published").object?.members ?? [] {
        json[member.key] = member.value
      }
      return try? JSONWriter.write(.object(json))
    }
  }

  /// Writes `METHOD.png` with the first pictures, each with its verdict.
  func writeSheets(to folder: PictureFolder) throws {
    for method in methods {
      let rows = judged.filter { $0.entry.method == method && $0.image != nil }
      guard let first = rows.first?.image else { continue }
      let alike = rows.filter { ($0.image?.width, $0.image?.height) == (first.width, first.height) }
      let tiles = alike.prefix(Self.sheetCount).compactMap { row in
        row.image.map {
          ContactSheet.Tile(
            $0, words: "\(row.verdict.isRight ? "✓" : "✗") \(row.entry.pictureCase.suiteCase.id)")
        }
      }
      let sheet = try ContactSheet(
        "\(suite.rawValue), \(method.rawValue)", tiles: tiles, for: Layout()
      )
      .image()
      try folder.write(PNGFile(image: sheet).encoded(), to: "\(method.rawValue).png")
    }
  }
}
