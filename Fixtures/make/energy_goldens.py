"""Makes Fixtures/parity/energies/: losses of attention energies and their gradients, in torch.

    python Fixtures/make/energy_goldens.py [--check FOLDER]

The energies are written here from their papers' formulas, in float64, for any number of maps, regions and
tokens, for boxes and ellipses. They are our second witness: with --check they are held to the losses
and gradients that the methods' own repositories gave (`guidance_golden.json` in FOLDER).
`cases.json` names the settings, `goldens.safetensors` holds maps `[heads, pixels, keys]` and gradients.
See requirements.txt for versions.
"""

import argparse
import json
import math
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

OUTPUT = Path(__file__).resolve().parent.parent / "parity" / "energies"


# Regions: {"box": [x, y, width, height]} or {"ellipse": [cx, cy, major, minor, degrees]}, in pixels.


def bounds(region):
    """Left, top, right and bottom."""
    if "box" in region:
        x, y, width, height = region["box"]
        return x, y, x + width, y + height
    cx, cy, major, minor, degrees = region["ellipse"]
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    across, down = math.hypot(major * cosine, minor * sine), math.hypot(major * sine, minor * cosine)
    return cx - across, cy - down, cx + across, cy + down


def edges(region, canvas, size, rounding):
    """The first and the past-the-last column and row."""
    left, top, right, bottom = bounds(region)
    across, down = size[1] / canvas[0], size[0] / canvas[1]
    if rounding == "edgeAndSize":
        x, y = round(left * across), round(top * down)
        return x, y, x + round((right - left) * across), y + round((bottom - top) * down)
    step = math.trunc if rounding == "down" else round
    return step(left * across), step(top * down), step(right * across), step(bottom * down)


def frame(region, canvas, size, least=0.0):
    """The squared distance of each cell's middle from an ellipse's centre, in half-axes."""
    if "ellipse" in region:
        cx, cy, major, minor, degrees = region["ellipse"]
    else:
        x, y, width, height = region["box"]
        cx, cy, major, minor, degrees = x + width / 2, y + height / 2, width / 2, height / 2, 0.0
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    columns = (torch.arange(size[1], dtype=torch.float64) + 0.5) * canvas[0] / size[1] - cx
    rows = (torch.arange(size[0], dtype=torch.float64) + 0.5) * canvas[1] / size[0] - cy
    down, across = torch.meshgrid(rows, columns, indexing="ij")
    along = (across * cosine + down * sine) / max(major, least)
    beside = (down * cosine - across * sine) / max(minor, least)
    return along**2 + beside**2


def mask(region, canvas, size, raster):
    """`[rows, columns]`: whole cells by a rounding, or a blob's opacity."""
    if raster == "opacity":
        least = max(canvas[0] / size[1], canvas[1] / size[0]) / 2
        return 2 / (1 + torch.exp(frame(region, canvas, size, least)))
    if "ellipse" in region:
        return (frame(region, canvas, size) <= 1).double()
    left, top, right, bottom = edges(region, canvas, size, raster)
    result = torch.zeros(size, dtype=torch.float64)
    result[max(top, 0):max(bottom, 0), max(left, 0):max(right, 0)] = 1
    return result


def union(masks):
    return torch.stack(masks).amax(dim=0)


class Scene:
    """A canvas, phrases with tokens and regions, and the maps of some layers."""

    def __init__(self, canvas, phrases, maps, end):
        self.canvas, self.phrases, self.maps, self.end = canvas, phrases, maps, end

    def masks(self, phrase, size, raster):
        return [mask(region, self.canvas, size, raster) for region in phrase["regions"]]

    def of(self, kind):
        return [layer for layer in self.maps if layer["kind"] == kind]


def share(mask_sum, part):
    """How many elements a share of a mask is."""
    return int(numpy.float32(mask_sum) * numpy.float32(part))


def top(values, count):
    return values.flatten(-2).topk(count, dim=-1).values.mean(dim=-1)


# LLM-grounded Diffusion, arXiv 2305.13655, equations 2 and 3.


