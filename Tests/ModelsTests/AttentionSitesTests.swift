import Models
import Networks
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite("Attention layers seen from outside")
struct AttentionSitesTests {
  /// Notes every layer that it is shown, and ends the run after some.
  private final class Witness: AttentionControl {
    let limit: Int
    let seen = Mutex<[(site: AttentionSite, shape: Shape)]>([])

    init(limit: Int = .max) { self.limit = limit }

    func reads(_ site: AttentionSite) -> Bool { true }

    func observe(_ maps: Tensor, at site: AttentionSite) {
      seen.withLock { $0.append((site, maps.shape)) }
    }

    var isSatisfied: Bool { seen.withLock { $0.count >= limit } }
  }

  @Test(arguments: ParityCase.all, [(16, 16), (24, 8), (10, 14), (9, 11)])
  func areThoseOfARun(parity: ParityCase, size: (Int, Int)) throws {
    let unet = try parity.checkpoint().unet()
    let configuration = unet.configuration
    let sample = Tensor(repeating: 0.1, [1, size.0, size.1, configuration.inputChannels])
    let text = Tensor(repeating: 0.2, [1, 5, configuration.contextFeatures[0]])
    let witness = Witness()
    let output = unet(sample, timesteps: [10], context: text, control: witness)
    let sites = configuration.attentionSites(height: size.0, width: size.1)
    let seen = witness.seen.withLock(\.self)
    #expect(!sites.isEmpty && seen.map(\.site) == sites)
    for (site, shape) in seen {
      #expect(shape[2] == site.height * site.width)
      #expect(shape[3] == (site.kind == .cross ? 5 : site.height * site.width))
    }
    // Looking must not change what is seen.
    let unseen = unet(sample, timesteps: [10], context: text)
    #expect(zip(output.values, unseen.values).allSatisfy { abs($0 - $1) <= 1e-4 })

    // The run ends with the layer after whose maps the control is satisfied.
    let brief = Witness(limit: 3)
    unet.attend(sample, timesteps: [10], context: text, control: brief)
    let count = brief.seen.withLock(\.count)
    #expect((3...4).contains(count))
  }

  /// The layers of adapters are sites where they run, and no others.
  @Test func includeThoseOfAdapters() throws {
    let folder = try CheckpointFolder(fixture("checkpoints/gligen-tiny"))
    let unet = try folder.unet(untrained: AdapterConfiguration(blobs: .init()))
    let (positionNet, blobNet) = (try #require(unet.positionNet), try #require(unet.blobNet))
    let sample = Tensor(repeating: 0.1, [1, 9, 6, 4])
    let text = Tensor(repeating: 0.2, [1, 5, 32])
    let sites = unet.configuration.attentionSites(height: 9, width: 6)
    var masks: [BlobTokens.Size: Tensor] = [:]
    for site in sites where site.kind == .blob {
      let size = BlobTokens.Size(height: site.height, width: site.width)
      masks[size] = Tensor(repeating: 1, [1, site.height * site.width])
    }
    let blob = Blob(
      centerX: 0.5, centerY: 0.5, major: 0.5, minor: 0.2, angle: 0,
      description: Tensor(repeating: 1, [3, 32]))
    let witness = Witness()
    _ = unet(
      sample, timesteps: [10], context: text,
      objects: GroundingTokens(objects: positionNet.nullTokens()),
      blobs: try blobNet([blob], masks: masks), control: witness)
    let seen = witness.seen.withLock(\.self)
    #expect(seen.map(\.site) == sites)
    #expect(Set(sites.map(\.kind)) == [.cross, .own, .gated, .blob])
    for (site, shape) in seen {
      let pixels = site.height * site.width
      let keys =
        switch site.kind {
        case .cross: 5
        case .own: pixels
        case .gated: pixels + 30
        case .blob: 3
        }
      #expect(shape[2] == pixels && shape[3] == keys, "\(site.path)")
    }
    // Without tokens the layers do not run.
    let plain = Witness()
    _ = unet(sample, timesteps: [10], context: text, control: plain)
    #expect(
      plain.seen.withLock { $0.map(\.site) } == sites.filter { [.cross, .own].contains($0.kind) })
  }
}
