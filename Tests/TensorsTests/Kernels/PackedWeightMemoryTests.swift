import Testing

@testable import Tensors

@Suite struct PackedWeightMemoryTests {
  /// Kept panels are the same for both, others are packed twice.
  private func keeps(_ weight: PackedWeight, _ kernels: ProductKernels) -> Bool {
    let (first, second) = (weight.backward(kernels), weight.backward(kernels))
    return withExtendedLifetime((first, second)) { first.storage.base == second.storage.base }
  }

  @Test func largeModelsDoNotTakeTheirMemoryTwice() throws {
    // BLAS packs nothing.
    guard let kernels = ProductKernels.current else { return }
    let side = 4096
    do {
      // 64 MiB each, of which 256 MiB are kept; other tests may keep some of their own.
      let weights = (0..<6).map { _ in PackedWeight(Tensor(repeating: 1, [side, side])) }
      #expect(weights.count { keeps($0, kernels) } <= 4)
      let panels = weights[5].backward(kernels)
      #expect(panels.inputs == side && panels.columns == side)
    }
    // What is given up makes room again.
    let small = PackedWeight(Tensor(repeating: 1, [64, 64]))
    #expect(keeps(small, kernels))
  }
}
