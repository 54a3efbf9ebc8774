/// Why a training can't begin or go on.
public enum TrainingError: Error, Hashable, CustomStringConvertible {
  /// A checkpoint holds other networks than the configuration asks for.
  case otherArchitecture(checkpoint: String, reason: String)
  /// A file is no checkpoint of a training.
  case notACheckpoint(file: String, reason: String)
  /// A checkpoint belongs to a training of another kind.
  case otherKind(checkpoint: String, found: String, expected: String)
  /// Another program trains in the same folder.
  case busy(folder: String)
  /// A file or folder can't be written.
  case unwritable(file: String, reason: String)
  /// The numbers of a training have run away.
  case diverged(step: Int, reason: String, lastCheckpoint: String?)
  /// The parts of a training do not fit each other.
  case mismatch(String, String)
  /// There is nothing to measure or export yet.
  case noCheckpoint(folder: String)
  /// A folder of networks would take the place of something else.
  case wouldReplace(folder: String, reason: String)
  /// The latents' basis has not been fitted yet.
  case noBasis(file: String)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .otherArchitecture(let checkpoint, let reason):
      "\(checkpoint): a checkpoint of another architecture: \(reason)"
    case .notACheckpoint(let file, let reason):
      "\(file): not a checkpoint of a training: \(reason)"
    case .otherKind(let checkpoint, let found, let expected):
      "\(checkpoint): a checkpoint of the training '\(found)', expected '\(expected)'"
    case .busy(let folder): "\(folder): another program trains in this folder"
    case .unwritable(let file, let reason): "\(file): can't be written: \(reason)"
    case .diverged(let step, let reason, let checkpoint):
      "step \(step): \(reason); "
        + (checkpoint.map { "the last good state is \($0)" } ?? "no checkpoint was written yet")
    case .mismatch(let left, let right): "\(left), but \(right)"
    case .noCheckpoint(let folder): "\(folder): no checkpoint of a training yet"
    case .wouldReplace(let folder, let reason):
      "\(folder): expected a new or empty folder, or an older export, but \(reason)"
    case .noBasis(let file):
      "\(file): no basis of latents; 'maquette train vae' fits and writes one"
    }
  }
}
