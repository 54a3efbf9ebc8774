"""Reads what `maquette mask` writes with numpy and pycocotools, and checks it against own drawings.

Run against pycocotools 2.0.11, numpy 2.4.6 and pillow:

    python Fixtures/make/check_masks.py PATH/TO/maquette

For seeded layouts of boxes and ellipses, some of them outside the canvas: masks by the coverage of
their cells (counted by 16 x 16 points), signed distances (to 20000 points on the rim), BlobCtrl's
opacity, visibility by order, and run lengths through pycocotools, whose areas and boxes must agree.
Then `maquette fit` must read the same masks from PNG, npy and run lengths alike. Prints one line a
check; ends with 1 at the first that fails.
"""

import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
from PIL import Image
from pycocotools import mask as run_lengths
from pycocotools.coco import COCO

WIDTH, HEIGHT = 96, 64


def random_layout(random, count):
    objects = []
    for index in range(count):
        if random.random() < 0.4:
            x, y = random.uniform(-20, 90), random.uniform(-20, 60)
            width, height = random.uniform(0.5, 50, 2)
            objects.append({"name": f"thing {index % 7}", "box": {"x": x, "y": y, "width": width, "height": height}})
        else:
            axes = sorted(random.uniform(0.5, 30, 2))
            objects.append({"name": f"thing {index % 7}", "ellipse": {
                "cx": random.uniform(-10, 106), "cy": random.uniform(-10, 74),
                "major": axes[1], "minor": axes[0], "angle": random.uniform(0, 180)}})
    return {"schema": "maquette/layout/1", "canvas": {"width": WIDTH, "height": HEIGHT}, "objects": objects}


def own_frame(ellipse, x, y):
    turn = numpy.deg2rad(ellipse["angle"])
    across, down = x - ellipse["cx"], y - ellipse["cy"]
    along = across * numpy.cos(turn) + down * numpy.sin(turn)
    beside = down * numpy.cos(turn) - across * numpy.sin(turn)
    return along, beside


def inside(item, x, y):
    if "box" in item:
        box = item["box"]
        return (x >= box["x"]) & (x <= box["x"] + box["width"]) & (y >= box["y"]) & (y <= box["y"] + box["height"])
    along, beside = own_frame(item["ellipse"], x, y)
    return (along / item["ellipse"]["major"]) ** 2 + (beside / item["ellipse"]["minor"]) ** 2 <= 1


def middles(width, height, samples=1):
    x = (numpy.arange(width * samples) + 0.5) * WIDTH / width / samples
    y = (numpy.arange(height * samples) + 0.5) * HEIGHT / height / samples
    return numpy.meshgrid(x, y)


def coverage(item, width, height, samples=16):
    hits = inside(item, *middles(width, height, samples))
    return hits.reshape(height, samples, width, samples).mean((1, 3))


def distance(item, width, height):
    if "box" in item:
        box = item["box"]
        share = numpy.linspace(0, 1, 5000)
        right, bottom = box["x"] + box["width"], box["y"] + box["height"]
        across, down = box["x"] + share * box["width"], box["y"] + share * box["height"]
        rim = numpy.concatenate([
            numpy.stack([across, numpy.full(5000, box["y"])]), numpy.stack([across, numpy.full(5000, bottom)]),
            numpy.stack([numpy.full(5000, box["x"]), down]), numpy.stack([numpy.full(5000, right), down])], 1)
    else:
        ellipse = item["ellipse"]
        turns = numpy.linspace(0, 2 * numpy.pi, 20000)
        along, beside = ellipse["major"] * numpy.cos(turns), ellipse["minor"] * numpy.sin(turns)
        turn = numpy.deg2rad(ellipse["angle"])
        rim = numpy.stack([
            ellipse["cx"] + along * numpy.cos(turn) - beside * numpy.sin(turn),
            ellipse["cy"] + along * numpy.sin(turn) + beside * numpy.cos(turn)])
    x, y = middles(width, height)
    nearest = numpy.array([
        numpy.sqrt(((rim[0][:, None] - across) ** 2 + (rim[1][:, None] - down) ** 2).min(0))
        for across, down in zip(x, y)])
    return numpy.where(inside(item, x, y), nearest, -nearest)


def opacity(item, width, height):
    if "box" in item:
        box = item["box"]
        item = {"ellipse": {
            "cx": box["x"] + box["width"] / 2, "cy": box["y"] + box["height"] / 2,
            "major": box["width"] / 2, "minor": box["height"] / 2, "angle": 0}}
    ellipse = item["ellipse"]
    least = max(WIDTH / width, HEIGHT / height) / 2
    along, beside = own_frame(ellipse, *middles(width, height))
    square = (along / max(ellipse["major"], least)) ** 2 + (beside / max(ellipse["minor"], least)) ** 2
    return numpy.minimum(1, 2 / (1 + numpy.exp(numpy.minimum(square, 700))))


def visible(masks):
    """BlobCtrl's composition, later masks in front."""
    free, shown = numpy.ones(masks.shape[1:]), numpy.zeros(masks.shape)
    for index in range(len(masks) - 1, -1, -1):
        shown[index] = masks[index] * free
        free = free * (1 - masks[index])
    return shown, free