def lmd(scene, raster="edgeAndSize", share_inside=0.2, share_outside=0.2, weight_inside=1.0,
        weight_outside=4.0, transfer=None, transfer_weight=2.0, **_):
    layers, total = scene.of("cross"), 0.0
    for index, layer in enumerate(layers):
        size = layer["size"]
        for phrase in scene.phrases:
            masks = scene.masks(phrase, size, raster)
            inside = union(masks)
            for token in phrase["tokens"]:
                a = layer["weights"][:, :, token].reshape(-1, *size)
                loss = 0.0
                if inside.any():
                    count = max(1, share(inside.sum(), share_inside))
                    loss += weight_inside * (1 - top(a * inside, count)).sum()
                if (1 - inside).any():
                    count = max(1, share((1 - inside).sum(), share_outside))
                    loss += weight_outside * top(a * (1 - inside), count).sum()
                total = total + loss / len(phrase["tokens"])
            for position, region in enumerate(masks if transfer else []):
                reference = transfer[index][phrase["objects"][position]].reshape(-1, *size)
                a = layer["weights"][:, :, phrase["word"]].reshape(-1, *size)

                def scaled(map_):
                    inner = map_ * region
                    return inner / (inner.sum(dim=(1, 2), keepdim=True) + 1e-5)

                difference = (scaled(a) - scaled(reference)).abs().sum(dim=(1, 2)).mean()
                total = total + transfer_weight * difference / len(masks)
    return {"loss": total / (len(scene.phrases) * len(layers))}


# What Attend-and-Excite, BoxDiff and CAR look at.


def kernel(kind, sigma=0.5, size=3):
    """The taps of one direction; "wide" has the exponent −(x / 2σ)² of the published smoothing."""
    x = torch.arange(size, dtype=torch.float64) - (size - 1) / 2
    taps = torch.exp(-(x / (2 * sigma))**2 if kind == "wide" else -x**2 / (2 * sigma**2))
    return taps / taps.sum()


def contrast(scene, stop_at_end=False, smoothing="wide"):
    """`[keys - 2, rows, columns]`: the mean map's softmax over tokens, each token's map smoothed."""
    layers = scene.of("cross")
    size = layers[0]["size"]
    mean = torch.cat([layer["weights"] for layer in layers]).mean(dim=0)
    last = scene.end if stop_at_end else mean.shape[-1] - 1
    maps = (mean[:, 1:last] * 100).softmax(dim=-1).T.reshape(-1, 1, *size)
    if smoothing != "none":
        taps = kernel(smoothing)
        padded = torch.nn.functional.pad(maps, (1, 1, 1, 1), mode="reflect")
        maps = torch.nn.functional.conv2d(padded, torch.outer(taps, taps)[None, None])
    return maps[:, 0]


def chosen(phrase, tokens):
    return phrase["tokens"] if tokens == "phrase" else [phrase["word"]]


# BoxDiff, arXiv 2307.10816, equations 2 to 5.


def boxdiff(scene, raster="edges", part=0.2, corner=1, tokens="word", **options):
    maps = contrast(scene, options.get("stop_at_end", False), options.get("smoothing", "wide"))
    size = tuple(maps.shape[1:])
    total, inners = 0.0, []
    for phrase in scene.phrases:
        masks = scene.masks(phrase, size, raster)
        whole = union(masks)
        near = [torch.zeros(size[1]), torch.zeros(size[0])]
        for region in phrase["regions"]:
            rounding = "edges" if raster == "opacity" else raster
            left, upper, right, lower = edges(region, scene.canvas, size, rounding)
            for axis, edge in [(0, left), (0, right), (1, upper), (1, lower)]:
                near[axis][max(edge - corner, 0):max(edge + corner + 1, 0)] = 1
        picked = chosen(phrase, tokens)
        for token in picked:
            a = maps[token - 1]
            for inside in masks:
                inner = 1 - top(a * inside, max(1, share(inside.sum(), part)))
                inners.append(inner)
                total = total + inner / len(picked)
            outside = 1 - whole
            if outside.any():
                count = max(1, share(outside.sum(), part))
                total = total + top(a * outside, count) / len(picked)
            for axis in (0, 1):
                difference = (a.amax(dim=axis) - whole.amax(dim=axis)).abs()
                total = total + (difference * near[axis]).mean() / len(picked)
    return {"loss": total, "refinement": max(inners)}


