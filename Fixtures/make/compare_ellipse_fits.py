"""Compares `maquette fit` with OpenCV's fitEllipse on seeded masks of many kinds.

Run against opencv-python-headless 5.0.0 and numpy:

    python Fixtures/make/compare_ellipse_fits.py PATH/TO/maquette

Prints the mean intersection over union of both and how often ours is lower; ends with 1 if it ever is
by more than 0.001.
"""

import json
import subprocess
import sys
import tempfile

import cv2
import numpy

SIDE = 512
rows, columns = numpy.mgrid[0:SIDE, 0:SIDE] + 0.5


def random_mask(random):
    mask = numpy.zeros((SIDE, SIDE), numpy.uint8)
    kind = random.integers(0, 5)
    if kind == 0:  # a polygon, which may cross itself
        cv2.fillPoly(mask, [random.integers(60, 450, (random.integers(3, 9), 2)).astype(numpy.int32)], 255)
    elif kind == 1:  # several ellipses
        for _ in range(random.integers(2, 5)):
            center, size = random.integers(100, 412, 2), random.integers(20, 200, 2)
            turn = float(random.integers(0, 180))
            cv2.ellipse(mask, (tuple(map(float, center)), tuple(map(float, size)), turn), 255, -1)
    elif kind == 2:  # the parts of blurred noise
        noise = cv2.GaussianBlur(random.standard_normal((SIDE, SIDE)), (0, 0), random.uniform(15, 50))
        mask[noise > noise.std() * random.uniform(0.3, 1.5)] = 255
    elif kind == 3:  # an ellipse that may reach out of the picture
        center, size = random.uniform(0, SIDE, 2), random.uniform(40, 500, 2)
        cv2.ellipse(mask, (tuple(center), tuple(size), float(random.uniform(0, 180))), 255, -1)
    else:  # a box
        low, high = random.integers(10, 250, 2), random.integers(260, 500, 2)
        cv2.rectangle(mask, tuple(map(int, low)), tuple(map(int, high)), 255, -1)
    return mask


def drawn(x, y, major, minor, degrees):
    turn = numpy.deg2rad(degrees)
    along = (columns - x) * numpy.cos(turn) + (rows - y) * numpy.sin(turn)
    across = (rows - y) * numpy.cos(turn) - (columns - x) * numpy.sin(turn)
    return (along / major) ** 2 + (across / minor) ** 2 <= 1


def overlap(one, other):
    return (one & other).sum() / (one | other).sum()


def main(program):
    random = numpy.random.default_rng(1)
    masks = [random_mask(random) for _ in range(200)]
    masks = [mask for mask in masks if (mask > 0).sum() >= 300]
    with tempfile.TemporaryDirectory() as folder:
        files = [f"{folder}/mask{index}.png" for index in range(len(masks))]
        for file, mask in zip(files, masks):
            cv2.imwrite(file, mask)
        printed = subprocess.run([program, "fit", *files], capture_output=True, check=True).stdout
    ours, theirs = [], []
    for mask, item in zip(masks, json.loads(printed)["objects"]):
        ellipse = item["ellipse"]
        ours.append(overlap(drawn(*(ellipse[key] for key in ("cx", "cy", "major", "minor", "angle"))), mask > 127))
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        (x, y), (width, height), degrees = cv2.fitEllipse(numpy.concatenate(outlines))
        # OpenCV's pixels have their middles at whole numbers.
        fitted = drawn(x + 0.5, y + 0.5, max(width / 2, 0.1), max(height / 2, 0.1), degrees)
        theirs.append(overlap(fitted, mask > 127))
    worse = sum(one < other - 1e-3 for one, other in zip(ours, theirs))
    print(f"{len(masks)} masks: ours {numpy.mean(ours):.4f}, OpenCV {numpy.mean(theirs):.4f}, ours lower {worse} times")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
