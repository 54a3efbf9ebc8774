import Diffusion
import Experiments
import Layouts

/// All pictures of a run: a number and a file for each case, method and seed.
struct PictureIndex {
  /// One picture.
  struct Entry {
    /// What detections know it by.
    var id: Int
    var pictureCase: PictureCase
    var method: Diffusion.Method
    /// Which picture of the case it is, from zero.
    var iteration: Int
    /// What the noise is drawn with: suites repeat prompts, and equal seeds would repeat pictures.
    var seed: Int
    /// Its file, in the run's folder.
    var file: String
  }

  /// The suite.
  let suite: PictureSuite
  /// The pictures.
  let entries: [Entry]
  /// What a detector has to know, by the identifiers that index.json gives.
  let things: [String]

  /// Numbers the pictures, method by method.
  init(suite: PictureSuite, cases: [PictureCase], methods: [Diffusion.Method], seeds: Int) {
    self.suite = suite
    var entries: [Entry] = []
    for method in methods {
      for (place, pictureCase) in cases.enumerated() {
        for iteration in 0..<seeds {
          entries.append(
            Entry(
              id: entries.count + 1, pictureCase: pictureCase, method: method,
              iteration: iteration, seed: place + iteration * cases.count,
              file: "\(method.rawValue)/\(place)-\(iteration).png"))
        }
      }
    }
    self.entries = entries
    things = PictureSuite.things(of: cases)
  }

  /// The names of the categories by their identifiers, counted from one.
  var names: [Int: String] {
    Dictionary(uniqueKeysWithValues: things.enumerated().map { ($0 + 1, $1) })
  }

  /// What index.json holds: COCO's images and categories, with what each picture is of.
  var json: JSONValue {
    [
      "schema": "maquette/pictures/1", "suite": .string(suite.rawValue),
      "images": .array(
        entries.map { entry in
          [
            "id": .integer(entry.id), "file_name": .string(entry.file),
            "method": .string(entry.method.rawValue), "seed": .integer(entry.seed),
            "case": .string(entry.pictureCase.suiteCase.id),
            "prompt": .string(entry.pictureCase.suiteCase.prompt),
          ]
        }),
      "categories": .array(
        things.enumerated().map { ["id": .integer($0 + 1), "name": .string($1)] }),
    ]
  }
}
