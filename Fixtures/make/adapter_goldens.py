"""Makes Fixtures/parity/gligen-tiny/, gligen-pictures/, blob-tiny/ and blob-walks/ and
Fixtures/checkpoints/blob-tiny/: what adapters compute.

    python Fixtures/make/adapter_goldens.py

GLIGEN is diffusers' own, on checkpoints/gligen-tiny (tiny_checkpoints.py makes it). No code of BlobGEN
is public: `BlobAttention` and `BlobNet` below are the twin of ours, written from the paper, put into
diffusers' denoiser of checkpoints/sd1-tiny. See requirements.txt for versions, SCHEMA.md for the tensors.
"""

import json
import math
import sys
import warnings
from pathlib import Path

import torch
from diffusers import (
    DDIMScheduler, PNDMScheduler, StableDiffusionGLIGENPipeline, StableDiffusionPipeline,
    UNet2DConditionModel)
from diffusers.models.attention import Attention, BasicTransformerBlock, FeedForward
from diffusers.models.embeddings import GLIGENTextBoundingboxProjection
from safetensors.torch import load_file, save_file

import checkpoint_folder

FIXTURES = Path(__file__).resolve().parent.parent
BOXES = [[0.1, 0.2, 0.5, 0.8], [0.75, 0.6, 0.95, 0.8], [0.0, 0.0, 1.0, 1.0]]
PHRASES = ["a red apple", "a cat", "a small wooden house with a red roof"]
PLACES = 30


