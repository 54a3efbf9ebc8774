"""Moves a denoiser and its text encoder into other latents and another vocabulary, to train on from there.

    maquette scenes -n 400 --size 128x128 --objects 1-3 --scale 1.2 --seed 77 -o out/scenes \\
        --thing cat --thing dog --thing apple --thing book --thing car --thing chair \\
        --thing penguin --thing elephant --thing tree --thing balloon --thing banana --thing laptop
    python Fixtures/make/starting_model.py Checkpoints/bootstrap Configurations/default/model \\
        --autoencoder DIR --basis DIR/basis.safetensors --scenes out/scenes -o out/start

The bootstrap model paints 64 x 64 pixels from latents of 4 x 4 patches, the default model 128 x 128 from
those of 8 x 8. Both are principal components without whitening, so that the former are, but for their
scale, a rotation of a part of the latter: the script finds it by least squares on scenes, takes the
nearest matrix with orthonormal rows (white noise stays white), and multiplies it into the denoiser's
first and last convolution. Words that both vocabularies have keep their vectors. What the autoencoder's
latents are multiplied by goes exactly into its two 1 x 1 convolutions. See requirements.txt for versions.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy
import torch
from diffusers import AutoencoderKL
from PIL import Image
from safetensors.torch import load_file, save_file


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="the model to start from")
    parser.add_argument("target", type=Path, help="configurations and tokenizer of the model to be")
    parser.add_argument("--autoencoder", type=Path, required=True, help="its trained autoencoder")
    parser.add_argument("--basis", type=Path, required=True, help="the basis of that autoencoder")
    parser.add_argument("--scenes", type=Path, required=True, help="what maquette scenes wrote")
    parser.add_argument("-o", "--output", type=Path, required=True)
    return parser.parse_args()


def weights(folder):
    [file] = folder.glob("*.safetensors")
    return {name: value.float() for name, value in load_file(file).items()}


def save(tensors, file):
    halves = {name: value.half().contiguous() for name, value in tensors.items()}
    save_file(halves, file, metadata={"format": "pt"})


def latents(scenes, basis, source):
    """The same cells as projections on the basis and as latents of the source, `[cells, channels]`."""
    files = sorted(scenes.glob("images/*.png"))
    pictures = numpy.stack([numpy.asarray(Image.open(file).convert("RGB")) for file in files])
    pictures = torch.from_numpy(pictures).float().permute(0, 3, 1, 2) / 127.5 - 1
    side = int((basis["components"].shape[1] // 3) ** 0.5)
    count, _, height, width = pictures.shape
    patches = pictures.reshape(count, 3, height // side, side, width // side, side)
    patches = patches.permute(0, 2, 4, 3, 5, 1).reshape(-1, side * side * 3)
    projections = (patches - basis["mean"]) @ basis["components"].T
    autoencoder = AutoencoderKL.from_pretrained(source / "vae").eval()
    halves = torch.nn.functional.avg_pool2d(pictures, 2)
    with torch.no_grad():
        found = autoencoder.encode(halves).latent_dist.mean
    return projections, found.permute(0, 2, 3, 1).reshape(-1, found.shape[1])


def rotation(projections, found):
    """Orthonormal rows that lead to the source's latents, the rest of the space, and the scale."""
    augmented = torch.cat([projections, torch.ones(len(projections), 1)], 1)
    solution = torch.linalg.lstsq(augmented, found).solution[:-1].T
    left, values, right = torch.linalg.svd(solution, full_matrices=True)
    channels = len(solution)
    print("singular values", " ".join(f"{value:.4f}" for value in values))
    # The last ones are details that half the resolution blurs.
    return left @ right[:channels], right[channels:], float(values[:8].mean())


def move_denoiser(unet, turned, rest):
    first, last = unet["conv_in.weight"], unet["conv_out.weight"]
    # Channels that are new begin almost unseen, and with no answer.
    unseen = torch.randn(first.shape[0], len(rest), 3, 3) * 0.02
    unet["conv_in.weight"] = torch.einsum("ochw,ck->okhw", first, turned) + torch.einsum(
        "ochw,ck->okhw", unseen, rest)
    unet["conv_out.weight"] = torch.einsum("cohw,ck->kohw", last, turned)
    unet["conv_out.bias"] = unet["conv_out.bias"] @ turned


def move_words(text, source, target, positions):
    old = json.loads((source / "tokenizer/vocab.json").read_text())
    new = json.loads((target / "tokenizer/vocab.json").read_text())
    vectors = text["embeddings.token_embedding.weight"]
    moved = torch.randn(len(new), vectors.shape[1]) * vectors.std()
    kept = [word for word in new if word in old]
    for word in kept:
        moved[new[word]] = vectors[old[word]]
    text["embeddings.token_embedding.weight"] = moved
    places = text["embeddings.position_embedding.weight"]
    more = places[-1:].repeat(positions - len(places), 1)
    text["embeddings.position_embedding.weight"] = torch.cat([places, more])
    print(f"{len(kept)} of {len(new)} pieces of words keep their vectors")


def move_autoencoder(vae, factors):
    channels = len(factors)
    vae["quant_conv.weight"][:channels] *= factors.view(-1, 1, 1, 1)
    vae["quant_conv.bias"][:channels] *= factors
    vae["quant_conv.bias"][channels:] += 2 * factors.log()
    vae["post_quant_conv.weight"] /= factors.view(1, -1, 1, 1)


def main():
    arguments = parse()
    torch.manual_seed(0)
    out = arguments.output
    shutil.copytree(arguments.target, out, dirs_exist_ok=True)
    basis = load_file(arguments.basis)
    turned, rest, scale = rotation(*latents(arguments.scenes, basis, arguments.source))
    unet = weights(arguments.source / "unet")
    move_denoiser(unet, turned, rest)
    save(unet, out / "unet/diffusion_pytorch_model.safetensors")
    text = {name.removeprefix("text_model."): value
            for name, value in weights(arguments.source / "text_encoder").items()}
    positions = json.loads((out / "text_encoder/config.json").read_text())["max_position_embeddings"]
    move_words(text, arguments.source, arguments.target, positions)
    save({"text_model." + name: value for name, value in text.items()},
         out / "text_encoder/model.safetensors")
    vae = weights(arguments.autoencoder)
    move_autoencoder(vae, scale / basis["scales"])
    save(vae, out / "vae/diffusion_pytorch_model.safetensors")
    basis["scales"] = torch.full_like(basis["scales"], scale)
    save_file(basis, out / "basis.safetensors",
              metadata={"format": "maquette/patch-basis/1", "side": "8"})
    print(f"latents are multiplied by {scale:.4f}")


if __name__ == "__main__":
    main()
