import Diffusion
import Drawing
import Foundation
import Layouts
import Networks
import Tensors

/// The attention maps of a walk as files: arrays, overlays, contact sheets and an index.
///
/// Arrays are encoded as soon as a step has been watched, so that all they take is their own size: with
/// heads averaged, four bytes a cell, token, layer and step.
struct AttentionAlbum {
  /// The name and version of the index's contract.
  static let schema = "maquette/attention/1"
  /// The longer side of an overlay and of a picture on a contact sheet, in pixels.
  private static let (overlaySide, tileSide) = (512, 192)

  /// The map of one phrase at one step: the mean over the layers of one size.
  struct Moment {
    var step: Int
    var phrase: Int
    var map: Mask
    var inside: Double
  }

  /// The most bytes that arrays may take.
  private static let byteLimit = 4 << 30

  private let selection: StepSelection?
  /// How many steps are kept in all.
  private let count: Int
  private let watch: AttentionWatch
  private let layout: Layout
  let grounding: Grounding
  private(set) var arrays: [(name: String, data: Data)] = []
  private(set) var arrayEntries: [JSONValue] = []
  private(set) var moments: [Moment] = []
  private(set) var steps: [Int] = []

  /// Begins an album, if one is wished for.
  ///
  /// - Throws: a `Failure` when the denoiser has no such maps, or the walk no such step.
  init?(_ painting: Renderer.Painting, of layout: Layout, _ wishes: Painter.Wishes) throws {
    guard wishes.attention?.layers != nil, let watch = painting.watch,
      let grounding = painting.grounding
    else { return nil }
    guard !watch.wishedSites.isEmpty else {
      let sizes = Set(watch.sites.map { [$0.height, $0.width] }).sorted { $0[0] > $1[0] }
      let known = sizes.map { "\($0[1])x\($0[0])" }.joined(separator: ", ")
      throw Failure(
        .usage,
        "--attention-resolution: expected one of the denoiser's for this picture,"
          + " \(known.isEmpty ? "of which there is none" : known), found another")
    }
    selection = wishes.steps
    let steps = 1...painting.sampling.count
    count = steps.count { wishes.steps?.contains($0) ?? true }
    guard count > 0 else {
      throw Failure(
        .usage, "--attention-steps: expected steps from 1 to \(steps.upperBound), found none")
    }
    self.watch = watch
    self.grounding = grounding
    self.layout = layout
  }

  /// Says whether the next step is looked at.
  func prepare(step: Int) { watch.opens(selection?.contains(step) ?? true) }

  /// Keeps what was seen at a step.
  ///
  /// - Throws: a `Failure` when all steps together would take too much memory.
  mutating func note(_ seen: AttentionMaps, step: Int) throws {
    guard selection?.contains(step) ?? true else { return }
    steps.append(step)
    let maps = seen.maps.filter { watch.wishedSites.contains($0.site) }
    for map in maps { keep(map, step: step) }
    if steps.count == 1 { try checkMemory() }
    let cross = maps.filter { $0.site.kind == .cross }
    let groups = Dictionary(grouping: cross) { [$0.site.height, $0.site.width] }
    for (_, maps) in groups.sorted(by: { $0.key[0] > $1.key[0] }) {
      guard let mass = AttentionMass(of: maps, for: grounding) else { continue }
      for (index, phrase) in grounding.phrases.enumerated() {
        let sum = maps.map { $0.attention(of: phrase.tokens) }
        let cells = sum[0].values.indices.map { cell in
          sum.reduce(Float(0)) { $0 + $1.values[cell] } / Float(sum.count)
        }
        moments.append(
          Moment(
            step: step, phrase: index,
            map: Mask(height: sum[0].height, width: sum[0].width, values: cells),
            inside: mass.phrases[index].inside))
      }
    }
  }

  private mutating func keep(_ map: AttentionMaps.Map, step: Int) {
    let (site, heads) = (map.site, map.weights.shape[0])
    let keys =
      site.kind == .own ? [site.height, site.width] : [map.weights.shape[2]]
    let sizes = (heads > 1 ? [heads] : []) + [site.height, site.width] + keys
    let name = "maps/\(Self.name(of: step))/\(site.path).npy"
    arrays.append((name, NPYFile.encoded(map.weights.reshaped(Shape(sizes)))))
    arrayEntries.append([
      "step": .integer(step), "layer": .string(site.path), "kind": .string(site.kind.rawValue),
      "height": .integer(site.height), "width": .integer(site.width),
      "shape": .array(sizes.map(JSONValue.integer)), "file": .string(name),
    ])
  }

  /// Says after the first step whether all of them can be held.
  private func checkMemory() throws {
    let bytes = arrays.reduce(0) { $0 + $1.data.count } * count
    guard bytes > Self.byteLimit else { return }
    func gigabytes(_ count: Int) -> String { (Double(count) / 1e9).rounded(decimals: 1) }
    throw Failure(
      .usage,
      "--save-attention: the maps of \(count) steps would take \(gigabytes(bytes)) GB, more than"
        + " \(gigabytes(Self.byteLimit)); choose fewer --attention-steps or a smaller"
        + " --attention-resolution")
  }