# Attend-and-Excite, arXiv 2301.13826, equation 2.


def attend_excite(scene, tokens="word", **options):
    maps = contrast(scene, options.get("stop_at_end", False), options.get("smoothing", "wide"))
    losses = [1 - maps[token - 1].max() for phrase in scene.phrases
              for token in chosen(phrase, tokens)]
    return {"loss": max(losses)}


# Training-free layout control with cross-attention guidance, arXiv 2304.03373, equation 2.


def layout_guidance(scene, raster="down", **_):
    layers, total = scene.of("cross"), 0.0
    for layer in layers:
        for phrase in scene.phrases:
            inside = union(scene.masks(phrase, layer["size"], raster)).flatten()
            for token in phrase["tokens"]:
                a = layer["weights"][:, :, token]
                part = (a * inside).sum(dim=1) / a.sum(dim=1)
                total = total + ((1 - part)**2).mean() / len(phrase["tokens"])
    return {"loss": total / (len(scene.phrases) * len(layers))}


# Attention refocusing, arXiv 2306.05427, equations 4 to 7, with the steps of its `loss.py`.


def refocusing(scene, step, raster="down", terms=("car", "sar", "ground"), **options):
    result, total, objects = {}, 0.0, len(scene.phrases)
    if "car" in terms:
        maps = contrast(scene, smoothing=options.get("smoothing", "wide"))
        masks = [scene.masks(phrase, tuple(maps.shape[1:]), raster) for phrase in scene.phrases]
        least, largest = 1.0, 0.0
        for index, phrase in enumerate(scene.phrases):
            own = union(masks[index])
            for token in phrase["tokens"]:
                a = maps[token - 1]
                for inside in masks[index]:
                    m = (a * inside).max()
                    least = min(least, m.item())
                    weight = 6 if m < 0.1 else 1 if m < 0.2 or step < 15 else 0
                    total = total + weight * (1 - m) / objects
                rest = a * (1 - own)
                free = rest
                for other in range(objects):
                    for region in masks[other] if other != index else []:
                        m = (rest * region).max()
                        largest = max(largest, m.item())
                        weight = 4 if m > 0.15 else 1 if m > 0.1 or step < 15 else 0
                        total = total + weight * m / objects
                        free = free * (1 - region)
                total = total + len(masks[index]) * free.max() / 2 / objects
        result = {"least_inside": least, "largest_outside": largest}
    if "sar" in terms:
        layers = scene.of("self")
        for layer in layers:
            for phrase in scene.phrases:
                for inside in scene.masks(phrase, layer["size"], raster):
                    inside = inside.flatten()
                    seen = (layer["weights"] * inside[:, None]).sum(dim=1) / inside.sum()
                    outside = (seen * (1 - inside)).sum(dim=1).mean()
                    total = total + outside / objects / len(layers)
    if "ground" in terms and step < 15:
        layers = scene.of("gated")
        mean = torch.stack([layer["weights"] for layer in layers]).mean(dim=0)
        pixels = mean.shape[1]
        for phrase in scene.phrases:
            foreign = torch.ones(mean.shape[2] - pixels)
            foreign[phrase["objects"]] = 0
            for inside in scene.masks(phrase, layers[0]["size"], raster):
                inside = inside.flatten()
                seen = (mean * inside[:, None]).sum(dim=1) / inside.sum()
                total = total + 3 * (seen[:, pixels:] * foreign).amax(dim=1).mean() / objects
    return result | {"loss": total}


# TokenCompose, arXiv 2312.03626, equations 3 and 4.


def token_compose(maps, masks, words):
    """The token and the pixel loss of maps `[heads, rows, columns, keys]` of one size."""
    token_loss = 0.0
    for a in maps:
        for inside, tokens in zip(masks, words):
            for token in tokens:
                part = (a[..., token] * inside).sum(dim=(1, 2)) / a[..., token].sum(dim=(1, 2))
                token_loss = token_loss + (1 - part.mean())**2 / len(tokens) / len(words)
    mean, pixel_loss = torch.stack([a.mean(dim=0) for a in maps]).mean(dim=0), 0.0
    for inside, tokens in zip(masks, words):
        sum_ = mean[..., tokens].sum(dim=-1)
        pixel_loss = pixel_loss + torch.nn.functional.binary_cross_entropy(
            sum_, inside) / len(words)
    return {"token": token_loss, "pixel": pixel_loss}


