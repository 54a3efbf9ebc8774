import ArgumentParser
import Foundation
import Layouts
import Planning

/// `maquette prompt`: prints what a language model is asked.
struct PromptCommand: ParsableCommand {
  /// The forms that a prompt is printed in.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case messages
    case request
  }

  static let configuration = CommandConfiguration(
    commandName: "prompt",
    abstract: "Print the prompt that asks a language model for a layout.",
    discussion: """
      The prompt holds instructions, worked examples and the caption. As text it ends where a \
      completing model goes on; as messages it is a JSON array of roles and contents; as request \
      it is the body of an OpenAI-compatible chat request, sampling settings included.

        maquette prompt "a cat on a chair"
        maquette prompt "a cat on a chair" --style css-blobs --format messages
        maquette prompt "a cat" --format request | curl -d @- "$CHAT_URL"

      The styles descriptions and background speak of the objects of a --layout, if one is given.

      'maquette parse' reads the answer.
      """)

  @Argument(help: "What the picture is to show; - reads it from standard input.")
  var caption: String

  @OptionGroup var options: PlanOptions

  @Option(
    help: ArgumentHelp(
      "Ask about these objects, with the styles descriptions and background.", valueName: "file"))
  var layout: String?

  @Option(help: "The form of the prompt: text, messages or request.")
  var format = Format.text

  @Option(
    help: ArgumentHelp(
      "Take the templates from this folder. (default: the ones that come along)",
      valueName: "dir"))
  var templates: String?

  @OptionGroup var exemplarOptions: ExemplarOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of a random choice of exemplars.", valueName: "n"))
  var seed: UInt64 = 0

  @Flag(help: "Ask for names and prompts in the caption's language, not in English.")
  var keepLanguage = false

  func run() throws {
    let console = Console()
    let settings = try Settings()
    let caption = try CaptionSource(caption).caption
    guard caption.text.contains(where: { !$0.isWhitespace }) else {
      throw Failure(.findings, "the caption has no words, so there is nothing to ask for")
    }
    let style = try options.style(settings)
    let given = try PlanCommand.givenLayout(layout, style: style, console)
    let request = try PlanRequest(
      caption: caption, canvas: given?.canvas ?? options.canvas(settings), style: style,
      keepsLanguage: keepLanguage, layout: given)
    let folder = try settings.resolve(Settings.templates, flag: templates)
    let store = try folder.map { try TemplateStore(root: URL(filePath: $0)) } ?? TemplateStore()
    let prompt = try store.prompt(for: request, exemplars: exemplarOptions.selection(seed: seed))
    switch format {
    case .text: try console.write(prompt.text)
    case .messages: try console.write(JSONWriter.write(prompt.messagesJSON, style: .pretty))
    case .request: try console.write(JSONWriter.write(prompt.request(), style: .pretty))
    }
  }
}
