import Foundation
import Models
import Tensors

extension CheckpointFolder {
  /// How packed weights stand for the kernels of this process, a check-up for each precision that has
  /// any: all of them are read.
  var packedCheckups: [Checkup] {
    Precision.distinct.compactMap { precision in
      do {
        let files = try Network.allCases.compactMap {
          try checkPacked($0, precision: precision)
        }
        guard let folder = files.first?.deletingLastPathComponent() else { return nil }
        let names = files.map { $0.deletingPathExtension().lastPathComponent }
        return Checkup(
          name: "packed", state: .ok,
          detail: "\(folder.path): \(names.joined(separator: ", ")) for \(precision.rawValue)")
      } catch {
        return Checkup(
          name: "packed", state: .warning, detail: "\(error); 'maquette pack' writes it anew")
      }
    }
  }
}
