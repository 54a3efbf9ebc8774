"""Makes Fixtures/parity/NAME/energies.*: gradients of energies with respect to a denoiser's latents.

    python Fixtures/make/energy_unet_goldens.py

The energies are those of energy_goldens.py, the denoisers diffusers' with an attention processor that
keeps its maps, both in float64. `energies.json` names the settings and the layers read.
See requirements.txt for versions.
"""

import json

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import save_file

import energy_goldens
from energy_goldens import PHRASES, Scene
from parity_goldens import FIXTURES

SIZES = {"sd1-tiny": (16, 12), "sd2-tiny": (16, 16), "odd-tiny": (24, 16)}
TOKENS, END, CANVAS = 11, 9, [700, 480]
FIRST_UP = ["mid_block.attentions.0"] + [f"up_blocks.1.attentions.{index}" for index in range(3)]

CASES = [("lmd", "rich", {}), ("lmd", "plain", {"raster": "opacity"}),
         ("boxdiff", "rich", {}), ("boxdiff", "plain", {"stop_at_end": True}),
         ("layout-guidance", "rich", {}), ("attend-excite", "rich", {"tokens": "phrase"}),
         ("attention-refocusing", "rich", {"step": 3, "terms": ["car", "sar"]})]


class Keep:
    """Attention as it is defined, whose maps stay."""

    def __init__(self, name, maps):
        self.name, self.maps = name, maps

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None,
                 *_, **__):
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query, key, value = (attn.head_to_batch_dim(part) for part in (
            attn.to_q(hidden_states), attn.to_k(context), attn.to_v(context)))
        maps = (query @ key.transpose(1, 2) * attn.scale).softmax(dim=-1)
        self.maps[self.name] = (maps, encoder_hidden_states is not None)
        return attn.to_out[0](attn.batch_to_head_dim(maps @ value))


def nearest(sizes, cells):
    """The size whose square root of cells is nearest to a number, of equals the finer."""
    return min(sizes, key=lambda size: (abs((size[0] * size[1])**0.5 - cells), -size[0] * size[1]))


def feature_size(pixels, size):
    """The rows and columns of a level's maps, from their number."""
    sizes = [size]
    while sizes[-1][0] * sizes[-1][1] > pixels:
        rows, columns = sizes[-1]
        sizes.append((-(-rows // 2), -(-columns // 2)))
    if sizes[-1][0] * sizes[-1][1] != pixels:
        raise ValueError(f"{pixels} pixels at {size}")
    return sizes[-1]


def picked(energy, layers):
    """The layers that an energy reads by its default."""
    cross = [layer for layer in layers if layer["kind"] == "cross"]
    if energy in ("lmd", "layout-guidance"):
        chosen = [layer for layer in cross
                  if any(layer["name"].startswith(path + ".") for path in FIRST_UP)]
        if len({layer["name"].split(".transformer")[0] for layer in chosen}) == len(FIRST_UP):
            return chosen
        size = nearest([layer["size"] for layer in cross], 16)
        return [layer for layer in cross if layer["size"] == size]
    kinds = ["cross", "self"] if energy == "attention-refocusing" else ["cross"]
    size = nearest([layer["size"] for layer in cross], 16)
    return [layer for layer in layers if layer["kind"] in kinds and layer["size"] == size]


def make(name, size):
    generator = torch.Generator("cpu").manual_seed(47)
    denoiser = UNet2DConditionModel.from_pretrained(
        FIXTURES / "checkpoints" / name / "unet").double().eval().requires_grad_(False)
    latents = torch.randn(1, denoiser.config.in_channels, *size, generator=generator)
    text = torch.randn(1, TOKENS, denoiser.config.cross_attention_dim, generator=generator)
    plain = denoiser(latents.double(), 321, text.double()).sample
    maps = {}
    denoiser.set_attn_processor(
        {path: Keep(path.removesuffix(".processor"), maps) for path in denoiser.attn_processors})
    tensors, cases = {"latents": latents, "text": text}, []
    for index, (energy, phrases, settings) in enumerate(CASES):
        inputs = latents.double().requires_grad_(True)
        maps.clear()
        output = denoiser(inputs, 321, text.double()).sample
        if (output - plain).abs().max() > 1e-9:
            raise ValueError(f"{name}: keeping the maps changes the output")
        layers = [{"name": path, "kind": "cross" if is_cross else "self",
                   "size": feature_size(weights.shape[1], size), "weights": weights}
                  for path, (weights, is_cross) in maps.items()]
        used = picked(energy, layers)
        loss = energy_goldens.ENERGIES[energy](
            Scene(CANVAS, PHRASES[phrases], used, END), **settings)["loss"]
        tensors[f"gradients.{index}"], = torch.autograd.grad(loss, [inputs])
        cases.append({"energy": energy, "phrases": phrases, "settings": settings,
                      "layers": [layer["name"] for layer in used], "loss": loss.item()})
    folder = FIXTURES / "parity" / name
    save_file({key: value.float().contiguous() for key, value in tensors.items()},
              folder / "energies.safetensors")
    (folder / "energies.safetensors").chmod(0o644)
    file = {"canvas": CANVAS, "end": END, "timestep": 321, "phrases": PHRASES, "cases": cases}
    (folder / "energies.json").write_text(json.dumps(file, indent=1) + "\n")


if __name__ == "__main__":
    for name, size in SIZES.items():
        make(name, size)
