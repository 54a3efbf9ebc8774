import Foundation

/// The files that one command reads and writes, told apart by where their paths lead.
struct FileRoles {
  private var roles: [String: String] = [:]
  /// The places that are written.
  private var targets: Set<String> = []

  /// Notes a file that no later one may be written over; standard input is none.
  mutating func read(_ path: String?, as role: String) {
    if let path, let place = Self.place(path) { roles[place] = role }
  }

  /// Notes a file that is written; standard output and devices are none.
  ///
  /// - Throws: a `Failure` naming both roles when the file has one already.
  mutating func write(_ path: String?, as role: String) throws {
    guard let path, let place = Self.place(path) else { return }
    try refuse(place, of: path, as: role)
    roles[place] = role
    targets.insert(place)
  }

  /// Refuses a file that is written already.
  func refuseWritten(_ path: String, as role: String) throws {
    guard let place = Self.place(path), targets.contains(place) else { return }
    try refuse(place, of: path, as: role)
  }

  /// Refuses a file that is read.
  func refuseRead(_ path: String, as role: String) throws {
    guard let place = Self.place(path), !targets.contains(place) else { return }
    try refuse(place, of: path, as: role)
  }

  private func refuse(_ place: String, of path: String, as role: String) throws {
    guard let other = roles[place] else { return }
    throw Failure(.usage, "\(role) \(path): expected another file than that of \(other)")
  }

  /// Where a path leads, with the links of all that exists resolved, or nil for what is no file.
  private static func place(_ path: String) -> String? {
    guard path != "-", !path.isEmpty else { return nil }
    if let kind = fileKind(path), kind != S_IFREG { return nil }
    var existing = URL(filePath: path).standardizedFileURL
    var missing: [String] = []
    while fileKind(existing.path) == nil, existing.path != "/" {
      missing.insert(existing.lastPathComponent, at: 0)
      existing.deleteLastPathComponent()
    }
    return ([existing.resolvingSymlinksInPath().path] + missing).joined(separator: "/")
  }
}