# Cases


ENERGIES = {"lmd": lmd, "boxdiff": boxdiff, "layout-guidance": layout_guidance,
            "attention-refocusing": refocusing, "attend-excite": attend_excite}

PHRASES = {
    # One token and one box each, on cells' edges.
    "plain": [
        {"tokens": [2], "word": 2, "objects": [0], "regions": [{"box": [64, 64, 256, 192]}]},
        {"tokens": [5], "word": 5, "objects": [1], "regions": [{"box": [384, 128, 256, 320]}]}],
    # Several tokens, several boxes, ellipses, regions that cross borders and overlap.
    "rich": [
        {"tokens": [1, 2, 3], "word": 3, "objects": [0, 3],
         "regions": [{"box": [-40, 70, 250, 200]}, {"ellipse": [520, 180, 150, 90, 30]}]},
        {"tokens": [5], "word": 5, "objects": [1],
         "regions": [{"ellipse": [300, 330, 200, 120, 115]}]},
        {"tokens": [6, 7], "word": 7, "objects": [2], "regions": [{"box": [450, 300, 300, 200]}]}],
    # One region that covers all, beside one of a part.
    "whole": [
        {"tokens": [2, 3], "word": 3, "objects": [0], "regions": [{"box": [0, 0, 700, 480]}]},
        {"tokens": [5], "word": 5, "objects": [1], "regions": [{"box": [150, 90, 310, 250]}]}]}

CASES = [
    ("lmd", "plain", {}), ("lmd", "rich", {}), ("lmd", "whole", {}),
    ("lmd", "rich", {"raster": "opacity"}),
    ("lmd", "rich", {"share_inside": 0.5, "share_outside": 0.1, "weight_inside": 2.0,
                     "weight_outside": 0.5}),
    ("lmd", "rich", {"transfers": True}), ("lmd", "rich", {"transfers": True, "raster": "opacity"}),
    ("boxdiff", "plain", {}), ("boxdiff", "rich", {}), ("boxdiff", "whole", {}),
    ("boxdiff", "rich", {"tokens": "phrase", "smoothing": "gaussian"}),
    ("boxdiff", "rich", {"smoothing": "none", "stop_at_end": True, "part": 0.6, "corner": 2}),
    ("boxdiff", "rich", {"raster": "opacity"}),
    ("attend-excite", "plain", {}),
    ("attend-excite", "rich", {"tokens": "phrase", "stop_at_end": True}),
    ("attend-excite", "rich", {"smoothing": "gaussian"}),
    ("layout-guidance", "plain", {}), ("layout-guidance", "rich", {}),
    ("layout-guidance", "whole", {}), ("layout-guidance", "rich", {"raster": "opacity"}),
    ("attention-refocusing", "rich", {"step": 3}),
    ("attention-refocusing", "plain", {"step": 3, "terms": ["car"]}),
    ("attention-refocusing", "rich", {"step": 20, "terms": ["car"]}),
    ("attention-refocusing", "whole", {"step": 15, "terms": ["car"]}),
    ("attention-refocusing", "rich", {"step": 30, "terms": ["sar"]}),
    ("attention-refocusing", "rich", {"step": 14, "terms": ["ground"], "raster": "opacity"})]

CANVAS = [700, 480]
KEYS, END, SLOTS, OBJECTS = 10, 8, 5, 4
# Two layers of one size with different numbers of heads, and a smaller one.
LAYERS = [("cross.0", "cross", (6, 7), 2), ("cross.1", "cross", (6, 7), 3),
          ("cross.2", "cross", (5, 4), 2), ("self.0", "self", (6, 7), 2),
          ("self.1", "self", (6, 7), 1), ("gated.0", "gated", (6, 7), 2),
          ("gated.1", "gated", (6, 7), 2)]


def random_maps(generator, heads, pixels, keys, spread=1.5):
    return (spread * torch.randn([heads, pixels, keys], generator=generator)).softmax(dim=-1)


