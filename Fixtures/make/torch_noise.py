"""Makes Fixtures/tensors/torch-noise.safetensors: what torch.randn and torch.rand draw.

Made with torch 2.13.0 on a processor with AVX-512 (AVX2 gives the same): python3 Fixtures/make/torch_noise.py
"normal SEED SIZE" and "uniform SEED SIZE" are single draws, large ones as their first and last 8
values with a hash of all bytes (FNV-1a, 64 bits) in the metadata; "consecutive KIND I" are draws one
after the other from seed 7. Torch's build without AVX2 draws other normal numbers.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

assert torch.backends.cpu.get_cpu_capability() in ("AVX2", "AVX512")


def generator(seed):
    return torch.Generator("cpu").manual_seed(seed)


def fnv1a(tensor):
    value = 0xCBF29CE484222325
    for byte in tensor.numpy().tobytes():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


tensors, hashes = {}, {}
for seed in (0, 7, 42, 2**31, 2**63 - 1, -3):
    for size in (1, 2, 3, 15, 16, 17, 31, 32, 33, 100):
        tensors[f"normal {seed} {size}"] = torch.randn(size, generator=generator(seed))
    tensors[f"uniform {seed} 40"] = torch.rand(40, generator=generator(seed))
    for size in (12 * 16 * 16, 4 * 64 * 64, 65537):
        draw = torch.randn(size, generator=generator(seed))
        tensors[f"normal {seed} {size}"] = torch.cat([draw[:8], draw[-8:]])
        hashes[f"normal {seed} {size}"] = fnv1a(draw)

one = generator(7)
draws = [("normal", 16), ("normal", 3), ("uniform", 5), ("normal", 100), ("normal", 1), ("normal", 4), ("normal", 700)]
for index, (kind, size) in enumerate(draws):
    tensors[f"consecutive {kind} {index}"] = (torch.randn if kind == "normal" else torch.rand)(size, generator=one)

target = Path(__file__).resolve().parent.parent / "tensors" / "torch-noise.safetensors"
save_file(tensors, target, metadata=hashes)
print(target, target.stat().st_size)
