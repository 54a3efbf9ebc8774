import Drawing
import Layouts

/// The page on notations, made from what the notations say of themselves: `Documentation/notations.md`.
enum NotationsPage {
  /// The page as Markdown.
  static let text = """
    # Notations

    What `maquette convert` reads and writes, by the name that `--from` and `--to` take. This page is \
    printed by `maquette schema notations --markdown`; a test holds it to the code. \
    `maquette schema notations` prints the same as JSON.

    ✔ comes back just as it was, · is lost, words say what is kept. What a file loses is said for each \
    object when it is written (`--report FILE` as JSON, `--strict` to refuse with exit status 5).

    \(Notations.markdownTable(Notations.catalog))

    """
}