def main_maps(generator):
    layers = []
    for name, kind, size, heads in LAYERS:
        pixels = size[0] * size[1]
        keys = {"cross": KEYS, "self": pixels, "gated": pixels + SLOTS}[kind]
        layers.append({"name": name, "kind": kind, "size": size,
                       "weights": random_maps(generator, heads, pixels, keys)})
    return layers


def evaluate(energy, phrases, maps, settings, transfer):
    """The case's record and its gradients by layer."""
    # An energy that looks at one size sees the layers of the first.
    one_size = energy in ("boxdiff", "attend-excite", "attention-refocusing")
    used = [dict(layer) for layer in maps if layer["kind"] == "cross"
            and (not one_size or layer["size"] == maps[0]["size"])]
    if energy == "attention-refocusing":
        terms = settings.get("terms", ["car", "sar", "ground"])
        kinds = {"car": "cross", "sar": "self", "ground": "gated"}
        used = [dict(layer) for layer in maps if layer["size"] == maps[0]["size"]
                and layer["kind"] in [kinds[term] for term in terms]]
    for layer in used:
        layer["weights"] = layer["weights"].double().requires_grad_(True)
    options = {key: value for key, value in settings.items() if key != "transfers"}
    if settings.get("transfers"):
        options["transfer"] = transfer
    result = ENERGIES[energy](Scene(CANVAS, phrases, used, END), **options)
    record = {"layers": [layer["name"] for layer in used]}
    gradients = torch.autograd.grad(
        result["loss"], [layer["weights"] for layer in used], allow_unused=True)
    record |= {key: float(torch.as_tensor(value).detach()) for key, value in result.items()}
    return record, {layer["name"]: torch.zeros_like(layer["weights"]) if slope is None else slope
                    for layer, slope in zip(used, gradients)}


def make():
    generator = torch.Generator("cpu").manual_seed(31)
    maps = main_maps(generator)
    tensors = {f"maps.{layer['name']}": layer["weights"] for layer in maps}
    transfer = []
    for layer in maps[:3]:
        heads, pixels, _ = layer["weights"].shape
        references = [random_maps(generator, heads, pixels, KEYS)[..., 0].contiguous()
                      for _ in range(OBJECTS)]
        transfer.append(references)
        tensors |= {f"transfer.{layer['name']}.{index}": reference
                    for index, reference in enumerate(references)}
    cases = []
    for index, (energy, phrases, settings) in enumerate(CASES):
        record, gradients = evaluate(energy, PHRASES[phrases], maps, settings, transfer)
        cases.append({"energy": energy, "phrases": phrases, "settings": settings} | record)
        tensors |= {f"gradients.{index}.{name}": value.float()
                    for name, value in gradients.items()}

    grids = [layer["weights"].reshape(-1, *layer["size"], KEYS).double() for layer in maps[:2]]
    grids = [grid.detach().requires_grad_(True) for grid in grids]
    masks = [union([mask(region, CANVAS, (6, 7), "down") for region in phrase["regions"]])
             for phrase in PHRASES["rich"]]
    words = [phrase["tokens"] for phrase in PHRASES["rich"]]
    losses = token_compose(grids, masks, words)
    for name, loss in losses.items():
        slopes = torch.autograd.grad(loss, grids, retain_graph=True)
        tensors |= {f"token-compose.{name}.{index}": slope.float().reshape(slope.shape[0], 42, KEYS)
                    for index, slope in enumerate(slopes)}
    file = {
        "canvas": CANVAS, "end": END,
        "layers": [{"name": name, "kind": kind, "height": size[0], "width": size[1]}
                   for name, kind, size, _ in LAYERS],
        "phrases": PHRASES, "cases": cases,
        "token_compose": {key: float(value.detach()) for key, value in losses.items()}}
    OUTPUT.mkdir(parents=True, exist_ok=True)
    save_file({name: value.detach().contiguous() for name, value in tensors.items()},
              OUTPUT / "goldens.safetensors")
    (OUTPUT / "cases.json").write_text(json.dumps(file, indent=1) + "\n")


# The repositories' own figures


def expect(name, found, expected, tolerance):
    difference = float(numpy.abs(numpy.asarray(found) - numpy.asarray(expected)).max())
    print(f"{name}: {difference:.1e}", "" if difference <= tolerance else "  DIFFERS")


