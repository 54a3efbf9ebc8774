"""Compares `maquette fit` with OpenCV's ellipse fits on seeded masks of many kinds.

Run against opencv-python-headless 5.0.0 and numpy:

    python Fixtures/make/compare_ellipse_fits.py PATH/TO/maquette [--seed 1] [--masks 400]

Each mask is fitted by `maquette fit` and by OpenCV's fitEllipse, fitEllipseAMS and fitEllipseDirect,
each on all outline points and on their convex hull. Every fit is drawn by the middles of the cells, and
its intersection over union with the mask is taken. Prints wins, ties and losses for each kind of mask
against the best of OpenCV's six; ends with 1 if ours is ever lower than any by more than 1e-9.
"""

import argparse
import collections
import json
import subprocess
import sys
import tempfile

import cv2
import numpy

SIDE = 512
rows, columns = numpy.mgrid[0:SIDE, 0:SIDE] + 0.5
METHODS = {"fitEllipse": cv2.fitEllipse, "AMS": cv2.fitEllipseAMS, "Direct": cv2.fitEllipseDirect}


def blank():
    return numpy.zeros((SIDE, SIDE), numpy.uint8)


def polygon(random):
    """A polygon, which may cross itself."""
    mask = blank()
    cv2.fillPoly(mask, [random.integers(60, 450, (random.integers(3, 9), 2)).astype(numpy.int32)], 255)
    return mask


def parts(random):
    """Several ellipses, apart or overlapping."""
    mask = blank()
    for _ in range(random.integers(2, 6)):
        center, size = random.integers(60, 452, 2), random.integers(10, 200, 2)
        turn = float(random.integers(0, 180))
        cv2.ellipse(mask, (tuple(map(float, center)), tuple(map(float, size)), turn), 255, -1)
    return mask


def clouds(random):
    """The parts of blurred noise."""
    noise = cv2.GaussianBlur(random.standard_normal((SIDE, SIDE)), (0, 0), random.uniform(8, 60))
    return ((noise > noise.std() * random.uniform(0.3, 2)) * 255).astype(numpy.uint8)


def blob(random):
    """One wavy outline, as segmentations of things have."""
    turns = numpy.linspace(0, 2 * numpy.pi, 240, endpoint=False)
    radius = 1 + sum(
        random.uniform(0, 0.35 / wave) * numpy.sin(wave * turns + random.uniform(0, 6.3))
        for wave in range(1, 7))
    radius *= random.uniform(15, 180)
    points = numpy.stack([numpy.cos(turns) * radius, numpy.sin(turns) * radius * random.uniform(0.15, 1)], 1)
    turn = random.uniform(0, numpy.pi)
    points = points @ numpy.array([[numpy.cos(turn), numpy.sin(turn)], [-numpy.sin(turn), numpy.cos(turn)]])
    mask = blank()
    cv2.fillPoly(mask, [(points + random.uniform(100, 412, 2)).astype(numpy.int32)], 255)
    return mask


def noisy(random):
    """A drawn ellipse with a ragged rim."""
    noise = cv2.GaussianBlur(random.standard_normal((SIDE, SIDE)), (0, 0), 2)
    size = random.uniform(12, 150, 2)
    size = max(size), min(size)
    level = level_of(random.uniform(150, 360), random.uniform(150, 360), *size, random.uniform(0, 180))
    return ((level + noise / noise.std() * random.uniform(0.02, 0.3) < 1) * 255).astype(numpy.uint8)


def ellipse(random):
    """An ellipse that may reach out of the picture."""
    mask = blank()
    center, size = random.uniform(0, SIDE, 2), random.uniform(30, 500, 2)
    cv2.ellipse(mask, (tuple(center), tuple(size), float(random.uniform(0, 180))), 255, -1)
    return mask


def box(random):
    """A box, upright or turned."""
    mask = blank()
    center, size = random.uniform(100, 412, 2), random.uniform(10, 300, 2)
    turn = random.choice([0.0, random.uniform(0, 90)])
    points = cv2.boxPoints((tuple(center), tuple(size), float(turn)))
    cv2.fillPoly(mask, [points.astype(numpy.int32)], 255)
    return mask


