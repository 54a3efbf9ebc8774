import ArgumentParser
import Layouts

/// What `maquette check` does about what it finds.
struct FixOptions: ParsableArguments {
  /// Ways of fitting a layout that are no rule's fix.
  enum Fit: String, CaseIterable {
    case lmd
  }

  @Flag(help: "Mend in the files what can be mended without changing what is meant.")
  var fix = false

  @Flag(help: "Mend in the files what can be mended, even if something else is meant then.")
  var unsafeFixes = false

  @Flag(help: "Print as a unified diff what mending would change, and write nothing.")
  var diff = false

  @Option(
    help: ArgumentHelp(
      """
      Instead of mending, fit whole layouts into the canvas as the reference of LLM-grounded \
      Diffusion does, for comparison: lmd.
      """, valueName: "kind"), transform: choice)
  var fit: Fit?

  /// Whether files are to be changed, or a change to be shown.
  var isActive: Bool { fix || unsafeFixes || diff || fit != nil }

  /// How layouts are mended.
  var manner: MendedText.Manner {
    fit == .lmd ? .lmdFit : .fixes(unsafeFixes ? .unsafe : .safe)
  }

  /// Refuses flags that contradict each other.
  func validate() throws {
    guard fit == nil || !fix && !unsafeFixes else {
      throw ValidationError("--fit: expected neither --fix nor --unsafe-fixes beside it")
    }
  }
}