def check(folder):
    golden = json.loads((folder / "guidance_golden.json").read_text())

    def layer(kind, size, values, heads, keys):
        weights = torch.tensor(values, dtype=torch.float64).reshape(heads, -1, keys)
        return {"kind": kind, "size": size, "weights": weights.requires_grad_(True)}

    def phrases(boxes, tokens):
        return [{"tokens": positions, "word": positions[-1], "objects": [index],
                 "regions": [{"box": [x0, y0, x1 - x0, y1 - y0]} for x0, y0, x1, y1 in list_]}
                for index, (list_, positions) in enumerate(zip(boxes, tokens))]

    g = golden["boxdiff"]
    a = layer("cross", (16, 16), g["attn"], 1, 8)
    scene = Scene([512, 512], phrases([[box] for box in g["boxes512"]],
                                      [[index] for index in g["token_indices"]]), [a], 7)
    result = boxdiff(scene)
    expect("boxdiff", result["loss"].item(), g["loss"], 1e-5)
    expect("boxdiff refinement", result["refinement"].item(), g["max_fg_loss"], 1e-5)
    slope, = torch.autograd.grad(result["loss"], [a["weights"]])
    expect("boxdiff gradient", slope.flatten(), g["grad_attn"], 1e-4)

    g = golden["layout_guidance"]
    maps = [layer("cross", (8, 8), g["mid"], 2, 8)]
    maps += [layer("cross", (16, 16), values, 2, 8) for values in g["up"]]
    scene = Scene([1, 1], phrases(g["bboxes"], g["object_positions"]), maps, 7)
    loss = layout_guidance(scene)["loss"]
    expect("layout-guidance", loss.item(), g["loss"], 1e-5)
    slopes = torch.autograd.grad(loss, [layer["weights"] for layer in maps])
    expect("layout-guidance gradients", [s.norm().item() for s in slopes], g["grad_l2"], 1e-4)
    expect("layout-guidance gradient", slopes[0].flatten(), g["grad_mid"], 1e-4)

    g = golden["attention_refocusing"]
    maps = [layer("cross", (16, 16), values, 2, 8) for values in g["ca"]]
    scene = Scene([1, 1], phrases(g["bboxes"], g["object_positions"]), maps, 7)
    for step, expected in g["car_by_step"].items():
        result = refocusing(scene, int(step), terms=["car"])
        expect(f"CAR {step}", result["loss"].item(), expected["loss"], 1e-5)
        expect(f"CAR {step} least", result["least_inside"], expected["min_inside"], 1e-5)
        expect(f"CAR {step} largest", result["largest_outside"], expected["max_outside"], 1e-5)
        slopes = torch.autograd.grad(result["loss"], [layer["weights"] for layer in maps])
        # Each layer gives all its heads to one mean.
        expect(f"CAR {step} gradients", [s.norm().item() for s in slopes],
               expected["grad_l2"], 1e-4)
    own = layer("self", (16, 16), numpy.load(folder / g["sar_in"]), 1, 256)
    scene = Scene([1, 1], phrases(g["bboxes"], g["object_positions"]), [own], 7)
    loss = refocusing(scene, 3, terms=["sar"])["loss"]
    expect("SAR", loss.item(), g["sar_loss"], 1e-5)
    slope, = torch.autograd.grad(loss, [own["weights"]])
    expect("SAR gradient", slope.norm().item(), g["sar_grad_l2"], 1e-4)

    g = golden["tokencompose"]
    maps = [torch.tensor(values, dtype=torch.float64).reshape(g["maps_shape"]).requires_grad_(True)
            for values in g["maps"]]
    masks = torch.tensor(g["masks"], dtype=torch.float64).reshape(-1, 16, 16)
    losses = token_compose(maps, masks, g["word_token_idx"])
    for name in ("token", "pixel"):
        expect(name, losses[name].item(), g[f"{name}_loss"], 1e-5)
        slopes = torch.autograd.grad(losses[name], maps, retain_graph=True)
        expect(f"{name} gradients", [s.norm().item() for s in slopes], g[f"grad_{name}_l2"], 1e-4)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    if arguments.check:
        check(arguments.check)
    else:
        make()