def ring(random):
    """Something with a hole."""
    mask = random.choice([blob, ellipse, box])(random)
    middle = numpy.argwhere(mask > 0).mean(0)[::-1] if mask.any() else numpy.zeros(2)
    center = middle + random.normal(0, 15, 2)
    cv2.ellipse(mask, (tuple(center), tuple(random.uniform(10, 160, 2)), float(random.uniform(0, 180))), 0, -1)
    return mask


def stroke(random):
    """A thin line, straight or bent."""
    mask = blank()
    points = random.integers(30, 480, (random.integers(2, 5), 2)).astype(numpy.int32)
    cv2.polylines(mask, [points], False, 255, int(random.integers(1, 14)))
    return mask


def border(random):
    """Something cut by the border of the picture."""
    shape = random.choice([blob, polygon, box, noisy])(random)
    shift = numpy.float32([[1, 0, random.uniform(-250, 250)], [0, 1, random.uniform(-250, 250)]])
    return cv2.warpAffine(shape, shift, (SIDE, SIDE), flags=cv2.INTER_NEAREST)


KINDS = [polygon, parts, clouds, blob, noisy, ellipse, box, ring, stroke, border]


def level_of(x, y, major, minor, degrees):
    turn = numpy.deg2rad(degrees)
    along = (columns - x) * numpy.cos(turn) + (rows - y) * numpy.sin(turn)
    across = (rows - y) * numpy.cos(turn) - (columns - x) * numpy.sin(turn)
    return (along / major) ** 2 + (across / minor) ** 2


def overlap(mask, *ellipse):
    drawn = level_of(*ellipse) <= 1
    return (drawn & mask).sum() / (drawn | mask).sum()


def theirs(mask):
    """The overlap of each of OpenCV's fits."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = numpy.concatenate(outlines)
    found = {}
    for where, chosen in {"outline": points, "hull": cv2.convexHull(points)}.items():
        for name, method in METHODS.items():
            if len(chosen) < 5:
                continue
            (x, y), (width, height), degrees = method(chosen)
            if not numpy.isfinite([x, y, width, height, degrees]).all():
                continue
            # OpenCV's pixels have their middles at whole numbers.
            found[f"{name} of {where}"] = overlap(
                mask > 127, x + 0.5, y + 0.5, max(width / 2, 0.1), max(height / 2, 0.1), degrees)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--masks", type=int, default=400)
    parser.add_argument("--keep", help="a folder for the masks that were lost")
    options = parser.parse_args()
    random = numpy.random.default_rng(options.seed)
    masks = []
    while len(masks) < options.masks:
        kind = KINDS[len(masks) % len(KINDS)]
        mask = kind(random)
        if (mask > 127).sum() >= 300:
            masks.append((kind.__name__, mask))
    with tempfile.TemporaryDirectory() as folder:
        files = [f"{folder}/mask{index}.png" for index in range(len(masks))]
        for file, (_, mask) in zip(files, masks):
            cv2.imwrite(file, mask)
        printed = subprocess.run([options.program, "fit", *files], capture_output=True, check=True).stdout
    table = collections.defaultdict(lambda: [0, 0, 0, [], []])
    best = collections.Counter()
    for index, ((kind, mask), item) in enumerate(zip(masks, json.loads(printed)["objects"])):
        numbers = [item["ellipse"][key] for key in ("cx", "cy", "major", "minor", "angle")]
        ours = overlap(mask > 127, *numbers)
        others = theirs(mask)
        name = max(others, key=others.get)
        best[name] += 1
        row = table[kind]
        outcome = 0 if ours > others[name] + 1e-9 else 2 if ours < others[name] - 1e-9 else 1
        row[outcome] += 1
        row[3].append(ours)
        row[4].append(others[name])
        if outcome == 2:
            print(f"lost: mask {index}, {kind}: ours {ours:.5f}, {name} {others[name]:.5f}, {item['ellipse']}")
            if options.keep:
                cv2.imwrite(f"{options.keep}/{kind}-{options.seed}-{index}.png", mask)
    print(f"{'kind':10} {'wins':>5} {'ties':>5} {'losses':>6}   ours  OpenCV's best")
    for kind, (wins, ties, losses, ours, others) in table.items():
        print(f"{kind:10} {wins:5} {ties:5} {losses:6} {numpy.mean(ours):6.4f} {numpy.mean(others):6.4f}")
    print("OpenCV's best was", ", ".join(f"{name} {count} times" for name, count in best.most_common()))
    losses = sum(row[2] for row in table.values())
    print(f"{len(masks)} masks, {losses} losses")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
