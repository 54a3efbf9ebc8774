public import FoundationEssentials
internal import Models

/// A published `scheduler_config.json`, which any of the schedulers can be made from.
///
/// A file names one scheduler, and describes with the keys that all share how the model was trained.
/// Read for another scheduler, keys that are absent take the defaults of that one, as diffusers'
/// `from_config` has it. Keys mean what they say. (diffusers' StableDiffusionPipeline is less
/// literal: whenever it opens a folder it replaces `clip_sample` by false and `steps_offset` by 1.)
public struct SchedulerFile: Decodable, Hashable, Sendable {
  /// What a key holds.
  enum Value: Hashable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([Value])
    case object
  }

  /// The file's path, empty where it was read from elsewhere.
  let path: String
  /// The keys.
  let values: [String: Value]

  /// The schedulers for models trained as DDIM's are (diffusers' KarrasDiffusionSchedulers without
  /// EDM, whose models see another time) that are not here; DDIM takes their place.
  private static let relatives: Set<String> = [
    "DDPMScheduler", "HeunDiscreteScheduler", "DPMSolverSinglestepScheduler",
    "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler", "DEISMultistepScheduler",
    "DPMSolverSDEScheduler",
  ]

  /// Reads a file.
  ///
  /// - Throws: `ConfigurationError` when it can't be read or is not a JSON object.
  public init(contentsOf url: URL) throws {
    let read = try ConfigurationFile.decode(Self.self, from: url, acceptsInfinity: true)
    path = url.path
    values = read.values
  }

  /// Reads the keys, whatever they hold.
  public init(from decoder: any Decoder) throws {
    path = ""
    values = try [String: Value](from: decoder)
  }

  /// The class that the file names, DDIM's where it names none.
  var className: String {
    get throws {
      switch values["_class_name"] {
      case .text(let name): return name
      case nil, .null: return SchedulerKind.ddim.className
      case let value?:
        throw ConfigurationError.wrongType(
          file: path, key: "_class_name", found: value.words, expected: "a string")
      }
    }
  }

  /// The scheduler that the file asks for, DDIM where it is a relative that is not here.
  ///
  /// - Throws: `ConfigurationError` for a scheduler of models that were trained differently.
  public var kind: SchedulerKind {
    get throws {
      let name = try className
      if let kind = SchedulerKind.allCases.first(where: { $0.className == name }) { return kind }
      guard Self.relatives.contains(name) else {
        let known = SchedulerKind.allCases.map(\.className) + Self.relatives.sorted()
        throw ConfigurationError.unsupported(
          file: path, key: "_class_name", found: "'\(name)'",
          expected: "one of " + known.joined(separator: ", "))
      }
      return .ddim
    }
  }

  /// Returns the settings of a scheduler that the file holds.
  ///
  /// - Parameter kind: the scheduler; the one that the file asks for unless given.
  /// - Returns: the settings, ready to make schedulers.
  /// - Throws: `ConfigurationError` naming a key that is wrong or can't be honoured.
  public func configuration(
    for kind: SchedulerKind? = nil
  ) throws -> any SchedulerConfiguration {
    let own = try self.kind
    switch kind ?? own {
    case .ddim: return try DDIM.Configuration(self)
    case .pndm: return try PNDM.Configuration(self)
    case .euler: return try Euler.Configuration(self)
    case .eulerAncestral: return try EulerAncestral.Configuration(self)
    case .dpmSolver: return try DPMSolver.Configuration(self)
    case .lms: return try LMS.Configuration(self)
    case .unipc: return try UniPC.Configuration(self)
    }
  }
}

// MARK: - Values

extension SchedulerFile.Value: Decodable {
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([Self].self) {
      self = .list(list)
    } else {
      self = .object
    }
  }

  /// What kind of value it is, for the middle of a sentence.
  var words: String {
    switch self {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number: "a number"
    case .text: "a string"
    case .list: "a list"
    case .object: "an object"
    }
  }

  /// Whether the value turns nothing on.
  var isOff: Bool { self == .null || self == .flag(false) || self == .list([]) }
}
