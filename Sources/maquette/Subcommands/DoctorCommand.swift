import ArgumentParser
import Diffusion
import Drawing
import Foundation
import Layouts
import Models
import Planning
import Tensors

/// `maquette doctor`: looks after everything that the program needs.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check that everything the program needs is there.",
    discussion: """
      Looks at the processor, the libraries, the model and the detector (every weight is read, packed \
      ones of 'maquette pack' are compared), the \
      templates and the fonts, and says which settings are in force and where they come from.

      Settings are model, templates, style, canvas, steps, guidance-scale and threads: keys of \
      .maquette.yml, and of the environment as MAQUETTE_GUIDANCE_SCALE and so on. A section \
      service says which language model plans; it is named here and not asked.

        maquette doctor
        maquette doctor --model ~/models/sd15 --json

      Exits with 1 when something essential is missing.
      """)

  @Option(
    help: ArgumentHelp("Look at this model. (default: the one in force)", valueName: "dir"))
  var model: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let console = Console()
    let settings = try Settings()
    var checkups = Self.program() + [processor(), Self.kernels(), blas()]
    checkups += DrawingLibraries.versions.map {
      Checkup(name: $0.name, state: .ok, detail: $0.version)
    }
    let folder = try settings.resolve(Settings.model, flag: model)
    checkups.append(modelCheckup(folder))
    checkups += (try? Checkpoints.find(folder))?.packedCheckups ?? []
    checkups.append(Self.detector())
    checkups.append(templates(try settings.resolve(Settings.templates, flag: nil)))
    checkups += [Fonts.checkup(), Self.cache()]
    if let service = settings.service.checkup { checkups.append(service) }
    checkups += try settings.all().map {
      Checkup(name: "setting", state: .ok, detail: "\($0.key): \($0.value) (from \($0.origin))")
    }
    if json {
      let report: JSONValue = [
        "schema": "maquette/doctor/1", "version": .string(MaquetteCommand.version),
        "default_model": Self.place { try DefaultCheckpoint.find().url },
        "default_detector": Self.place { try DefaultCheckpoint.findDetector() },
        "checks": .array(checkups.map(\.json)),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(Self.table(checkups))
    }
    if checkups.contains(where: { [.missing, .broken].contains($0.state) }) {
      throw QuietEnd(status: .findings)
    }
  }

  /// The path of a folder that comes along, null when it is not there.
  private static func place(_ folder: () throws -> URL) -> JSONValue {
    (try? folder()).map { .string($0.path) } ?? .null
  }

  private static func table(_ checkups: [Checkup]) -> String {
    let width = checkups.map(\.name.count).max() ?? 0
    return checkups.map { checkup in
      let name = checkup.name + String(repeating: " ", count: width - checkup.name.count)
      let state = checkup.state.rawValue.leftPadded(to: 7)
      return "\(state)  \(name)  \(checkup.detail)"
    }.joined(separator: "\n")
  }

  // MARK: - Check-ups

  private static func program() -> [Checkup] {
    let place = Bundle.main.executablePath ?? CommandLine.arguments.first ?? "unknown"
    return [
      Checkup(name: "maquette", state: .ok, detail: "\(MaquetteCommand.version), \(place)")
    ]
  }

  private func processor() -> Checkup {
    let processor = Processor.current
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let facts = [processor.name, "\(cores) cores", processor.features.joined(separator: " ")]
    return Checkup(
      name: "processor", state: .ok,
      detail: facts.filter { !$0.isEmpty }.joined(separator: ", ")
        + "; loops for \(processor.kernels)")
  }

  private static func kernels() -> Checkup {
    switch KernelChoice.outcome {
    case .success(let choice):
      Checkup(name: "kernels", state: .ok, detail: choice.explanation)
    case .failure(let error): Checkup(name: "kernels", state: .missing, detail: "\(error)")
    }
  }

  private func blas() -> Checkup {
    Checkup(
      name: "BLAS", state: .ok,
      detail: "\(BLASLibrary.configuration), for \(BLASLibrary.processor),"
        + " \(Threads.count) threads in use")
  }

  private func modelCheckup(_ folder: String?) -> Checkup {
    do {
      let checkpoint = try Checkpoints.find(folder)
      let model = try DiffusionModel(checkpoint, adapter: checkpoint.ownAdapter)
      let size = model.trainedSize.map { ", pictures of \($0.width)x\($0.height)" } ?? ""
      let scheduler = try model.scheduling.configuration().kind.rawValue
      let weights = Self.megabytes(checkpoint.url)
      if let fault = try Self.fault(inWeightsOf: checkpoint) {
        return Checkup(name: "model", state: .broken, detail: fault)
      }
      return Checkup(
        name: "model", state: .ok,
        detail: "\(checkpoint.url.path): complete, \(weights) MB\(size), sampled by \(scheduler)")
    } catch {
      let isThere = (try? Checkpoints.find(folder)) != nil
      return Checkup(name: "model", state: isThere ? .broken : .missing, detail: "\(error)")
    }
  }

  private static func detector() -> Checkup {
    do {
      let folder = try DefaultCheckpoint.findDetector()
      let things = try SceneDetector(folder: folder).configuration.things
      return Checkup(
        name: "detector", state: .ok,
        detail: "\(folder.path): complete, \(megabytes(folder)) MB, knows \(things.count) things")
    } catch {
      // Only what judges pictures needs it.
      return Checkup(name: "detector", state: .warning, detail: "\(error)")
    }
  }

  private func templates(_ folder: String?) -> Checkup {
    do {
      let store =
        try folder.map { try TemplateStore(root: URL(filePath: $0)) } ?? TemplateStore()
      for style in PromptStyle.allCases {
        _ = try store.prompt(for: PlanRequest(caption: Caption("a cat"), style: style))
      }
      let styles = PromptStyle.allCases.map(\.rawValue).joined(separator: ", ")
      return Checkup(name: "templates", state: .ok, detail: "\(store.root.path): \(styles)")
    } catch {
      return Checkup(name: "templates", state: .missing, detail: "\(error)")
    }
  }

  /// Whether files could be kept for later runs; nothing is kept yet.
  private static func cache() -> Checkup {
    let environment = ProcessInfo.processInfo.environment
    let root = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    do {
      _ = try OutputFile("\(root)/maquette/probe")
      return Checkup(name: "cache", state: .ok, detail: "\(root)/maquette can be written")
    } catch {
      return Checkup(name: "cache", state: .warning, detail: "\(error)")
    }
  }

  /// Which weight of a checkpoint has numbers that are not finite, in a sentence.
  private static func fault(inWeightsOf checkpoint: CheckpointFolder) throws -> String? {
    let networks = CheckpointFolder.Network.allCases.map {
      checkpoint.url.appending(path: $0.rawValue)
    }
    for place in networks + [checkpoint.ownAdapter].compactMap(\.self) {
      let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
      // Variants, as in `model.fp16.safetensors`, are never read.
      let files = names.filter { $0.hasSuffix(".safetensors") && $0.count { $0 == "." } == 1 }
      for file in files.sorted() {
        let weights = try SafetensorsFile(contentsOf: place.appending(path: file))
        // Published text encoders keep the numbers of their positions, which are integers.
        for name in weights.names where weights.elementType(of: name)?.isFloatingPoint == true {
          guard try weights.tensor(named: name).sumOfSquares().isFinite else {
            return "\(place.path)/\(file): '\(name)' has numbers that are not finite"
          }
        }
      }
    }
    return nil
  }

  /// The size of all weights of a checkpoint.
  private static func megabytes(_ folder: URL) -> Int {
    let files = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.fileSizeKey])
    var bytes = 0
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "safetensors" else { continue }
      bytes += (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    }
    return Int((Double(bytes) / 1e6).rounded())
  }
}
