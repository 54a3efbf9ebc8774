public import Networks

extension UNet2DConditionConfiguration {
  /// Returns every attention layer of the denoiser in the order of running, for a size of latents.
  ///
  /// - Parameters:
  ///   - height: rows of the latents, in cells.
  ///   - width: columns of the latents, in cells.
  /// - Returns: two layers a transformer block, of which both look at the text where the block attends
  ///   only it, and one for each adapter.
  public func attentionSites(height: Int, width: Int) -> [AttentionSite] {
    let sizes = levelSizes(height: height, width: width)
    let count = blockChannels.count
    var sites: [AttentionSite] = []
    for level in 0..<count where downAttends[level] {
      for index in 0..<layers[level] {
        sites += transformer(
          "down_blocks.\(level).attentions.\(index)", level: level, size: sizes[level],
          attendsOnlyContext: onlyCrossAttention[level])
      }
    }
    if middle == .crossAttention {
      sites += transformer(
        "mid_block.attentions.0", level: count - 1, size: sizes[count - 1],
        attendsOnlyContext: false)
    }
    for position in 0..<count where upAttends[position] {
      let level = count - 1 - position
      for index in 0...layers[level] {
        sites += transformer(
          "up_blocks.\(position).attentions.\(index)", level: level, size: sizes[level],
          attendsOnlyContext: onlyCrossAttention[level])
      }
    }
    return sites
  }

  private func transformer(
    _ path: String, level: Int, size: (height: Int, width: Int), attendsOnlyContext: Bool
  ) -> [AttentionSite] {
    var layers = [("attn1", attendsOnlyContext ? AttentionSite.Kind.cross : .own)]
    if adapters.grounding != nil { layers.append(("fuser.attn", .gated)) }
    layers.append(("attn2", .cross))
    if adapters.blobs != nil { layers.append(("blob_fuser.attn", .blob)) }
    return (0..<transformerLayers[level]).flatMap { block in
      layers.map {
        AttentionSite(
          path: "\(path).transformer_blocks.\(block).\($0.0)", kind: $0.1, height: size.height,
          width: size.width)
      }
    }
  }

  /// The size of the feature maps at each level, finest first.
  private func levelSizes(height: Int, width: Int) -> [(height: Int, width: Int)] {
    var sizes = [(height, width)]
    for _ in 1..<max(1, blockChannels.count) {
      let (rows, columns) = sizes[sizes.count - 1]
      sizes.append((halved(rows), halved(columns)))
    }
    return sizes
  }

  /// The size after a convolution of three pixels and stride 2; see `Downsample`.
  private func halved(_ size: Int) -> Int {
    downsamplePadding == 0 ? size / 2 : (size + 2 * downsamplePadding - 3) / 2 + 1
  }
}
