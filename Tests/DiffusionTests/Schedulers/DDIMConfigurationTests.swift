import Diffusion
import Foundation
import Models
import TestSupport
import Testing

@Suite struct DDIMConfigurationTests {
  /// Reads JSON as a file of its own, as the program does.
  private func configuration(_ json: String) throws -> DDIM.Configuration {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try Data(json.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try DDIM.Configuration(SchedulerFile(contentsOf: file))
  }

  @Test func absentAndNullKeysTakeThePublishedDefaults() throws {
    let read = try configuration(#"{"_class_name": "DDIMScheduler", "trained_betas": null}"#)
    #expect(read == DDIM.Configuration())
    #expect(read.training.steps == 1000)
    #expect(read.training.betaStart == 0.0001)
    #expect(read.training.betaEnd == 0.02)
    #expect(read.clipsSample)
    #expect(read.endsWithoutNoise)
    #expect(try configuration("{}") == read)
  }

  @Test func readsTheDefaultModel() throws {
    let file = repository.appending(
      path: "Checkpoints/bootstrap/scheduler/scheduler_config.json")
    let read = try DDIM.Configuration(SchedulerFile(contentsOf: file))
    #expect(read.notes.isEmpty)
    #expect(read.training.steps > 0)
  }

  @Test func readsAnotherSchedulerOfTheSameTraining() throws {
    // The keys of SD-1.5's published scheduler.
    let read = try configuration(
      """
      {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
       "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
       "trained_betas": null}
      """)
    #expect(read.training.betaFormula == .scaledLinear)
    #expect(read.stepsOffset == 1)
    #expect(!read.endsWithoutNoise)
    #expect(!read.clipsSample)
    let note = try #require(read.notes.first)
    #expect(note.contains("DDIMScheduler") && note.contains("skip_prk_steps"))
    #expect(!note.contains("_diffusers_version") && !note.contains("beta_end"))
  }

  @Test func refusesASchedulerOfAnotherTraining() throws {
    let json = #"{"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000}"#
    let error = #expect(throws: ConfigurationError.self) { try configuration(json) }
    let sentence = "\(try #require(error))"
    #expect(sentence.contains("_class_name"))
    #expect(sentence.contains("FlowMatchEulerDiscreteScheduler"))
    #expect(sentence.contains("DDIMScheduler"))
  }

  @Test(arguments: [
    (#"{"num_train_timesteps": "many"}"#, "num_train_timesteps", "string"),
    (#"{"num_train_timesteps": 0}"#, "num_train_timesteps", "0"),
    (#"{"num_train_timesteps": 2.5}"#, "num_train_timesteps", "2.5"),
    (#"{"beta_start": -0.1}"#, "beta_start", "-0.1"),
    (#"{"beta_end": 1.5}"#, "beta_end", "1.5"),
    (#"{"beta_schedule": "sigmoid"}"#, "beta_schedule", "'sigmoid'"),
    (#"{"prediction_type": "flow_prediction"}"#, "prediction_type", "'flow_prediction'"),
    (#"{"prediction_type": 3}"#, "prediction_type", "number"),
    (#"{"timestep_spacing": "karras"}"#, "timestep_spacing", "'karras'"),
    (#"{"steps_offset": -1}"#, "steps_offset", "-1"),
    (#"{"clip_sample": "yes"}"#, "clip_sample", "string"),
    (#"{"set_alpha_to_one": 1}"#, "set_alpha_to_one", "number"),
    (#"{"trained_betas": [0.1, 0.2]}"#, "trained_betas", "a list of 2"),
    (#"{"num_train_timesteps": 2, "trained_betas": [0.1, 2]}"#, "trained_betas", "2.0"),
    (#"{"dynamic_thresholding_ratio": 1.1}"#, "dynamic_thresholding_ratio", "1.1"),
    (#"{"sample_max_value": 0}"#, "sample_max_value", "0.0"),
  ])
  func wrongValuesNameTheKeyAndBothSides(json: String, key: String, found: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try configuration(json) }
    let sentence = "\(try #require(error))"
    #expect(sentence.contains(".json"), "\(sentence)")
    #expect(sentence.contains("'\(key)'"), "\(sentence)")
    #expect(sentence.contains(found), "\(sentence)")
  }
}
