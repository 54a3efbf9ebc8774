import Foundation
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct SymmetricEigenTests {
  /// The second-difference matrix of n points has the eigenvalues 2 − 2 cos(kπ / (n + 1)).
  @Test(arguments: [1, 2, 5, 24])
  func aKnownMatrixHasItsKnownEigenvalues(size: Int) {
    var matrix = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      matrix[row * size + row] = 2
      if row > 0 {
        matrix[row * size + row - 1] = -1
        matrix[(row - 1) * size + row] = -1
      }
    }
    let eigen = SymmetricEigen(matrix, size: size)
    for (index, value) in eigen.values.enumerated() {
      let k = Double(size - index)
      #expect(abs(value - (2 - 2 * cos(k * Double.pi / Double(size + 1)))) < 1e-12)
      let vector = eigen.vectors[index]
      for row in 0..<size {
        let product = (0..<size).reduce(0.0) { $0 + matrix[row * size + $1] * vector[$1] }
        #expect(abs(product - value * vector[row]) < 1e-11)
      }
    }
  }
}

@Suite struct PatchBasisTests {
  private func pictures() throws -> [Tensor] {
    try (0..<12).map { try PictureBatch(UInt64($0)..<UInt64($0) + 1, of: ToySource()).pictures }
  }

  @Test func allComponentsGiveThePictureBack() throws {
    let pictures = try pictures()
    let basis = PatchBasis(fitting: pictures, side: 4, channels: 48, whitening: 0.5)
    // Components that no picture has are only rounding; what is shown must still come back.
    expectClose(basis.decode(basis.encode(pictures[3])), pictures[3], within: 2e-3)
  }

  @Test func channelsHaveTheVarianceAskedForOnTheWhole() throws {
    let pictures = try pictures()
    for (whitening, variance) in [(0, 1), (0.5, 1), (1, 1), (0.5, 0.25)] {
      let basis = PatchBasis(
        fitting: pictures, side: 4, channels: 6, whitening: whitening, variance: variance)
      let latents = Tensor.concatenated(pictures.map(basis.encode), axis: 0).reshaped([12 * 64, 6])
      let means = latents.mean(axis: 0).values
      let variances = latents.squared().mean(axis: 0).values
      #expect(means.allSatisfy { abs($0) < 1e-3 })
      #expect(abs(variances.reduce(0, +) / 6 - Float(variance)) < 1e-3)
      if whitening == 1 { #expect(variances.allSatisfy { abs($0 - 1) < 1e-2 }) }
      #expect(zip(variances, variances.dropFirst()).allSatisfy { $0 >= $1 - 1e-2 })
    }
  }

  @Test func aBasisIsReadAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let basis = PatchBasis(fitting: try pictures(), side: 4, channels: 5, whitening: 0.5)
    let file = folder.url.appending(path: "basis.safetensors")
    #expect(throws: TrainingError.noBasis(file: file.path)) { try PatchBasis(contentsOf: file) }
    try basis.write(to: file)
    let read = try PatchBasis(contentsOf: file)
    #expect(read.scales == basis.scales)
    #expect(read.components.values == basis.components.values)
    try SafetensorsFile.write(["mean": Tensor([1], [0])], to: file)
    #expect(throws: TrainingError.self) { try PatchBasis(contentsOf: file) }
  }
}