def check(what, holds):
    print(("ok    " if holds else "FAILED ") + what)
    if not holds:
        sys.exit(1)


def main(program):
    random = numpy.random.default_rng(8)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def mask(name, *options):
            target = folder / name
            subprocess.run(
                [program, "mask", str(folder / "layout.json"), "-o", str(target), "--format", "npy", *options],
                check=True, capture_output=True)
            return numpy.load(target / "masks.npy"), numpy.load(target / "background.npy"), target

        for count, width, height in [(0, 96, 64), (3, 96, 64), (12, 48, 32), (60, 33, 47)]:
            layout = random_layout(random, count)
            items = layout["objects"]
            (folder / "layout.json").write_text(json.dumps(layout))
            size = ["--size", f"{width}x{height}"]
            where = f"{count} objects on {width} x {height}"
            stack = lambda rule: numpy.array([rule(item, width, height) for item in items]).reshape(-1, height, width)

            covered = stack(coverage)
            found, background, _ = mask(f"coverage{count}", "--edge", "coverage", *size)
            check(f"coverage, {where}", found.dtype == numpy.float32 and found.shape == covered.shape
                  and numpy.abs(found - covered).max(initial=0) < 0.05)

            hard, background, target = mask(f"hard{count}", *size, "--format", "png", "--format", "rle")
            clear = numpy.abs(covered - 0.5) > 0.05
            tiny = covered.max((1, 2), initial=0) < 0.55
            check(f"hard, {where}", hard.dtype == bool and ((hard == (covered > 0.5)) | ~clear)[~tiny].all())
            check(f"background, {where}", (background == ~hard.any(0)).all())
            reach = covered.max((1, 2), initial=0) > 0
            check(f"nothing vanishes, {where}", (hard.any((1, 2)) | ~reach).all())

            manifest = json.loads((target / "manifest.json").read_text())
            pictures = [numpy.array(Image.open(target / item["file"])) for item in manifest["objects"]]
            check(f"PNG, {where}", all(((one > 0) == other).all() for one, other in zip(pictures, hard)))
            annotations = json.loads((target / "masks.json").read_text())["annotations"]
            decoded = [run_lengths.decode(item["segmentation"]) for item in annotations]
            check(f"run lengths by pycocotools, {where}",
                  all((one == other).all() for one, other in zip(decoded, hard)) and len(decoded) == count)
            check(f"areas and boxes by pycocotools, {where}", all(
                run_lengths.area(item["segmentation"]) == item["area"]
                and (item["area"] == 0 or (run_lengths.toBbox(item["segmentation"]) == item["bbox"]).all())
                for item in annotations))
            encoded = [run_lengths.encode(numpy.asfortranarray(plane.astype(numpy.uint8))) for plane in hard]
            check(f"run lengths as pycocotools writes them, {where}", all(
                one["counts"].decode() == item["segmentation"]["counts"] for one, item in zip(encoded, annotations)))
            with contextlib.redirect_stdout(io.StringIO()):
                dataset = COCO(str(target / "masks.json"))
            check(f"a COCO file, {where}", len(dataset.getAnnIds()) == count and all(
                (dataset.annToMask(item) == plane).all() for item, plane in zip(dataset.loadAnns(dataset.getAnnIds()), hard)))

            shown, free = visible(hard.astype(float))
            shares = [item["visible"] for item in manifest["objects"]]
            wanted = [float(one.sum() / max(other.sum(), 1)) for one, other in zip(shown, hard)]
            check(f"visible shares, {where}", numpy.allclose(shares, wanted, atol=1e-6))
            seen, background, _ = mask(f"visible{count}", "--visible", *size)
            check(f"visible, {where}", (seen == (shown > 0.5)).all() and (background == (free > 0.5)).all())

            blobs = stack(opacity)
            found, _, _ = mask(f"opacity{count}", "--edge", "opacity", *size)
            check(f"opacity, {where}", numpy.abs(found - blobs).max(initial=0) < 1e-5)
            found, background, _ = mask(f"seen{count}", "--edge", "opacity", "--visible", *size)
            shown, free = visible(blobs)
            check(f"visible opacity, {where}", numpy.abs(found - shown).max(initial=0) < 1e-5
                  and numpy.abs(background - free).max() < 1e-4)

            rims = stack(distance)
            found, background, _ = mask(f"distance{count}", "--edge", "distance", *size)
            check(f"distances, {where}", numpy.abs(found - rims).max(initial=0) < 0.01)
            check(f"distance of the background, {where}",
                  count == 0 or numpy.abs(background + found.max(0)).max() < 1e-6)

            if count == 0 or not hard.any((1, 2)).all():
                continue
            files = [str(target / item["file"]) for item in manifest["objects"]]
            results = [
                json.loads(subprocess.run([program, "fit", *group], check=True, capture_output=True).stdout)["objects"]
                for group in (files, [str(target / "masks.npy")], [str(target / "masks.json")])]
            check(f"fit reads all formats alike, {where}", all(
                [item["ellipse"] for item in one] == [item["ellipse"] for item in results[0]] for one in results))


if __name__ == "__main__":
    main(sys.argv[1])
