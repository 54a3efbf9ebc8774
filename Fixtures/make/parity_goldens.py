"""Makes Fixtures/parity/NAME/: what diffusers and transformers compute with a checkpoint, in float32.

    python Fixtures/make/parity_goldens.py [NAME…]
    python Fixtures/make/parity_goldens.py --output FOLDER CHECKPOINT…

NAME is a folder of Fixtures/checkpoints, or `bootstrap` for Checkpoints/bootstrap. With --output, any
checkpoints, each into FOLDER under its own name, on sizes that suit most. SCHEMA.md describes
the tensors; `cases.json` beside them holds the prompts, token ids, time steps and settings.
Every figure is checked against the same computation in float64, and the difference is written to
`cases.json`: it says how much of a tolerance float32 itself needs. See requirements.txt for versions.
"""

import argparse
import copy
import json
from pathlib import Path

import diffusers
import numpy
import torch
import transformers
from safetensors.torch import save_file

import checkpoint_folder

FIXTURES = Path(__file__).resolve().parent.parent

PROMPTS = ["", "two red apples next to a cat", "A photo of a Penguin, in the snow!!",
           "zebra façade 雪 the's 2024",
           "a realistic photo of a scene with a cat and a dog and a tree and a house and a blue "
           "table and a green apple on the beach in the snow"]

# (rows, columns) of the latents: square, not square, and sizes whose halves are odd.
SIZES = {"sd1-tiny": [(8, 8), (12, 8), (10, 6)], "sd2-tiny": [(8, 8), (8, 16), (6, 10)],
         "odd-tiny": [(24, 16), (12, 20), (10, 14)], "bootstrap": [(16, 16), (12, 16)]}
PICTURES = {"sd1-tiny": [(32, 32), (24, 40)], "sd2-tiny": [(64, 64), (32, 48)],
            "odd-tiny": [(24, 32), (25, 22)], "bootstrap": [(64, 64)]}
OTHER_SIZES = [(8, 8), (12, 10), (11, 9)]
GUIDANCE = [7.5, 3.0]
STEPS = 10


def encode(pipeline, prompts):
    """Token ids, last hidden state and pooled state, as the pipeline asks for them."""
    tokens = pipeline.tokenizer(
        prompts, padding="max_length", max_length=pipeline.tokenizer.model_max_length,
        truncation=True, return_tensors="pt").input_ids
    output = pipeline.text_encoder(tokens)
    return tokens, output.last_hidden_state, output.pooler_output


def traced(denoiser, *arguments):
    """The denoiser's output and what its parts gave on the way."""
    trace, hooks = {}, []
    names = ["time_proj", "time_embedding", "conv_in", "mid_block"]
    names += [f"down_blocks.{index}" for index in range(len(denoiser.down_blocks))]
    names += [f"up_blocks.{index}" for index in range(len(denoiser.up_blocks))]
    for name in names:
        module = dict(denoiser.named_modules()).get(name)
        if module is None:  # mid_block_type null
            continue

        def keep(_module, _inputs, output, name=name):
            trace[name] = (output[0] if isinstance(output, tuple) else output).clone()

        hooks.append(module.register_forward_hook(keep))
    output = denoiser(*arguments).sample
    for hook in hooks:
        hook.remove()
    return output, trace


def sample(pipeline, latents, prompt, negative, guidance):
    """The pipeline's latents after all steps, and the picture before it is clamped."""
    side = 8 * pipeline.vae_scale_factor  # only checked by the pipeline; the latents decide
    final = pipeline(prompt, negative_prompt=negative, height=side, width=side, latents=latents,
                     num_inference_steps=STEPS, guidance_scale=guidance,
                     output_type="latent").images
    return final, pipeline.vae.decode(final / pipeline.vae.config.scaling_factor).sample


