import Foundation

/// The fonts that drawings will find, asked of fontconfig.
enum Fonts {
  /// The languages whose letters few fonts have, with a name for people.
  private static let languages = [("ko", "Korean"), ("ja", "Japanese"), ("zh-cn", "Chinese")]

  /// Looks for a font for Latin, and for the scripts of East Asia.
  static func checkup() -> Checkup {
    func checkup(_ state: Checkup.State, _ detail: String) -> Checkup {
      Checkup(name: "fonts", state: state, detail: detail)
    }
    guard let latin = families(":lang=en") else {
      return checkup(.warning, "fc-list is not installed: fonts were not looked for")
    }
    guard !latin.isEmpty else {
      return checkup(
        .warning, "none: drawings will have no letters (apt-get install fonts-dejavu-core)")
    }
    let missing = languages.filter { families(":lang=\($0.0)")?.isEmpty ?? true }.map(\.1)
    guard missing.isEmpty else {
      return checkup(
        .warning, "none for \(missing.joined(separator: ", ")) (apt-get install fonts-noto-cjk)")
    }
    return checkup(.ok, "Latin and \(languages.map(\.1).joined(separator: ", "))")
  }

  /// The families that have a language's letters, or nil when fontconfig can't be asked.
  private static func families(_ pattern: String) -> [Substring]? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["fc-list", pattern, "family"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }
}
