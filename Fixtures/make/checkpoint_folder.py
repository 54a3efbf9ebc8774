"""Writes a diffusers folder with random weights from plain configuration dictionaries.

The dictionaries are written to disk as they are given (so old and sparse configurations stay old
and sparse), the networks are built from them by diffusers and transformers, and their weights are
drawn from a fixed seed: matrices scaled by fan-in, norms and biases away from their trivial values,
so that a mistake in any of them shows. See requirements.txt for versions.
"""

import json
import math
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

import tiny_tokenizer

PIPELINE = {
    "_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.42.1",
    "feature_extractor": [None, None], "requires_safety_checker": False,
    "safety_checker": [None, None], "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
}


def randomise(network, generator, output_gain):
    """Draws every parameter of `network`; `output_gain` scales its last convolution."""
    draw(dict(network.named_parameters()), generator, output_gain)


def draw(parameters, generator, output_gain):
    """Draws parameters in the order of their names."""
    for name, value in sorted(parameters.items()):
        noise = torch.randn(value.shape, generator=generator)
        if value.dim() == 0:  # the gates of adapters
            with torch.no_grad():
                value.copy_(0.7 + 0.3 * noise)
            continue
        if "embedding.weight" in name and value.dim() == 2 and "time" not in name:
            drawn = 0.6 * noise
        elif name.endswith("bias"):
            drawn = 0.15 * noise
        elif value.dim() == 1:
            drawn = 1 + 0.25 * noise
        else:
            sharp = any(part in name for part in ("to_q", "to_k", "q_proj", "k_proj"))
            gain = 1.6 if sharp else 1.0
            if name in ("conv_out.weight", "decoder.conv_out.weight"):
                gain = output_gain
            drawn = gain * noise / math.sqrt(value[0].numel())
        with torch.no_grad():
            value.copy_(drawn)


def old_autoencoder_names(weights):
    """The names that autoencoders carried before diffusers 0.18."""
    renames = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    renamed = {}
    for name, value in weights.items():
        if ".attentions." in name:
            for new, old in renames.items():
                name = name.replace(f".{new}.", f".{old}.")
        renamed[name] = value
    return renamed


def text_names(weights, positions, old):
    """Text-encoder names as older (prefixed, with position ids) or newer transformers write them."""
    bare = {name.removeprefix("text_model."): value for name, value in weights.items()}
    if not old:
        return bare
    prefixed = {f"text_model.{name}": value for name, value in bare.items()}
    prefixed["text_model.embeddings.position_ids"] = torch.arange(positions)[None]
    return prefixed


def put_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def put_weights(path, weights, dtype):
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {name: value.detach().to(dtype).contiguous() if value.is_floating_point() else value
              for name, value in weights.items()}
    save_file(stored, path, metadata={"format": "pt"})


def write(folder, *, text, unet, vae, scheduler, seed, dtype=torch.float32, old_names=False,
          pad_is_exclamation=False, output_gain=1.0, pipeline="StableDiffusionPipeline"):
    """Writes the whole folder; the vocabulary's size and special ids are filled into `text`."""
    folder = Path(folder)
    vocabulary = tiny_tokenizer.write(
        folder / "tokenizer", text["max_position_embeddings"], pad_is_exclamation)
    text = text | {"vocab_size": len(vocabulary)}
    if text.get("eos_token_id") != 2:  # 2: configurations older than transformers 4.31
        text = text | {"bos_token_id": len(vocabulary) - 2, "eos_token_id": len(vocabulary) - 1}
    generator = torch.Generator("cpu").manual_seed(seed)

    encoder = CLIPTextModel(CLIPTextConfig(**text))
    randomise(encoder, generator, 1)
    denoiser = UNet2DConditionModel.from_config(unet)
    randomise(denoiser, generator, output_gain)
    autoencoder = AutoencoderKL.from_config(vae)
    randomise(autoencoder, generator, 0.3)

    put_json(folder / "model_index.json",
             PIPELINE | {"_class_name": pipeline,
                         "scheduler": ["diffusers", scheduler["_class_name"]]})
    put_json(folder / "scheduler/scheduler_config.json", scheduler)
    put_json(folder / "text_encoder/config.json", text)
    put_json(folder / "unet/config.json", unet)
    put_json(folder / "vae/config.json", vae)
    positions = text["max_position_embeddings"]
    put_weights(folder / "text_encoder/model.safetensors",
                text_names(encoder.state_dict(), positions, old_names), dtype)
    put_weights(folder / "unet/diffusion_pytorch_model.safetensors", denoiser.state_dict(), dtype)
    weights = autoencoder.state_dict()
    put_weights(folder / "vae/diffusion_pytorch_model.safetensors",
                old_autoencoder_names(weights) if old_names else weights, dtype)


# The names of `maquette render --scheduler`.
SCHEDULERS = {"ddim": "DDIMScheduler", "pndm": "PNDMScheduler", "euler": "EulerDiscreteScheduler",
              "euler-ancestral": "EulerAncestralDiscreteScheduler",
              "dpm-solver++": "DPMSolverMultistepScheduler", "lms": "LMSDiscreteScheduler",
              "unipc": "UniPCMultistepScheduler"}


def pipeline_class(folder):
    """StableDiffusionGLIGENPipeline where the folder names it, else StableDiffusionPipeline."""
    name = json.loads((Path(folder) / "model_index.json").read_text()).get("_class_name")
    gligen = "StableDiffusionGLIGENPipeline"
    return gligen if name == gligen else "StableDiffusionPipeline"


def load(folder, scheduler=None):
    """The folder as its pipeline, with GLIGEN's layers or without, in float32, without network.

    It samples with the scheduler of that name, or the one that the folder names, or DDIM in place of
    others. Opening a folder, the pipeline replaces `clip_sample` by false and `steps_offset` by 1;
    setting the scheduler afterwards makes the file count again.
    """
    import diffusers

    folder = Path(folder)
    pipeline = getattr(diffusers, pipeline_class(folder)).from_pretrained(
        folder, dtype=torch.float32, safety_checker=None, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    settings = json.loads((folder / "scheduler/scheduler_config.json").read_text())
    own = settings.get("_class_name", "DDIMScheduler")
    name = SCHEDULERS[scheduler] if scheduler else own if own in SCHEDULERS.values() else None
    name = name or "DDIMScheduler"
    is_silent = name == "DDIMScheduler" != own and "clip_sample" not in settings
    limits = {"clip_sample": False} if is_silent else {}
    pipeline.scheduler = getattr(diffusers, name).from_config(settings, **limits)
    return pipeline
