import ArgumentParser
import Layouts
import Planning

/// `maquette plan`: turns a caption into a layout.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plan a caption as a layout.",
    discussion: """
      The offline planner reads counts, colours and other adjectives, places (left of, right of, \
      above, below, on, next to, between), "without …" and a scene, in English, in milliseconds. \
      What it does not understand it refuses with a finding that points at the words.

        maquette plan "two red apples to the left of a penguin in the snow"
        maquette plan "three cats and a dog, without birds" -o layout.json
        maquette plan "a cat on a chair" --style css-blobs --canvas 768x512

      The same caption gives the same bytes; another --seed gives another arrangement. Exits \
      with 1 when the caption is refused; nothing is printed then.
      """)

  @Argument(help: "What the picture is to show; - reads it from standard input.")
  var caption: String

  @Option(help: "Who plans: offline. (default: offline)", transform: PlannerName.argument)
  var planner = PlannerName.offline

  @OptionGroup var options: PlanOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed of the arrangement.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Write the layout here and not to standard output; folders are created.",
      valueName: "file.json"))
  var output: String?

  func run() async throws {
    let console = Console()
    let settings = try Settings()
    let planner = try planner.planner()
    let file = try output.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    let source = try CaptionSource(caption)
    let request = try PlanRequest(
      caption: source.caption, canvas: options.canvas(settings), style: options.style(settings),
      seed: seed)
    let layout = try await planner.layout(for: request, named: source.name, console: console)
    let text = try JSONWriter.write(layout.json, style: .pretty)
    if let file { try file.write(text) } else { try console.write(text) }
  }
}
