import TestSupport
import Testing

@testable import Tensors

/// Panels of the way back, made from those of the way forward where the weight's first form is gone.
@Suite struct TurnedPanelsTests {
  private static let sizes = [1, 2, 15, 16, 17, 33, 63, 64, 65, 130]

  private func weight(_ shape: Shape) -> Tensor {
    var source = PhiloxRandomSource(seed: 5)
    return source.normal(shape)
  }

  /// The same words as those packed from the weight itself.
  @Test(
    arguments: KernelLevel.allCases.filter(\.isSupported),
    [Precision.fp32, .bf16])
  func turnedPanelsAreThoseOfTheWeight(level: KernelLevel, precision: Precision) throws {
    guard let kernels = level.kernels else { return }
    for outputs in Self.sizes {
      for inputs in Self.sizes {
        for places in [1, 9] {
          let side = places == 9 ? 3 : 1
          let tensor = weight([outputs, side, side, inputs])
          let form = ElementForm(precision, kernels)
          let forward = Panels(
            places: places, inputs: inputs, columns: outputs, form: form, kernels)
          let backward = Panels(
            places: places, inputs: outputs, columns: inputs, form: form, kernels)
          for place in 0..<places {
            forward.pack(
              .init(
                tensor.storage.base + place * inputs, stride: places * inputs, transposed: true),
              place: place, kernels)
            backward.pack(
              .init(
                tensor.storage.base + (places - 1 - place) * inputs, stride: places * inputs),
              place: place, kernels)
          }
          let turned = forward.turned(kernels)
          #expect(
            words(turned) == words(backward), "\(outputs) outputs, \(inputs) inputs, \(places)")
        }
      }
    }
  }

  /// What rounding left is rounded once more, and stays below a unit of the sixteenth bit.
  @Test func splitPairsStayAsExactAsTheyAre() throws {
    guard let kernels = ProductKernels.current, kernels.hasTiles else { return }
    let tensor = weight([70, 3, 3, 37])
    let whole = PackedWeight(tensor, precision: .fp32x)
    let turned = whole.forward(kernels).turned(kernels).transposed()
    let expected = Panels(places: 9, inputs: 70, columns: 37, form: .splitPairs, kernels)
    for place in 0..<9 {
      expected.pack(
        .init(tensor.storage.base + (8 - place) * 37, stride: 9 * 37), place: place, kernels)
    }
    for (found, wanted) in zip(turned.values, expected.transposed().values) {
      #expect(abs(found - wanted) <= abs(wanted) * 0x1p-15)
    }
  }

  private func words(_ panels: Panels) -> [UInt32] {
    (0..<panels.storage.count).map { panels.storage.base[$0].bitPattern }
  }
}
