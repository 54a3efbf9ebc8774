"""Compares the program with diffusers on any checkpoints in the diffusers folder layout.

    python Fixtures/make/compare_pipeline.py MODEL_FOLDER… [--maquette .build/release/maquette]
                                         [--scheduler euler]

Draws initial latents, lets StableDiffusionPipeline and `maquette render --method plain`
take the same steps with the same guidance, and prints the greatest difference of the final latents,
where the checkpoint is one of StableDiffusionGLIGENPipeline with `--method gligen` and drawn boxes,
absolute and relative to the greatest magnitude, and that of the pictures, in steps of 8 bits.
Beside it stands the difference that diffusers itself shows between float32 and float64: where that is large, the checkpoint amplifies rounding and
no program can agree more closely. Exits with 1 when a difference is above the tolerance and above
ten times that. See requirements.txt for versions.
"""

import argparse
import copy
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import torch
from PIL import Image

import checkpoint_folder

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def sizes(text):
    rows, _, columns = text.partition("x")
    return int(rows), int(columns)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--maquette", type=Path, default=REPOSITORY / ".build/debug/maquette")
    parser.add_argument("--latents", type=sizes, default=None, metavar="ROWSxCOLUMNS",
                        help="rows and columns of the latents; by default those of the checkpoint")
    parser.add_argument("--prompt", default="two red apples next to a cat")
    parser.add_argument("--negative", default="")
    parser.add_argument("--scheduler", choices=list(checkpoint_folder.SCHEDULERS))
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--guidance-scale", type=float, default=7.5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--beta", type=float, default=0.3, help="of GLIGEN's scheduled sampling")
    parser.add_argument("--tolerance", type=float, default=1e-3)
    return parser.parse_args()


def draw_in_single_precision():
    """Lets ancestral noise be the same numbers in float64, for which torch draws others."""
    from diffusers.schedulers import scheduling_euler_ancestral_discrete as ancestral

    draw = ancestral.randn_tensor
    ancestral.randn_tensor = lambda shape, dtype=None, **rest: draw(
        shape, dtype=torch.float32, **rest).to(dtype)


def objects(options):
    """Phrases and boxes, as shares of the picture."""
    choose = random.Random(options.seed)
    phrases = choose.sample(["a cat", "two red apples", "a dog", "a hat", "a big house"],
                            choose.randint(1, 4))
    return phrases, [[choose.uniform(0, 0.5), choose.uniform(0, 0.5), choose.uniform(0.5, 1),
                      choose.uniform(0.5, 1)] for _ in phrases]


def layout(options):
    """The same as a layout, of a canvas whose sides hold the shares exactly."""
    side = 1024
    boxes = [{"x": left * side, "y": top * side, "width": (right - left) * side,
              "height": (bottom - top) * side} for left, top, right, bottom in objects(options)[1]]
    return {"canvas": {"width": side, "height": side}, "caption": options.prompt,
            "objects": [{"name": name, "box": box}
                        for name, box in zip(objects(options)[0], boxes)]}


@torch.no_grad()
def reference(pipeline, latents, options):
    """The final latents of the pipeline; its height and width are not used beside `latents`."""
    side = 8 * pipeline.vae_scale_factor
    if "GLIGEN" in type(pipeline).__name__:
        phrases, boxes = objects(options)
        return pipeline(options.prompt, negative_prompt=options.negative, height=side, width=side,
                        latents=latents, num_inference_steps=options.steps,
                        generator=torch.Generator("cpu").manual_seed(options.seed),
                        guidance_scale=options.guidance_scale, gligen_phrases=phrases,
                        gligen_boxes=boxes, gligen_scheduled_sampling_beta=options.beta,
                        output_type="latent").images
    return pipeline(options.prompt, negative_prompt=options.negative, height=side, width=side,
                    latents=latents, num_inference_steps=options.steps,
                    generator=torch.Generator("cpu").manual_seed(options.seed),
                    guidance_scale=options.guidance_scale, output_type="latent").images


@torch.no_grad()
def picture(pipeline, latents):
    """The picture that the pipeline makes of final latents, rows of columns of three bytes."""
    decoded = pipeline.vae.decode(latents / pipeline.vae.config.scaling_factor).sample
    return numpy.asarray(pipeline.image_processor.postprocess(decoded, output_type="pil")[0])


def program(model, latents, options):
    """The final latents and the picture of the program, or None with its message printed."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        numpy.save(folder / "in.npy", latents.numpy())
        what = [options.prompt, "--method", "plain"]
        if "GLIGEN" in checkpoint_folder.pipeline_class(model):
            (folder / "layout.json").write_text(json.dumps(layout(options)))
            what = ["--layout", folder / "layout.json", "--method", "gligen",
                    "--set", f"beta={options.beta}"]
        command = [options.maquette, "render", *what, "--model", model,
                   "--negative", options.negative,
                   "--seed", str(options.seed),
                   "--steps", str(options.steps), "--guidance-scale", str(options.guidance_scale),
                   "--latents", folder / "in.npy", "--save-latents", folder / "out.npy",
                   "-o", folder / "out.png"]
        if options.scheduler:
            command += ["--scheduler", options.scheduler]
        outcome = subprocess.run(command, capture_output=True, text=True)
        if outcome.returncode != 0:
            print(f"{model}: exit code {outcome.returncode}: {outcome.stderr.strip()[-400:]}")
            return None
        pixels = numpy.asarray(Image.open(folder / "out.png").convert("RGB"))
        return torch.from_numpy(numpy.load(folder / "out.npy")), pixels


def compare(model, options):
    """Prints the comparison of one checkpoint and tells whether it holds."""
    pipeline = checkpoint_folder.load(model, options.scheduler)
    size = options.latents or pipeline.unet.config.sample_size or 64
    rows, columns = (size, size) if isinstance(size, int) else size
    generator = torch.Generator("cpu").manual_seed(options.seed)
    latents = torch.randn((1, pipeline.unet.config.in_channels, rows, columns), generator=generator)
    expected = reference(pipeline, latents, options)
    exact = copy.deepcopy(pipeline)
    for network in (exact.unet, exact.text_encoder):
        network.to(torch.float64)
    rounding = (reference(exact, latents.double(), options) - expected).abs().max().item()
    found = program(model, latents, options)
    if found is None:
        return False
    found, pixels = found
    if found.shape != expected.shape:
        print(f"{model}: latents {list(found.shape)}, expected {list(expected.shape)}")
        return False
    difference = (found - expected).abs().max().item()
    magnitude = expected.abs().max().item()
    seen = numpy.abs(pixels.astype(int) - picture(pipeline, expected)).max()
    # Both comparisons are false for NaN, too.
    holds = difference <= max(options.tolerance, 10 * rounding) and seen <= 2
    print(f"{model}: {'agrees' if holds else 'DIFFERS'}, absolute {difference:.2g}, relative "
          f"{difference / magnitude:.2g}, pixels {seen} of 255; diffusers' own float32 against "
          f"float64: {rounding:.2g}")
    return holds


def main():
    options = parse()
    draw_in_single_precision()
    if not options.maquette.is_file():
        sys.exit(f"{options.maquette}: no such program; build it, or name another with --maquette")
    for model in options.models:
        if not (model / "model_index.json").is_file():
            sys.exit(f"{model}: not a checkpoint: model_index.json is missing")
    failures = [model for model in options.models if not compare(model, options)]
    print(f"{len(options.models) - len(failures)} of {len(options.models)} agree")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
