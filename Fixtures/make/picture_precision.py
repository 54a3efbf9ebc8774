"""Measures how far whole pictures of each precision are from the same in double.

    python Fixtures/make/picture_precision.py [--maquette .build/release/maquette]
                                              [--precisions fp32 bf16] [--seeds 3] [--steps 25]

For each seed StableDiffusionPipeline takes all steps in float64 from drawn latents, and so does
`maquette render --method plain` at each precision. Prints the error of the final latents, relative
to their length, and that of the pictures in steps of 8 bits: the root mean square, the greatest, and
the share of values that differ by more than 2. Which kernels run is what MAQUETTE_KERNELS says;
`MAQUETTE_EMULATES_TILES=1 swift build -c release` makes a program that carries AMX's instructions out
where the processor does not. See requirements.txt for versions.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import torch
from PIL import Image

import checkpoint_folder

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=REPOSITORY / "Checkpoints/default")
    parser.add_argument("--maquette", type=Path, default=REPOSITORY / ".build/release/maquette")
    parser.add_argument("--precisions", nargs="+", default=["fp32", "bf16"])
    parser.add_argument("--prompt", default="a cat in a field")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--guidance-scale", type=float, default=4)
    return parser.parse_args()


@torch.no_grad()
def exact(pipeline, latents, options):
    """The final latents in double, and the values of the picture before they are rounded."""
    final = pipeline(options.prompt, latents=latents, num_inference_steps=options.steps,
                     guidance_scale=options.guidance_scale, output_type="latent").images
    decoded = pipeline.vae.decode(final / pipeline.vae.config.scaling_factor).sample
    picture = (decoded[0].permute(1, 2, 0) / 2 + 0.5).clamp(0, 1) * 255
    return final.numpy(), picture.numpy()


def rendered(precision, latents, options):
    """The same of the program; its picture is in whole steps."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        numpy.save(folder / "in.npy", latents.float().numpy())
        command = [options.maquette, "render", options.prompt, "--method", "plain",
                   "--model", options.model, "--steps", str(options.steps), "--seed", "0",
                   "--guidance-scale", str(options.guidance_scale), "--precision", precision,
                   "--latents", folder / "in.npy", "--save-latents", folder / "out.npy",
                   "-o", folder / "out.png"]
        outcome = subprocess.run(command, capture_output=True, text=True)
        if outcome.returncode != 0:
            sys.exit(f"{precision}: exit code {outcome.returncode}: {outcome.stderr.strip()[-400:]}")
        return (numpy.load(folder / "out.npy"),
                numpy.asarray(Image.open(folder / "out.png").convert("RGB")).astype(float))


def main():
    options = parse()
    pipeline = checkpoint_folder.load(options.model, None)
    for network in (pipeline.unet, pipeline.text_encoder, pipeline.vae):
        network.to(torch.float64)
    size = pipeline.unet.config.sample_size
    print("precision seed latents rms max share>2")
    for seed in range(options.seeds):
        generator = torch.Generator("cpu").manual_seed(seed)
        shape = (1, pipeline.unet.config.in_channels, size, size)
        latents = torch.randn(shape, generator=generator).double()
        final, picture = exact(pipeline, latents, options)
        for precision in options.precisions:
            found, pixels = rendered(precision, latents, options)
            distance = numpy.linalg.norm(found - final) / numpy.linalg.norm(final)
            off = numpy.abs(pixels - numpy.round(picture))
            print(f"{precision} {seed} {distance:.2g} {numpy.sqrt((off ** 2).mean()):.3f} "
                  f"{off.max():.0f} {(off > 2).mean():.4f}", flush=True)


if __name__ == "__main__":
    main()
