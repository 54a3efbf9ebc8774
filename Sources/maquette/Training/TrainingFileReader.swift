import Foundation
import Layouts
import Networks
import Scenes
import Training

/// Turns the fields of a training's file into settings.
struct TrainingFileReader {
  /// The folder that paths count from.
  let folder: URL

  /// A path, counted from the file's folder.
  func path(_ field: SettingsField) throws -> URL {
    URL(
      filePath: try field.text("a path"),
      relativeTo: URL(filePath: folder.path, directoryHint: .isDirectory)
    ).standardizedFileURL
  }

  /// What all tasks share.
  func configuration(_ keys: [String: SettingsField]) throws -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    let whole = 1...1_000_000_000
    if let field = keys["seed"] {
      configuration.seed = UInt64(try field.wholeNumber(in: 0...Int.max))
    }
    if let field = keys["steps"] { configuration.steps = try field.wholeNumber(in: whole) }
    if let field = keys["batch"] { configuration.batch = try field.wholeNumber(in: 1...65_536) }
    if let field = keys["accumulation"] {
      configuration.accumulation = try field.wholeNumber(in: 1...65_536)
    }
    if let field = keys["precision"] { configuration.precision = try field.choice() }
    if let field = keys["optimizer"] { configuration.optimizer = try optimizer(field) }
    if let field = keys["learning-rate"] { configuration.schedule = try schedule(field) }
    if let field = keys["clip"] {
      let limit = try field.number(in: 0...1e9)
      configuration.gradientLimit = limit > 0 ? limit : nil
    }
    if let field = keys["ema"] {
      configuration.averageDecay = Float(try field.number(in: 0...0.999_999))
    }
    if let field = keys["checkpoints"] { configuration.checkpoints = try checkpoints(field) }
    if let field = keys["divergence"] { configuration.divergence = try divergence(field) }
    if let field = keys["data"] { configuration.data = try data(field) }
    return configuration
  }

  private func optimizer(_ field: SettingsField) throws -> AdamW.Settings {
    var settings = TrainingConfiguration().optimizer
    let keys = try field.members(of: .optimizer)
    if let betas = keys["betas"] {
      let values = try betas.elements().map { Float(try $0.number(in: 0...0.999_999)) }
      guard values.count == 2 else { throw betas.failure("a list of two numbers") }
      (settings.meanDecay, settings.squareDecay) = (values[0], values[1])
    }
    if let epsilon = keys["epsilon"] { settings.epsilon = Float(try epsilon.number(in: 1e-30...1)) }
    if let decay = keys["weight-decay"] {
      settings.weightDecay = Float(try decay.number(in: 0...1000))
    }
    return settings
  }

  private func schedule(_ field: SettingsField) throws -> LearningRateSchedule {
    var schedule = LearningRateSchedule()
    let keys = try field.members(of: .learningRate)
    if let peak = keys["peak"] { schedule.peak = try peak.number(in: 0...1000) }
    if let warmup = keys["warmup"] {
      schedule.warmup = try warmup.wholeNumber(in: 0...1_000_000_000)
    }
    if let shape = keys["shape"] { schedule.shape = try shape.choice() }
    if let final = keys["final"] { schedule.final = try final.number(in: 0...1) }
    return schedule
  }

  private func checkpoints(_ field: SettingsField) throws
    -> TrainingConfiguration.CheckpointSettings
  {
    var settings = TrainingConfiguration.CheckpointSettings()
    let keys = try field.members(of: .checkpoints)
    let range = 1...1_000_000_000
    if let every = keys["every"] { settings.every = try every.wholeNumber(in: range) }
    if let keep = keys["keep"] { settings.keep = try keep.wholeNumber(in: 1...10_000) }
    if let every = keys["log-every"] { settings.logEvery = try every.wholeNumber(in: range) }
    if let every = keys["samples-every"] {
      settings.samplesEvery = try every.wholeNumber(in: 0...range.upperBound)
    }
    return settings
  }

  private func divergence(_ field: SettingsField) throws
    -> TrainingConfiguration.DivergenceSettings
  {
    var settings = TrainingConfiguration.DivergenceSettings()
    let keys = try field.members(of: .divergence)
    if let answer = keys["answer"] { settings.answer = try answer.choice() }
    if let spike = keys["spike"] { settings.spike = try spike.number(in: 1...1e9) }
    if let attempts = keys["attempts"] { settings.attempts = try attempts.wholeNumber(in: 0...30) }
    return settings
  }

  private func data(_ field: SettingsField) throws -> TrainingConfiguration.DataSettings {
    var settings = TrainingConfiguration.DataSettings()
    let keys = try field.members(of: .data)
    if let size = keys["size"] {
      let sides = SceneSettings.sides
      let expectation =
        "\(Canvas.expectation), of \(sides.lowerBound) to \(sides.upperBound) pixels"
      guard let canvas = Canvas(try size.text(expectation)), sides.contains(canvas.width),
        sides.contains(canvas.height)
      else { throw size.failure(expectation) }
      (settings.width, settings.height) = (canvas.width, canvas.height)
    }
    if let cutouts = keys["cut-outs"] { settings.cutouts = try path(cutouts).path }
    if let objects = keys["objects"] {
      let values = try objects.elements().map {
        try $0.wholeNumber(in: 1...SceneSettings.mostObjects)
      }
      guard values.count == 2, values[0] <= values[1] else {
        throw objects.failure("the least and the most objects of a picture, such as [1, 4]")
      }
      (settings.fewestObjects, settings.mostObjects) = (values[0], values[1])
    }
    if let things = keys["things"] {
      settings.things = try things.oneOrMore().map { try $0.text("the name of a thing") }
    }
    if let share = keys["single"] { settings.singleShare = try share.number(in: 0...1) }
    if let share = keys["close-ups"] { settings.closeUps = try share.number(in: 0...1) }
    if let scale = keys["scale"] { settings.scale = try scale.number(in: 0.2...2) }
    if let share = keys["spoken"] { settings.spoken = try share.number(in: 0...1) }
    if let share = keys["recoloured"] { settings.recoloured = try share.number(in: 0...1) }
    if let share = keys["variety"] { settings.variety = try share.number(in: 0...1) }
    if let most = keys["variants"] { settings.variants = try most.wholeNumber(in: 1...1000) }
    return settings
  }
}
