import ArgumentParser

/// What `render` can be told about a picture of which only a part is to be painted.
struct RepaintOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Repaint this picture where --layout differs from the layout that it carries, or inside --mask; \
      all other pixels keep their bytes.
      """, valueName: "file.png"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Repaint where this picture is white; it must have the size of the other.",
      valueName: "mask.png"))
  var mask: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pixels to repaint around what changed. (default: those of one latent cell)",
      valueName: "n"))
  var margin: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pixels over which the new picture fades into the old. (default: those of one latent cell)",
      valueName: "n"))
  var feather: Double?

  @Flag(help: "Paint nothing: write as -o the mask of what --from would repaint.")
  var dryRun = false

  mutating func validate() throws {
    try checkRange(margin, in: 0...4096, flag: "--margin")
    try checkRange(feather, in: 0...4096, flag: "--feather")
    for (flag, isGiven) in [
      ("--mask", mask != nil), ("--margin", margin != nil), ("--feather", feather != nil),
      ("--dry-run", dryRun),
    ] where isGiven && from == nil {
      throw ValidationError("\(flag): expected --from with it, found none")
    }
    if mask != nil, margin != nil || feather != nil {
      throw ValidationError(
        "--mask and --margin or --feather exclude each other: the mask says it all")
    }
  }
}
