import Foundation
import Layouts

/// Which rules hold for which file, from the flags and the settings.
final class RuleBook {
  private let settings: CheckSettings
  private let select: [String]
  private let ignore: [String]
  private var sets: [[Bool]: RuleSet] = [:]

  /// Creates a book of rules; lists of flags take the place of those of the settings.
  ///
  /// - Throws: a `Failure` naming a rule that is none, and the nearest one.
  init(select: [String], ignore: [String], settings: CheckSettings) throws {
    self.settings = settings
    self.select = select.isEmpty ? settings.select : select
    self.ignore = ignore.isEmpty ? settings.ignore : ignore
    _ = try makeSet(with: settings.overrides.map { _ in false })
    _ = try makeSet(with: settings.overrides.map { _ in true })
  }

  /// The rules that hold for a file.
  func rules(for path: String) throws -> RuleSet {
    let place = path.path(below: settings.folder)
    let applies = settings.overrides.map { override in
      override.files.contains { $0.matches(place) }
    }
    if let known = sets[applies] { return known }
    let set = try makeSet(with: applies)
    sets[applies] = set
    return set
  }

  private func makeSet(with applies: [Bool]) throws -> RuleSet {
    let overrides = zip(settings.overrides, applies).filter(\.1).map(\.0)
    do throws(UnknownRule) {
      var set = try RuleSet(
        select: overrides.last { !$0.select.isEmpty }?.select ?? select,
        ignore: ignore + overrides.flatMap(\.ignore))
      for rule in settings.rules + overrides.flatMap(\.rules) {
        if let severity = rule.severity { try set.setSeverity(severity, of: rule.name) }
        if let threshold = rule.threshold { try set.setThreshold(threshold, of: rule.name) }
      }
      return set
    } catch {
      throw Failure(.usage, "\(error)")
    }
  }
}
