import Foundation
import Layouts
import Planning

/// A session on disk, written whole after every round.
struct SessionFile {
  /// The file; nil when the session is kept nowhere.
  private let file: OutputFile?
  /// The conversation.
  var session: EditSession

  /// Opens a session, or begins one where there is no such file.
  ///
  /// - Throws: a `Failure` naming the file when it is no session.
  init(_ path: String?) throws {
    file = try path.map { try OutputFile($0) }
    guard let path, fileKind(path) != nil else {
      session = EditSession()
      return
    }
    let text = try InputText(path).text
    do throws(SessionFailure) {
      session = try EditSession(text)
    } catch {
      throw Failure(.usage, "\(path): \(error)")
    }
  }

  /// Whether anything was said before.
  var isContinued: Bool { !session.rounds.isEmpty }

  /// Writes the session, when it is kept somewhere.
  func save() throws {
    try file?.write(JSONWriter.write(session.json, style: .pretty))
  }
}