def compute(pipeline, sizes, pictures, traces, dtype):
    """All tensors and cases of one checkpoint, computed in `dtype` from the same float32 inputs."""
    generator = torch.Generator("cpu").manual_seed(20)

    def noise(*shape):
        return torch.randn(shape, generator=generator, dtype=torch.float32).to(dtype)

    tensors, cases = {}, {"text": [], "unet": [], "encode": [], "decode": [], "pipeline": []}
    tokens, states, pooled = encode(pipeline, PROMPTS)
    for index, prompt in enumerate(PROMPTS):
        cases["text"].append({"prompt": prompt, "ids": tokens[index].tolist()})
        tensors[f"text.{index}.last_hidden_state"] = states[index:index + 1]
        tensors[f"text.{index}.pooled"] = pooled[index:index + 1]

    channels = pipeline.unet.config.in_channels
    last = pipeline.scheduler.config.num_train_timesteps - 1
    runs = [(sizes[0], [last]), (sizes[-1], [1, last // 2]), (sizes[1], [last // 3])]
    for index, (size, times) in enumerate(runs):
        inputs = noise(len(times), channels, *size)
        text = states[1:1 + len(times)]
        output, trace = traced(pipeline.unet, inputs, torch.tensor(times), text)
        tensors[f"unet.{index}.sample"] = inputs
        tensors[f"unet.{index}.text"] = text
        tensors[f"unet.{index}.output"] = output
        if index == 1 and traces:
            tensors |= {f"unet.{index}.trace.{part}": value for part, value in trace.items()}
        cases["unet"].append({"timesteps": times})

    for index, size in enumerate(pictures):
        picture = (noise(1, 3, *size) / 2).clamp(-1, 1)
        distribution = pipeline.vae.encode(picture).latent_dist
        tensors[f"encode.{index}.picture"] = picture
        tensors[f"encode.{index}.mean"] = distribution.mean
        tensors[f"encode.{index}.logvar"] = distribution.logvar
        cases["encode"].append({})
    for index, size in enumerate(sizes[:2]):
        latents = noise(1, pipeline.vae.config.latent_channels, *size)
        tensors[f"decode.{index}.latents"] = latents
        tensors[f"decode.{index}.picture"] = pipeline.vae.decode(latents).sample
        cases["decode"].append({})

    settings = [(sizes[0], PROMPTS[1], "", GUIDANCE[0]),
                (sizes[-1], PROMPTS[2], "a dog", GUIDANCE[1])]
    for index, (size, prompt, negative, guidance) in enumerate(settings):
        latents = noise(1, channels, *size)
        final, picture = sample(pipeline, latents, prompt, negative, guidance)
        tensors[f"pipeline.{index}.latents"] = latents
        tensors[f"pipeline.{index}.final"] = final
        tensors[f"pipeline.{index}.picture"] = picture
        cases["pipeline"].append({
            "prompt": prompt, "negative": negative, "guidance_scale": guidance, "steps": STEPS,
            "negative_ids": encode(pipeline, [negative])[0][0].tolist(),
            "prompt_ids": encode(pipeline, [prompt])[0][0].tolist(),
            "timesteps": pipeline.scheduler.timesteps.tolist()})
    return tensors, cases


def differences(tensors, reference):
    """The greatest difference of each tensor from its twin, two digits."""
    return {key: float(f"{(value.double() - reference[key]).abs().max().item():.2g}")
            for key, value in tensors.items()}


@torch.no_grad()
def make(source, folder, sizes, pictures, traces=True):
    """Writes the goldens of the checkpoint in `source` into `folder`."""
    pipeline = checkpoint_folder.load(source)
    factor = pipeline.vae_scale_factor
    pictures = pictures or [(rows * factor, columns * factor) for rows, columns in sizes[:2]]
    tensors, cases = compute(pipeline, sizes, pictures, traces, torch.float32)
    exact = copy.deepcopy(pipeline)
    for network in (exact.unet, exact.vae, exact.text_encoder):
        network.to(torch.float64)
    reference, _ = compute(exact, sizes, pictures, traces, torch.float64)
    errors = differences(tensors, reference)
    spreads = {key: float(f"{value.std().item():.3g}") for key, value in tensors.items()}
    cases |= {"checkpoint": source.name, "float64_difference": errors, "spread": spreads,
              "versions": {"diffusers": diffusers.__version__, "torch": torch.__version__,
                           "transformers": transformers.__version__}}

    folder.mkdir(parents=True, exist_ok=True)
    save_file({key: value.clone().contiguous() for key, value in tensors.items()},
              folder / "goldens.safetensors")
    for index in range(len(cases["pipeline"])):
        for part in ("latents", "final"):
            numpy.save(folder / f"pipeline-{index}-{part}.npy",
                       tensors[f"pipeline.{index}.{part}"].numpy())
    (folder / "cases.json").write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")
    worst = max((key for key in errors if "pipeline" not in key), key=errors.get)
    print(f"{folder.name}: float32 against float64 at most {errors[worst]} ({worst}), final latents "
          + ", ".join(f"{errors[key]} of {spreads[key]}" for key in errors if "final" in key))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=list(SIZES))
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    for name in arguments.names:
        if arguments.output:
            source = Path(name)
            make(source, arguments.output / source.name, OTHER_SIZES, None)
        elif name == "bootstrap":
            source = FIXTURES.parent / "Checkpoints" / name
            make(source, FIXTURES / "parity" / name, SIZES[name], PICTURES[name], traces=False)
        else:
            source = FIXTURES / "checkpoints" / name
            make(source, FIXTURES / "parity" / name, SIZES[name], PICTURES[name])


if __name__ == "__main__":
    main()
