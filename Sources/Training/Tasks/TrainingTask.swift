public import Drawing
public import Foundation
public import Networks
public import Tensors

/// What is learnt: networks, the batches they see, and the loss that is made small.
///
/// The trainer knows steps, optimizers and files; a task knows none of these.
public protocol TrainingTask: Sendable {
  /// What one step of the networks sees.
  associatedtype Batch: Sendable

  /// What the task is called in commands and checkpoints.
  static var name: String { get }

  /// What the result depends on beside the configuration that all tasks share.
  var particulars: TrainingParticulars { get }

  /// Returns the numbers that a training starts from.
  func initialParameters() throws -> Parameters

  /// Makes a batch; it must depend on the draw alone. Called on a thread of its own.
  func batch(_ draw: BatchDraw) throws -> Batch

  /// Returns the loss of a batch under parameters, tracked where they are.
  func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss

  /// Returns a sheet that shows what parameters can do, nil where there is nothing to show.
  func sheet(_ parameters: Parameters) throws -> Image?

  /// Measures parameters on pictures that are never trained on.
  ///
  /// - Parameters:
  ///   - parameters: what is measured.
  ///   - count: how many pictures.
  /// - Returns: the figures by name, in the order to show them.
  /// - Throws: what building networks or making data throws.
  func measure(_ parameters: Parameters, count: Int) throws -> [TrainingFigure]

  /// Writes the networks as a folder that other programs open.
  func export(_ parameters: Parameters, to folder: URL) throws
}

extension TrainingTask {
  /// Nothing.
  public var particulars: TrainingParticulars { TrainingParticulars() }
}

/// A number with its name.
public struct TrainingFigure: Sendable, Hashable {
  /// The name, such as `psnr`.
  public var name: String
  /// The number.
  public var value: Double

  /// Creates a figure.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// The loss of a batch, with figures to log beside it.
public struct TrainingLoss: Sendable {
  /// One number, tracked.
  public var value: Tensor
  /// What else is to be logged.
  public var figures: [TrainingFigure]

  /// Creates a loss.
  public init(_ value: Tensor, figures: [TrainingFigure] = []) {
    self.value = value
    self.figures = figures
  }
}
