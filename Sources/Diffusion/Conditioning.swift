public import Layouts
public import Networks
public import Tensors

/// What the denoiser is told besides the noisy latents.
public struct Conditioning: Sendable {
  /// The text, `[1 or 2, tokens, features]`; of two, the first is what the picture is led away from.
  public let text: Tensor
  /// What the method does to the attention.
  public let control: (any AttentionControl)?
  /// What the layers of an adapter read, for as many items as there are texts.
  public let adapters: AdapterConditioning?
  /// What could not be kept, such as a prompt cut to the model's length.
  public let findings: [Finding]

  /// Creates a conditioning.
  public init(
    text: Tensor, control: (any AttentionControl)? = nil, adapters: AdapterConditioning? = nil,
    findings: [Finding] = []
  ) {
    self.text = text
    self.control = control
    self.adapters = adapters
    self.findings = findings
  }

  /// Returns the conditioning with the layers of an adapter reading things.
  func adding(
    _ adapters: AdapterConditioning? = nil, findings: [Finding]
  ) -> Conditioning {
    Conditioning(
      text: text, control: control, adapters: adapters ?? self.adapters,
      findings: self.findings + findings)
  }
}
