import Tensors
import Testing

@testable import Experiments

@Suite struct KernelBenchTests {
  /// Odd sizes, where tiles, panels and pairs have rests.
  @Test func kernelsAreWhatTheirDefinitionsSay() {
    let cases: [KernelCase] =
      Precision.allCases.flatMap { precision -> [KernelCase] in
        [
          .product(rows: 7, inputs: 33, outputs: 19, precision),
          .weightGradient(rows: 37, inputs: 5, outputs: 18, precision),
        ]
      } + [
        .convolution(side: 13, channels: 32), .convolution(side: 9, channels: 5),
        .convolution(side: 9, channels: 6, stride: 2),
        .convolution(items: 3, side: 5, channels: 16, isLearnt: true),
        .attention(queries: 17, keys: 99, heads: 2, size: 5),
      ]
    for kernel in cases {
      let error = KernelBench.error(of: kernel)
      #expect(error <= kernel.tolerance, "\(kernel.name) \(kernel.sizes): \(error)")
      #expect(error > 0)
    }
  }

  /// What `maquette bench kernels` refuses to time.
  @Test func whatIsTimedIsWhatItsDefinitionSays() {
    for make in KernelBench.cases {
      let kernel = make()
      let error = KernelBench.error(of: kernel)
      #expect(error <= kernel.tolerance, "\(kernel.name) \(kernel.sizes): \(error)")
    }
  }

  @Test func whatIsWrongIsFound() {
    let right = KernelCase.product(rows: 4, inputs: 8, outputs: 16, .fp32)
    func broken(_ run: @escaping () -> Tensor) -> KernelCase {
      KernelCase(
        name: right.name, sizes: right.sizes, tolerance: right.tolerance, run: run,
        element: right.element)
    }
    #expect(KernelBench.error(of: broken { right.run() * 1.001 }) > right.tolerance)
    #expect(KernelBench.error(of: broken { right.run() * .nan }) == .infinity)
  }
}
