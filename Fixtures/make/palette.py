"""Chooses the twelve colours of the SVG preview (Sources/Drawing/SVG/Palette.swift).

Run as `python palette.py` with numpy 2; it prints one hex colour a line.

Candidates lie on a grid of lightness, chroma and hue in Oklab (Ottosson 2020), inside sRGB and with
a contrast of 3:1 or more on white. Twelve are taken so that the smallest distance between any two
is as large as possible, judged by normal eyes and by three kinds of colour blindness (Machado,
Oliveira and Fernandes 2009, severity 1). Each next colour is the farthest from those before it.
"""

import itertools
import math

import numpy as np

COUNT = 12
VISION = {
    "normal": np.eye(3),
    "red-blind": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                           [-0.003882, -0.048116, 1.051998]]),
    "green-blind": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                             [-0.011820, 0.042940, 0.968881]]),
    "blue-blind": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}
# Normal eyes see all differences, so theirs count less than what is left to the others.
WEIGHT = {"normal": 0.55, "red-blind": 1.0, "green-blind": 1.0, "blue-blind": 1.1}

TO_CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                     [0.2119034982, 0.6806995451, 0.1073969566],
                     [0.0883024619, 0.2817188376, 0.6299787005]])
TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                   [1.9779984951, -2.4285922050, 0.4505937099],
                   [0.0259040371, 0.7827717662, -0.8086757660]])


def rgb(lightness, chroma, degrees):
    hue = math.radians(degrees)
    lab = np.array([lightness, chroma * math.cos(hue), chroma * math.sin(hue)])
    return np.linalg.inv(TO_CONES) @ (np.linalg.inv(TO_LAB) @ lab) ** 3


def lab(linear):
    return TO_LAB @ np.cbrt(TO_CONES @ np.clip(linear, 0, 1))


def contrast(linear):
    return 1.05 / (float(np.dot([0.2126, 0.7152, 0.0722], linear)) + 0.05)


def text(linear):
    linear = np.clip(linear, 0, 1)
    curve = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#%02x%02x%02x" % tuple(round(float(level) * 255) for level in curve)


def candidates():
    for lightness in np.arange(0.36, 0.72, 0.03):
        for degrees in range(0, 360, 10):
            for chroma in (0.0, 0.11, 0.14, 0.17, 0.2):
                color = rgb(lightness, chroma, degrees)
                if (chroma or not degrees) and -1e-4 <= color.min() and color.max() <= 1:
                    if contrast(color) >= 3:
                        yield color, degrees, chroma


def main():
    pool = list(candidates())
    seen = {kind: np.array([lab(matrix @ c[0]) for c in pool]) for kind, matrix in VISION.items()}
    apart = np.minimum.reduce([
        WEIGHT[kind] * np.linalg.norm(seen[kind][:, None] - seen[kind][None], axis=2)
        for kind in VISION])
    best = None
    source = np.random.default_rng(0)
    for _ in range(300):
        chosen = [int(source.integers(len(pool)))]
        while len(chosen) < COUNT:
            chosen.append(int(np.argmax(apart[chosen].min(axis=0))))
        for _ in range(4):
            for place in range(COUNT):
                rest = chosen[:place] + chosen[place + 1:]
                chosen[place] = int(np.argmax(apart[rest].min(axis=0)))
        smallest = min(apart[a, b] for a, b in itertools.combinations(chosen, 2))
        if best is None or smallest > best[0]:
            best = (smallest, chosen)
    # A blue comes first, then always the one farthest from those already there.
    rest = sorted(best[1], key=lambda i: (pool[i][2] == 0, abs(pool[i][1] - 255)))
    order = [rest.pop(0)]
    while rest:
        order.append(max(rest, key=lambda i: min(apart[i, j] for j in order)))
        rest.remove(order[-1])
    for index in order:
        print(text(pool[index][0]))


main()