def put(name, cases, tensors):
    folder = FIXTURES / "parity" / name
    folder.mkdir(parents=True, exist_ok=True)
    save_file({key: value.detach().float().clone().contiguous() for key, value in tensors.items()},
              folder / "goldens.safetensors")
    (folder / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
    print(f"{folder}: {sum(file.stat().st_size for file in folder.iterdir()) / 1024:.0f} KiB")


def normal(generator, *shape):
    return torch.randn(shape, generator=generator)


def with_gradient(predict, sample, generator):
    """A prediction, a direction, and the sample's gradient of the prediction along it."""
    sample = sample.clone().requires_grad_()
    output = predict(sample)
    direction = normal(generator, *output.shape)
    gradient, = torch.autograd.grad((output * direction).sum(), sample)
    return {"sample": sample, "output": output, "direction": direction, "gradient": gradient}


def grounding(boxes, features, items):
    """diffusers' arguments for a batch, where some items are grounded and some are not."""
    count = len(boxes)
    inputs = {"boxes": torch.zeros(len(items), PLACES, 4),
              "positive_embeddings": torch.zeros(len(items), PLACES, features.shape[1]),
              "masks": torch.zeros(len(items), PLACES)}
    inputs["boxes"][:, :count] = torch.tensor(boxes)
    inputs["positive_embeddings"][:, :count] = features
    for index, is_grounded in enumerate(items):
        inputs["masks"][index, :count] = float(is_grounded)
    return inputs


def scaled(unet, scale):
    """Scales what the gated layers add, which diffusers has no argument for."""
    for name, value in unet.named_parameters():
        if name.endswith(("fuser.alpha_attn", "fuser.alpha_dense")):
            value.data = torch.atanh(scale * torch.tanh(value.data))


def gligen():
    generator = torch.Generator("cpu").manual_seed(30)
    source = FIXTURES / "checkpoints/gligen-tiny"
    pipeline = StableDiffusionGLIGENPipeline.from_pretrained(
        source, dtype=torch.float32, safety_checker=None, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = DDIMScheduler.from_config(
        json.loads((source / "scheduler/scheduler_config.json").read_text()))
    unet = pipeline.unet
    tensors, cases = {}, {"boxes": BOXES, "unet": []}
    features = normal(generator, len(BOXES), unet.config.cross_attention_dim)
    tensors["features"] = features
    tensors["tokens"] = unet.position_net(**grounding(BOXES, features, [False, True]))
    for index, (size, times, items, scale) in enumerate([
            ((8, 8), [999], None, 1), ((8, 8), [999], [True], 1),
            ((6, 10), [501, 20], [False, True], 1), ((9, 7), [250], [True], 0.4)]):
        text = normal(generator, len(times), 7, features.shape[1])
        denoiser = UNet2DConditionModel.from_pretrained(source / "unet")
        if scale != 1:
            scaled(denoiser, scale)

        def predict(sample):
            more = {} if items is None else {
                "cross_attention_kwargs": {"gligen": grounding(BOXES, features, items)}}
            return denoiser(sample, torch.tensor(times), text, **more).sample

        found = with_gradient(predict, normal(generator, len(times), 4, *size), generator)
        tensors |= {f"unet.{index}.{key}": value for key, value in (found | {"text": text}).items()}
        cases["unet"].append({"timesteps": times, "grounded": items, "scale": scale})

    cases["pipeline"] = []
    for index, (steps, beta, scale, scheduler, size, phrases, boxes) in enumerate([
            (10, 0.4, 7.5, DDIMScheduler, (8, 8), PHRASES[:2], BOXES[:2]),
            (20, 0.3, 7.5, DDIMScheduler, (8, 8), PHRASES, BOXES),
            (20, 0.3, 1, DDIMScheduler, (6, 10), PHRASES[1:], BOXES[1:]),
            (12, 0.55, 3, PNDMScheduler, (8, 8), PHRASES[2:] * 30, BOXES[2:] * 30)]):
        pipeline.scheduler = scheduler.from_config(
            json.loads((source / "scheduler/scheduler_config.json").read_text()))
        settings = {"prompt": "two red apples next to a cat", "negative": "a dog", "steps": steps,
                    "guidance_scale": scale, "beta": beta, "phrases": phrases, "boxes": boxes,
                    "scheduler": scheduler.__name__}
        latents = normal(generator, 1, 4, *size)
        final = pipeline(
            settings["prompt"], negative_prompt=settings["negative"], height=8 * size[0],
            width=8 * size[1], latents=latents, num_inference_steps=steps, guidance_scale=scale,
            gligen_phrases=phrases, gligen_boxes=boxes, gligen_scheduled_sampling_beta=beta,
            output_type="latent").images
        tensors |= {f"pipeline.{index}.latents": latents, f"pipeline.{index}.final": final}
        cases["pipeline"].append(settings)
    put("gligen-tiny", cases, tensors)


def by_rule(network):
    """The weights of the guidance goldens' rule, which takes no file: sin(0.37 i), i from 1."""
    for value in network.parameters():
        scale = 0.5 if value.dim() < 2 else 1 / math.sqrt(value.shape[-1])
        count = torch.arange(1, value.numel() + 1, dtype=torch.float64)
        value.data = (torch.sin(0.37 * count) * scale).float().reshape(value.shape)


def gligen_pictures():
    generator = torch.Generator("cpu").manual_seed(31)
    network = GLIGENTextBoundingboxProjection(6, 10, feature_type="text-image")
    by_rule(network)
    texts, pictures = normal(generator, 3, 6), normal(generator, 3, 6)
    has_text, has_picture = [1, 0, 1], [0, 1, 1]
    inputs = grounding(BOXES, texts, [True])
    images = torch.zeros(1, PLACES, 6)
    images[0, :3] = pictures

    def mask(flags):
        return torch.tensor([flags + [0] * (PLACES - len(flags))], dtype=torch.float32)

    tokens = network(inputs["boxes"], inputs["masks"], phrases_masks=mask(has_text),
                     image_masks=mask(has_picture), image_embeddings=images,
                     phrases_embeddings=inputs["positive_embeddings"])
    put("gligen-pictures", {"boxes": BOXES, "has_text": has_text, "has_picture": has_picture},
        {"texts": texts, "pictures": pictures, "tokens": tokens})


class BlobNet(torch.nn.Module):
    """MLP([e_s,l ; e_tau]) of BlobGEN's section 3.2."""

    def __init__(self, text, hidden, features, frequencies):
        super().__init__()
        self.frequencies = frequencies
        self.linears = torch.nn.Sequential(
            torch.nn.Linear(text + 12 * frequencies, hidden), torch.nn.SiLU(),
            torch.nn.Linear(hidden, hidden), torch.nn.SiLU(), torch.nn.Linear(hidden, features))

    def forward(self, parameters, descriptions):
        tokens = []
        for (cx, cy, major, minor, angle), words in zip(parameters, descriptions):
            place = torch.tensor([cx, cy, major, minor, math.sin(angle), math.cos(angle)])
            waves = []
            for index in range(self.frequencies):
                turned = place * 100 ** (index / self.frequencies)
                waves += [turned.sin(), turned.cos()]
            tokens.append(torch.cat([words, torch.cat(waves).expand(len(words), -1)], dim=1))
        return self.linears(torch.cat(tokens))[None]


class BlobAttention(torch.nn.Module):
    """Gated cross-attention of each pixel to the tokens of the blobs it lies in, pixel by pixel."""

    def __init__(self, block, text):
        super().__init__()
        width, heads = block.attn1.to_q.in_features, block.attn1.heads
        self.attn = Attention(width, text, heads=heads, dim_head=width // heads)
        self.ff = FeedForward(width, activation_fn="geglu")
        self.norm1 = torch.nn.LayerNorm(width)
        self.norm2 = torch.nn.LayerNorm(width)
        self.alpha_attn = torch.nn.Parameter(torch.tensor(0.0))
        self.alpha_dense = torch.nn.Parameter(torch.tensor(0.0))

    def forward(self, x, tokens, counts, masks, grounded):
        owners = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
        items = []
        for item, is_grounded in zip(x, grounded):
            pixels = []
            for index, pixel in enumerate(item):
                seen = masks[:, index][owners] > 0
                pixel = pixel[None, None]
                if is_grounded and seen.any():
                    attended = self.attn(self.norm1(pixel), tokens[:, seen])
                    pixel = pixel + self.alpha_attn.tanh() * attended
                    pixel = pixel + self.alpha_dense.tanh() * self.ff(self.norm2(pixel))
                pixels.append(pixel[0, 0])
            items.append(torch.stack(pixels))
        return torch.stack(items)


def with_blobs(block, told):
    """A transformer block's computation with the blob attention behind its cross-attention."""

    def forward(x, encoder_hidden_states=None, **_):
        x = x + block.attn1(block.norm1(x))
        x = x + block.attn2(block.norm2(x), encoder_hidden_states=encoder_hidden_states)
        x = block.blob_fuser(x, told["tokens"], told["counts"], told["masks"][x.shape[1]],
                             told["grounded"])
        return x + block.ff(block.norm3(x))

    return forward


def ellipse_mask(parameters, size):
    """1 at the pixels whose centre lies in the ellipse; lengths are shares of the longer side."""
    rows, columns = size
    cx, cy, major, minor, angle = parameters
    side = max(size)
    y, x = torch.meshgrid(torch.arange(rows) + 0.5, torch.arange(columns) + 0.5, indexing="ij")
    x, y = x - cx * columns, y - cy * rows
    along = (x * math.cos(angle) + y * math.sin(angle)) / (major * side)
    across = (y * math.cos(angle) - x * math.sin(angle)) / (minor * side)
    return (along ** 2 + across ** 2 <= 1).float().reshape(-1)


def blob():
    generator = torch.Generator("cpu").manual_seed(32)
    unet = UNet2DConditionModel.from_pretrained(FIXTURES / "checkpoints/sd1-tiny/unet")
    config = {"blob_attention_type": "gated", "blob_hidden_features": 24,
              "blob_fourier_frequencies": 6}
    text = unet.config.cross_attention_dim
    unet.blob_net = BlobNet(text, 24, text, 6)
    blocks = [module for module in unet.modules() if isinstance(module, BasicTransformerBlock)]
    told = {}
    for block in blocks:
        block.blob_fuser = BlobAttention(block, text)
        block.forward = with_blobs(block, told)
    drawn = {name: value for name, value in unet.named_parameters() if "blob_" in name}
    checkpoint_folder.draw(drawn, generator, 1)
    folder = FIXTURES / "checkpoints/blob-tiny"
    checkpoint_folder.put_json(folder / "config.json", config)
    checkpoint_folder.put_weights(
        folder / "diffusion_pytorch_model.safetensors", drawn, torch.float32)

    blobs = [[0.3, 0.4, 0.35, 0.2, 0.5], [0.6, 0.5, 0.25, 0.24, 2.8], [0.85, 0.9, 0.3, 0.05, 1.2]]
    counts = [4, 2, 5]
    descriptions = [normal(generator, count, text) for count in counts]
    tensors = {f"description.{index}": value for index, value in enumerate(descriptions)}
    tensors["tokens"] = unet.blob_net(blobs, descriptions)
    cases = {"blobs": blobs, "unet": []}
    for index, (size, times, grounded) in enumerate([
            ((8, 8), [700], [True]), ((12, 10), [300, 40], [False, True])]):
        rows, columns = size
        sizes = [size, (math.ceil(rows / 2), math.ceil(columns / 2)),
                 (math.ceil(rows / 4), math.ceil(columns / 4))]
        told |= {"tokens": tensors["tokens"], "counts": counts, "grounded": grounded, "masks": {
            rows * columns: torch.stack([ellipse_mask(blob, (rows, columns)) for blob in blobs])
            for rows, columns in sizes}}
        words = normal(generator, len(times), 7, text)

        def predict(sample):
            return unet(sample, torch.tensor(times), words).sample

        found = with_gradient(predict, normal(generator, len(times), 4, *size), generator)
        tensors |= {f"unet.{index}.{key}": value for key, value in (found | {"text": words}).items()}
        for rows, columns in sizes:
            tensors[f"unet.{index}.mask.{rows}x{columns}"] = told["masks"][rows * columns]
        cases["unet"].append({"timesteps": times, "grounded": grounded, "sizes": sizes})
    put("blob-tiny", cases, tensors)


def coverage(inside, canvas, size):
    """The share of each cell that a shape covers, by 64 x 64 points a cell."""
    rows, columns = size
    fine = 64
    y, x = torch.meshgrid((torch.arange(rows * fine, dtype=torch.float64) + 0.5) / (rows * fine),
                          (torch.arange(columns * fine, dtype=torch.float64) + 0.5)
                          / (columns * fine), indexing="ij")
    points = inside(x * canvas[0], y * canvas[1]).double()
    return points.reshape(rows, fine, columns, fine).mean(dim=(1, 3)).reshape(-1)


def drawn_mask(ellipse, rim, canvas, size):
    """1 in cells that are covered by half or more, or in the one covered most where none is.

    The shapes here leave no doubt which cells those are.
    """
    cx, cy, major, minor, degrees = ellipse
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    half = (math.hypot(major * cosine, minor * sine), math.hypot(major * sine, minor * cosine))

    def inside(x, y):
        x, y = x - cx, y - cy
        if rim == "box":
            return (x.abs() <= half[0]) & (y.abs() <= half[1])
        return (((x * cosine + y * sine) / major) ** 2
                + ((y * cosine - x * sine) / minor) ** 2 <= 1)

    shares = coverage(inside, canvas, size)
    assert (shares - 0.5).abs().min() > 5e-3, (ellipse, rim, size)
    if shares.max() < 0.5:
        first, second = shares.topk(2).values
        assert first - second > 5e-3, (ellipse, rim, size)
        return (shares == first).float()
    return (shares >= 0.5).float()


def blob_walks():
    """Whole pictures' latents: a layout of ellipses in, StableDiffusionPipeline's loop around."""
    generator = torch.Generator("cpu").manual_seed(33)
    source = FIXTURES / "checkpoints/sd1-tiny"
    pipeline = StableDiffusionPipeline.from_pretrained(
        source, dtype=torch.float32, safety_checker=None, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = DDIMScheduler.from_config(
        json.loads((source / "scheduler/scheduler_config.json").read_text()))
    unet, words = pipeline.unet, pipeline.unet.config.cross_attention_dim
    unet.blob_net = BlobNet(words, 24, words, 6)
    told = {}
    for block in [module for module in unet.modules() if isinstance(module, BasicTransformerBlock)]:
        block.blob_fuser = BlobAttention(block, words)
        block.forward = with_blobs(block, told)
    adapter = load_file(FIXTURES / "checkpoints/blob-tiny/diffusion_pytorch_model.safetensors")
    assert not unet.load_state_dict(adapter, strict=False).unexpected_keys

    def describe(text):
        identifiers = pipeline.tokenizer(text).input_ids
        return pipeline.text_encoder(torch.tensor([identifiers])).last_hidden_state[0]

    canvas, size = (80, 64), (8, 10)
    names = ["a red apple", "a cat, the cat sleeps"]
    ellipses = [[24, 30, 17.5, 9.3, 30], [54.4, 38.2, 22.1, 14.8, 117]]
    side = max(canvas)
    parameters = [[cx / canvas[0], cy / canvas[1], major / side, minor / side, math.radians(angle)]
                  for cx, cy, major, minor, angle in ellipses]
    descriptions = [describe(name).detach() for name in names]
    sizes = [(math.ceil(size[0] / factor), math.ceil(size[1] / factor)) for factor in (1, 2, 4)]
    tensors, cases = {}, []
    for index, (rim, scale, steps) in enumerate([("ellipse", 5, 20), ("box", 5, 20),
                                                 ("ellipse", 1, 8)]):
        latents = normal(generator, 1, 4, *size)
        told |= {"tokens": unet.blob_net(parameters, descriptions),
                 "counts": [len(text) for text in descriptions],
                 "grounded": [False, True] if scale > 1 else [True],
                 "masks": {rows * columns: torch.stack(
                     [drawn_mask(ellipse, rim, canvas, (rows, columns)) for ellipse in ellipses])
                     for rows, columns in sizes}}
        final = pipeline(
            "a red apple and a cat", negative_prompt="a dog", height=8 * size[0],
            width=8 * size[1], latents=latents, num_inference_steps=steps, guidance_scale=scale,
            output_type="latent").images
        tensors |= {f"{index}.latents": latents, f"{index}.final": final}
        cases.append({"prompt": "a red apple and a cat", "negative": "a dog", "steps": steps,
                      "guidance_scale": scale, "mask": rim, "canvas": canvas,
                      "names": names, "ellipses": ellipses})
    put("blob-walks", {"pipeline": cases}, tensors)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for make in (gligen, gligen_pictures, blob, blob_walks):
        if not sys.argv[1:] or make.__name__ in sys.argv[1:]:
            make()
