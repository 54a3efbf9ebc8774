"""Makes Fixtures/parity/training/: five steps of a training as PyTorch does them.

    python Fixtures/make/training_twin.py

Denoiser and text encoder of Fixtures/checkpoints/sd1-tiny (float32) are trained together from their
stored weights on stored latents, token ids, time steps and noise. `twin.safetensors` holds these inputs
for every step, each step's loss and length of all gradients, the gradients of each step for a few
tensors of every kind, and the length of every tensor's gradient; `cases.json` the settings. Two
settings: noise prediction plain, and velocities with zero terminal signal, errors counted more in some
places, min-SNR weights and clipping that cuts. See requirements.txt for versions.
"""

import json
from pathlib import Path

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextModel

FIXTURES = Path(__file__).resolve().parent.parent
SOURCE = FIXTURES / "checkpoints/sd1-tiny"
TARGET = FIXTURES / "parity/training"
STEPS, BATCH, SIDE = 5, 3, 8
KEPT = ["unet.conv_in.weight", "unet.down_blocks.1.resnets.0.conv1.weight",
        "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight",
        "unet.up_blocks.1.attentions.0.norm.weight", "unet.conv_out.weight",
        "text_encoder.text_model.embeddings.position_embedding.weight",
        "text_encoder.text_model.encoder.layers.0.self_attn.q_proj.weight",
        "text_encoder.text_model.final_layer_norm.bias"]
# Rates at which the first steps of Adam, which divide by the gradient itself, do not make rounding
# greater than what is compared.
CASES = {
    "plain": dict(prediction="epsilon", zero=False, snr=None, clip=None, rate=5e-5, decay=1e-2,
                  betas=[0.9, 0.999], objects=False),
    "weighted": dict(prediction="v_prediction", zero=True, snr=5.0, clip=0.05, rate=5e-5, decay=0.1,
                     betas=[0.9, 0.99], objects=True),
}


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for name, case in CASES.items():
        torch.manual_seed(7)
        unet = UNet2DConditionModel.from_pretrained(SOURCE / "unet").train()
        text = CLIPTextModel.from_pretrained(SOURCE / "text_encoder").train()
        named = [("unet." + key, value) for key, value in unet.named_parameters()]
        for key, value in text.named_parameters():
            key = key if key.startswith("text_model.") else "text_model." + key
            named.append(("text_encoder." + key, value))
        parameters = [value for _, value in named]
        scheduler = DDPMScheduler(
            num_train_timesteps=1000, beta_schedule="scaled_linear", beta_start=0.00085,
            beta_end=0.012, prediction_type=case["prediction"],
            rescale_betas_zero_snr=case["zero"])
        signal = scheduler.alphas_cumprod
        optimizer = torch.optim.AdamW(
            parameters, case["rate"], betas=case["betas"], weight_decay=case["decay"], eps=1e-8)
        for step in range(STEPS):
            latents = torch.randn(BATCH, 4, SIDE, SIDE)
            noise = torch.randn_like(latents)
            timesteps = torch.randint(0, 1000, (BATCH,))
            if case["zero"] and step == 0:
                timesteps[0] = 999
            tokens = torch.randint(2, text.config.vocab_size, (BATCH, 12))
            counts = torch.ones(BATCH, SIDE, SIDE)
            if case["objects"]:
                counts[:, 2:5, 1:6] = 5
            left = signal[timesteps].view(-1, 1, 1, 1)
            noisy = left.sqrt() * latents + (1 - left).sqrt() * noise
            wanted = noise
            ratio = left / (1 - left)
            factor = torch.ones_like(left)
            if case["prediction"] == "v_prediction":
                wanted = left.sqrt() * noise - (1 - left).sqrt() * latents
            if case["snr"]:
                divisor = ratio + 1 if case["prediction"] == "v_prediction" else ratio
                factor = ratio.clamp(max=case["snr"]) / divisor
            answer = unet(noisy, timesteps, text(tokens).last_hidden_state).sample
            weight = counts.unsqueeze(1).expand_as(answer)
            loss = ((answer - wanted) ** 2 * weight * factor).mean() / weight.mean()
            optimizer.zero_grad()
            loss.backward()
            for key, value in named:
                if value.grad is None:
                    value.grad = torch.zeros_like(value)
            lengths = torch.stack([value.grad.norm() for _, value in named])
            prefix = f"{name}.{step}"
            for key, value in named:
                if key in KEPT:
                    tensors[f"{prefix}.gradient.{key}"] = value.grad.clone()
            length = torch.nn.utils.clip_grad_norm_(parameters, case["clip"] or 1e30)
            optimizer.step()
            tensors |= {f"{prefix}.latents": latents, f"{prefix}.noise": noise,
                        f"{prefix}.timesteps": timesteps, f"{prefix}.tokens": tokens,
                        f"{prefix}.counts": counts, f"{prefix}.loss": loss.detach(),
                        f"{prefix}.length": length, f"{prefix}.lengths": lengths}
            print(name, step, loss.item(), length.item())
        for key, value in named:
            if key in KEPT:
                tensors[f"{name}.final.{key}"] = value.detach().clone()
    names = [key for key, _ in named]
    save_file({key: value.contiguous() for key, value in tensors.items()},
              TARGET / "twin.safetensors")
    (TARGET / "cases.json").write_text(
        json.dumps({"steps": STEPS, "kept": KEPT, "names": names, "cases": CASES}, indent=1) + "\n")


main()
