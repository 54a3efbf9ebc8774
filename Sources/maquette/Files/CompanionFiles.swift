import Drawing
import Foundation
import Layouts

/// The files that belong beside a written one, none of which takes the place of something else.
struct CompanionFiles {
  /// Where each goes, and its bytes.
  let files: [(file: URL, data: Data)]
  /// Their paths, for messages.
  let paths: [String]

  /// Encodes the files and looks at what stands in their places.
  ///
  /// Their names are not the user's choice, so that unlike the file of `-o` they replace only what an
  /// earlier conversion wrote.
  ///
  /// - Parameters:
  ///   - companions: what belongs beside the file.
  ///   - path: the file.
  ///   - roles: what else is read and written.
  /// - Throws: a `Failure` naming the first place that is taken.
  init(_ companions: [CompanionFile], beside path: String, roles: FileRoles) throws {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    paths = companions.map { folder + $0.name }
    files = try zip(companions, paths).map { companion, place in
      let file = try OutputFile(place).url
      let data = try companion.bytes()
      let role = "what comes with -o"
      try roles.refuseWritten(place, as: role)
      guard fileKind(place) == S_IFREG else { return (file, data) }
      let present = try Data(contentsOf: file)
      if present == data { return (file, data) }
      try roles.refuseRead(place, as: role)
      guard companion.mayReplace(present) || Self.isNameList(present) else {
        throw Failure(
          .usage,
          "\(role) \(place): expected no file or one of an earlier conversion, found another one")
      }
      return (file, data)
    }
  }

  /// Whether a file is a list of names as conversions write it, with nothing else in it.
  private static func isNameList(_ data: Data) -> Bool {
    guard let text = String(validating: data, as: UTF8.self),
      let names = try? ClassNames.parse(text, named: "names.yaml")
    else { return false }
    let list = YOLONotation(names: names, stem: "names").print(Layout()).companions.first
    return list?.content == .text(text)
  }
}
