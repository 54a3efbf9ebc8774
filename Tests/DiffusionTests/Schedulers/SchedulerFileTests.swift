import Diffusion
import Foundation
import Models
import TestSupport
import Testing

@Suite struct SchedulerFileTests {
  /// Reads JSON as a file of its own, as the program does.
  private func file(_ json: String) throws -> SchedulerFile {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try Data(json.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try SchedulerFile(contentsOf: file)
  }

  @Test(arguments: SchedulerKind.allCases) func theClassDecides(kind: SchedulerKind) throws {
    let file = try file("{\"_class_name\": \"\(kind.className)\"}")
    #expect(try file.kind == kind)
    #expect(try file.configuration().kind == kind)
    #expect(try file.configuration().notes.isEmpty)
  }

  @Test func relativesAreReplacedByDDIMWithANote() throws {
    let file = try file(
      #"{"_class_name": "DEISMultistepScheduler", "solver_order": 2, "beta_end": 0.012}"#)
    #expect(try file.kind == .ddim)
    let notes = try file.configuration().notes
    #expect(notes.count == 1)
    #expect(notes[0].contains("DEISMultistepScheduler") && notes[0].contains("solver_order"))
    // Asked for by name, another scheduler may know more of the keys.
    let other = try #require(try file.configuration(for: .unipc).notes.first)
    #expect(other.contains("DEISMultistepScheduler") && !other.contains("solver_order"))
  }

  /// SD-1.5's file, read for another scheduler, has that one's defaults where it says nothing.
  @Test func absentKeysTakeTheDefaultsOfTheReader() throws {
    let file = try file(
      """
      {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
       "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null}
      """)
    #expect(try file.kind == .pndm)
    let own = try PNDM.Configuration(file)
    #expect(own.spacing == .leading && own.stepsOffset == 1 && own.skipsRungeKutta)
    #expect(own.notes.isEmpty)
    let euler = try Euler.Configuration(file)
    #expect(euler.levels.spacing == .linspace && euler.levels.stepsOffset == 1)
    #expect(euler.training == own.training)
    #expect(euler.training.betaStart == 0.00085)
    let note = try #require(euler.notes.first)
    #expect(note.contains("EulerDiscreteScheduler") && note.contains("skip_prk_steps"))
    #expect(!note.contains("set_alpha_to_one"))  // false turns nothing on
  }

  /// Switched-off settings are not worth a note, nor are the keys that belong to them.
  @Test func notesNameWhatMatters() throws {
    let off = #"{"clip_sample": false, "clip_sample_range": 1.0, "sample_max_value": 1.0}"#
    #expect(try file(off).configuration(for: .euler).notes.isEmpty)
    let on = #"{"clip_sample": true, "clip_sample_range": 2.0, "rescale_betas_zero_snr": true}"#
    let note = try #require(try file(on).configuration(for: .lms).notes.first)
    #expect(note.hasSuffix("clip_sample, clip_sample_range, rescale_betas_zero_snr"))
  }

  /// Python writes infinity so.
  @Test func infinityIsRead() throws {
    let file = try file(
      #"{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}"#)
    let configuration = try DPMSolver.Configuration(file)
    #expect(configuration.leastLogSignalToNoise == -.infinity)
    #expect(try configuration.scheduler(steps: 20).timesteps.count == 20)
  }

  @Test func aLimitThatLeavesNothingIsRefused() throws {
    let configuration = try DPMSolver.Configuration(file(#"{"lambda_min_clipped": 50}"#))
    let error = SchedulerError.clipped(key: "lambda_min_clipped", value: 50)
    #expect(throws: error) { try configuration.scheduler(steps: 5) }
    #expect("\(error)".contains("lambda_min_clipped 50.0"))
  }

  @Test(arguments: [
    (SchedulerKind.euler, #""use_beta_sigmas": true"#, "use_beta_sigmas", "true"),
    (
      .lms, #""use_karras_sigmas": true, "use_exponential_sigmas": true"#,
      "use_exponential_sigmas", "use_karras_sigmas"
    ),
    (.lms, #""use_karras_sigmas": "yes""#, "use_karras_sigmas", "a string"),
    (.euler, #""interpolation_type": "cubic""#, "interpolation_type", "'cubic'"),
    (.euler, #""timestep_type": 3"#, "timestep_type", "a number"),
    (.euler, #""sigma_min": 0"#, "sigma_min", "0.0"),
    (.euler, #""final_sigmas_type": "one""#, "final_sigmas_type", "'one'"),
    (.euler, #""prediction_type": "flow_prediction""#, "prediction_type", "flow_prediction"),
    (.eulerAncestral, #""prediction_type": "sample""#, "prediction_type", "'sample'"),
    (.pndm, #""prediction_type": "sample""#, "prediction_type", "'sample'"),
    (.pndm, #""skip_prk_steps": 1"#, "skip_prk_steps", "a number"),
    (.dpmSolver, #""solver_order": 4"#, "solver_order", "4"),
    (.dpmSolver, #""solver_order": 1.5"#, "solver_order", "1.5"),
    (.dpmSolver, #""algorithm_type": "dpmsolver""#, "final_sigmas_type", "'dpmsolver'"),
    (.dpmSolver, #""algorithm_type": "dpm""#, "algorithm_type", "'sde-dpmsolver++'"),
    (
      .dpmSolver,
      #""algorithm_type": "sde-dpmsolver", "final_sigmas_type": "sigma_min", "solver_order": 3"#,
      "solver_order", "at most 2"
    ),
    (.dpmSolver, #""variance_type": "learned_range""#, "variance_type", "'learned_range'"),
    (.dpmSolver, #""use_flow_sigmas": true"#, "use_flow_sigmas", "true"),
    (.dpmSolver, #""lambda_min_clipped": "low""#, "lambda_min_clipped", "a string"),
    (.dpmSolver, #""solver_type": "rk4""#, "solver_type", "'rk4'"),
    (.unipc, #""solver_order": 0"#, "solver_order", "0"),
    (.unipc, #""solver_p": {"_class_name": "x"}"#, "solver_p", "an object"),
    (.unipc, #""disable_corrector": [0.5]"#, "disable_corrector", "0.5"),
    (.unipc, #""disable_corrector": ["0"]"#, "disable_corrector", "a string"),
    (.unipc, #""lower_order_final": false"#, "lower_order_final", "'zero'"),
    (.unipc, #""predict_x0": false"#, "final_sigmas_type", "predict_x0"),
    (.unipc, #""shift_terminal": 0.1"#, "shift_terminal", "a number"),
    (.unipc, #""trained_betas": [0.1, 2], "num_train_timesteps": 2"#, "trained_betas", "2.0"),
    (.lms, #""num_train_timesteps": {}"#, "num_train_timesteps", "an object"),
    (.ddim, #""_class_name": ["DDIMScheduler"]"#, "_class_name", "a list"),
    (.euler, #""_class_name": "LCMScheduler""#, "_class_name", "'LCMScheduler'"),
  ])
  func whatCannotBeHonouredIsNamed(
    kind: SchedulerKind, keys: String, key: String, found: String
  ) throws {
    let file = try file("{\(keys)}")
    let error = #expect(throws: ConfigurationError.self) { try file.configuration(for: kind) }
    let sentence = "\(try #require(error))"
    #expect(sentence.contains(".json: "), "\(sentence)")
    #expect(sentence.contains("'\(key)'"), "\(sentence)")
    #expect(sentence.contains(found), "\(sentence)")
  }

  @Test(arguments: ["", "[]", "3", "{", #"{"a": }"#]) func whatIsNoObjectIsRefused(
    json: String
  ) {
    #expect(throws: ConfigurationError.self) { try file(json) }
  }
}
