/// The sampling algorithms by the names that `maquette render --scheduler` takes.
public enum SchedulerKind: String, CaseIterable, Sendable {
  /// Denoising diffusion implicit models.
  case ddim
  /// Pseudo numerical methods, of which PLMS is the one with a multistep start.
  case pndm
  /// Euler's method in noise levels.
  case euler
  /// Euler's method with fresh noise at every step.
  case eulerAncestral = "euler-ancestral"
  /// DPM-Solver++ over several steps, deterministic or with noise as its configuration says.
  case dpmSolver = "dpm-solver++"
  /// Linear multistep, Adams–Bashforth in noise levels.
  case lms
  /// Unified predictor and corrector.
  case unipc

  /// The class of diffusers that does the same.
  public var className: String {
    switch self {
    case .ddim: "DDIMScheduler"
    case .pndm: "PNDMScheduler"
    case .euler: "EulerDiscreteScheduler"
    case .eulerAncestral: "EulerAncestralDiscreteScheduler"
    case .dpmSolver: "DPMSolverMultistepScheduler"
    case .lms: "LMSDiscreteScheduler"
    case .unipc: "UniPCMultistepScheduler"
    }
  }

  /// Finds an algorithm by its name here, by diffusers' class, or as PLMS.
  public init?(named name: String) {
    let kind =
      Self(rawValue: name) ?? Self.allCases.first { $0.className == name }
      ?? (name == "plms" ? .pndm : nil)
    guard let kind else { return nil }
    self = kind
  }
}

/// What a scheduler is told by a published file.
public protocol SchedulerConfiguration: Sendable {
  /// The scheduler that it is for.
  var kind: SchedulerKind { get }

  /// What was read differently from what the file says, a sentence each.
  var notes: [String] { get }

  /// Makes a scheduler.
  ///
  /// - Parameter steps: how many steps the walk has.
  /// - Returns: the scheduler.
  /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
  ///   without meaning.
  func scheduler(steps: Int) throws -> any Scheduler
}
