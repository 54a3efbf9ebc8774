import ArgumentParser
import Layouts
import Planning

/// What planning can be told, for every command that plans.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Ask for boxes, css-boxes, css-blobs (tilted ellipses), descriptions (blobs, and then the \
      looks of each), json, or background (with the negative prompt, alone). (default: boxes)
      """),
    transform: choice)
  var style: PromptStyle?

  @Option(
    help: ArgumentHelp("The canvas to plan on. (default: 512x512)", valueName: "WxH"),
    transform: Canvas.argument)
  var canvas: Canvas?

  /// The style that is in force.
  func style(_ settings: Settings) throws -> PromptStyle {
    try settings.resolve(Settings.style, flag: style) ?? .boxes
  }

  /// The canvas that is in force.
  func canvas(_ settings: Settings) throws -> Canvas {
    try settings.resolve(Settings.canvas, flag: canvas) ?? .standard
  }
}
