import ArgumentParser

@main
struct MaquetteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maquette",
    abstract: "Plans a picture as a layout, checks it, draws it, paints it.")
}
