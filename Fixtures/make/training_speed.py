"""Times steps of training a small model in PyTorch, for a comparison with `maquette bench train`.

    python Fixtures/make/training_speed.py [FOLDER] [--batch 32] [--threads 2] [--runs 5]

FOLDER is in the diffusers layout (Checkpoints/bootstrap unless given); the same work as ours: denoiser
and text encoder, forward, backward, clipping, AdamW. Once in float32, once under bfloat16 autocast. See
requirements.txt for versions.
"""

import argparse
import time
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from transformers import CLIPTextConfig, CLIPTextModel

parser = argparse.ArgumentParser()
parser.add_argument("folder", nargs="?",
                    default=str(Path(__file__).resolve().parents[2] / "Checkpoints/bootstrap"))
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--runs", type=int, default=5)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(0)

for name, precision in [("float32", False), ("bfloat16 autocast", True)]:
    unet = UNet2DConditionModel.from_config(
        UNet2DConditionModel.load_config(options.folder + "/unet"))
    # The older processor is the faster one on a CPU at these sizes.
    unet.set_attn_processor(AttnProcessor())
    unet = unet.to(memory_format=torch.channels_last)
    text = CLIPTextModel(CLIPTextConfig.from_pretrained(options.folder + "/text_encoder"))
    parameters = list(unet.parameters()) + list(text.parameters())
    optimizer = torch.optim.AdamW(parameters, 1e-4, fused=True)
    side, channels = unet.config.sample_size, unet.config.in_channels
    times = []
    for run in range(options.runs + 1):
        noisy = torch.randn(options.batch, channels, side, side).contiguous(
            memory_format=torch.channels_last)
        target = torch.randn_like(noisy)
        tokens = torch.randint(0, text.config.vocab_size,
                               (options.batch, text.config.max_position_embeddings))
        timesteps = torch.randint(0, 1000, (options.batch,))
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=precision):
            answer = unet(noisy, timesteps, text(tokens).last_hidden_state).sample.float()
        loss = ((answer - target) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        if run:
            times.append(time.perf_counter() - start)
    middle = sorted(times)[len(times) // 2]
    print(f"{name}: {sum(p.numel() for p in parameters) / 1e6:.2f} M parameters, "
          f"{middle * 1000:.1f} ms a step, {options.batch / middle:.1f} samples/s "
          f"on {options.threads} threads")
