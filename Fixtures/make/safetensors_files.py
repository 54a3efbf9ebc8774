"""Makes Fixtures/tensors/kinds.safetensors: one tensor of every element type, as others write them.

Made with safetensors 0.8 and torch 2.13.0: python3 Fixtures/make/safetensors_files.py
Floating-point tensors have a twin "NAME.float" in F32 with the values that must be read.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

generator = torch.Generator("cpu").manual_seed(11)
values = torch.randn(3, 5, generator=generator) * torch.tensor([1e-6, 1e-3, 1.0, 300.0, 6e4])

tensors = {"scalar": torch.tensor(2.5), "empty": torch.zeros(2, 0, 3)}
for name, kind in {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}.items():
    tensors[name] = values.to(kind)
    tensors[name + ".float"] = values.to(kind).to(torch.float32).clone()
for name, kind in {
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8,
    "U64": torch.uint64, "U32": torch.uint32, "U16": torch.uint16, "U8": torch.uint8,
}.items():
    limits = torch.iinfo(kind)
    tensors[name] = torch.tensor([limits.min, 0, 1, min(limits.max, 2**63 - 1)], dtype=kind)
tensors["BOOL"] = torch.tensor([[True, False], [False, True]])
tensors["name with \"quotes\", \\ and \u00e9\U0001f433"] = torch.tensor([1.0])

target = Path(__file__).resolve().parent.parent / "tensors" / "kinds.safetensors"
save_file(tensors, target, metadata={"format": "pt", "note": "line\nbreak \"quoted\" \U0001f433"})
print(target, target.stat().st_size)
