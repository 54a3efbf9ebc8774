import Completions
import Diffusion
import Drawing
import Experiments
import Layouts
import Models
import Planning
import Scenes
import Tensors
import Training

extension ExitStatus {
  /// How the program ends on an error of one of the rooms.
  ///
  /// What the user named and what is not there, or can't be what it was named for, is wrong use. A
  /// layout that can't be painted is a finding. A model that is damaged, or that gives nothing usable,
  /// is a rendering failure.
  init(of error: any Error) {
    self =
      switch error {
      case let failure as Failure: failure.status
      case let end as QuietEnd: end.status
      case is CompletionFailure, is TransportFailure: .network
      case is CancellationError: .interrupted
      case is APIKey.Failure, is Endpoint.Malformed, is Cassette.Failure, is SuiteFailure: .usage
      case is SessionFailure, is KernelChoiceError, is PackedFileError: .usage
      case is ParseFailure, is JSONWriter.NotFinite: .findings
      case RenderError.namelessObject, RenderError.nothingToPaint, RenderError.unboundPhrase:
        .findings
      case RenderError.diverged, is GuidanceError: .rendering
      case GroundingError.noLayers, is GroundingScheduleError: .usage
      case is GroundingError: .findings
      case is RenderError, is RecipeError, is SchedulerError, is NPYError, is TemplateFailure,
        is DrawingError, is SceneError:
        .usage
      case TrainingError.diverged: .rendering
      case is SceneError: .usage
      case is TrainingError: .usage
      case CheckpointError.absent, CheckpointError.notACheckpoint, CheckpointError.notAnAdapter,
        CheckpointError.noAdapterLayers, CheckpointError.misfit:
        .usage
      default: .rendering
      }
  }
}