  private static func name(of step: Int) -> String {
    let digits = "\(step)"
    return "step-" + String(repeating: "0", count: max(3 - digits.count, 0)) + digits
  }
}

// MARK: - Pictures

extension AttentionAlbum {
  /// What is drawn and told of one phrase.
  private struct Pages {
    var files: [(name: String, data: Data)] = []
    var overlays: [JSONValue] = []
    var sheets: [String] = []
    var words: [String] = []
  }

  /// Everything that belongs into the folder.
  ///
  /// - Parameter picture: the finished picture.
  /// - Returns: the files with their names in the folder.
  /// - Throws: `DrawingError` when a sheet would be too large.
  func files(for picture: Image) throws -> [(name: String, data: Data)] {
    var files = arrays + [("picture.png", try PNGFile(image: picture).encoded())]
    var overlays: [JSONValue] = []
    var phrases: [JSONValue] = []
    var shown: [AttentionPage.Phrase] = []
    for (index, phrase) in grounding.phrases.enumerated() {
      let pages = try pages(of: index, on: picture)
      files += pages.files
      overlays += pages.overlays
      phrases.append([
        "phrase": .string(phrase.text), "tokens": .array(phrase.tokens.map(JSONValue.integer)),
        "objects": .array(phrase.objects.map(JSONValue.integer)),
        "sheets": .array(pages.sheets.map(JSONValue.string)),
      ])
      shown.append(
        .init(
          text: phrase.text, words: pages.words.joined(separator: "; "), sheets: pages.sheets))
    }
    let index: JSONValue = [
      "schema": .string(Self.schema), "prompt": .string(grounding.prompt),
      "picture": "picture.png", "layout": layout.json,
      "steps": .array(steps.map(JSONValue.integer)), "phrases": .array(phrases),
      "unbound": .array(grounding.unbound.map(JSONValue.integer)), "maps": .array(arrayEntries),
      "overlays": .array(overlays),
    ]
    let page = AttentionPage(
      layout, prompt: grounding.prompt, facts: facts, phrases: shown, picture: "picture.png")
    return files + [
      ("index.json", Data(try JSONWriter.write(index, style: .pretty).utf8)),
      ("index.html", Data(page.text().utf8)),
    ]
  }

  /// Draws the maps of one phrase, each size by itself, the finest first.
  private func pages(of index: Int, on picture: Image) throws -> Pages {
    let phrase = grounding.phrases[index]
    let drawing = HeatOverlay(picture, regions: phrase.regions, canvas: grounding.canvas)
    let stem = MaskImages.stem(of: phrase.text, number: index)
    let groups = Dictionary(grouping: moments.filter { $0.phrase == index }) {
      [$0.map.height, $0.map.width]
    }
    var pages = Pages()
    for (size, moments) in groups.sorted(by: { $0.key[0] > $1.key[0] }) {
      let resolution = "\(size[1])x\(size[0])"
      // One scale for all steps, or noise would look like knowledge.
      let scale = moments.flatMap(\.map.values).max() ?? 0
      var tiles: [ContactSheet.Tile] = []
      for moment in moments {
        let name = "overlays/\(stem)/\(resolution)/\(Self.name(of: moment.step)).png"
        let overlay = drawing.image(of: moment.map, scale: scale, longerSide: Self.overlaySide)
        pages.files.append((name, try PNGFile(image: overlay).encoded()))
        pages.overlays.append([
          "step": .integer(moment.step), "phrase": .integer(index), "height": .integer(size[0]),
          "width": .integer(size[1]), "inside": .number(moment.inside), "file": .string(name),
        ])
        tiles.append(
          ContactSheet.Tile(
            drawing.image(of: moment.map, scale: scale, longerSide: Self.tileSide),
            words: "step \(moment.step): \(Self.percent(moment.inside)) inside"))
      }
      let brightest = (Double(scale) * 100).rounded(decimals: 1)
      let sheet = try ContactSheet(
        "\(phrase.text) (\(resolution) cells; brightest: \(brightest) % of a cell's attention)",
        tiles: tiles, for: layout
      ).image()
      pages.sheets.append("sheets/\(stem)-\(resolution).png")
      pages.files.append((pages.sheets.last ?? "", try PNGFile(image: sheet).encoded()))
      let mean = moments.map(\.inside).reduce(0, +) / Double(moments.count)
      pages.words.append("\(resolution): \(Self.percent(mean)) inside, the mean of these steps")
    }
    return pages
  }

  private var facts: [(name: String, value: String)] {
    let missing = grounding.unbound.map { layout.objects[$0].name }
    return [("Steps", steps.map(String.init).joined(separator: ", "))]
      + (missing.isEmpty ? [] : [("Not in the prompt", missing.joined(separator: ", "))])
  }

  private static func percent(_ share: Double) -> String {
    (share * 100).rounded(decimals: 0) + " %"
  }
}
