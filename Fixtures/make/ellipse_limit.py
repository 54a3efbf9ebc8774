"""Says how near any fit can come to an ellipse of which only the drawn cells are known.

Run against numpy 2.4.6:

    python Fixtures/make/ellipse_limit.py [--masks 300] [--seed 1]

Many ellipses draw the same cells, and a mask tells no more. For seeded ellipses (as slim as 1 to 12,
turned anyhow) the conics that keep the middles of the covered cells apart from those of the others are
sampled by hit and run; each sample may be the one that was drawn. Printed are, for each class of size:
the intersection over union of the mean of these conics (what `maquette fit` answers) with the drawn
ellipse, the share of masks where it is below 0.99, and the least share that any answer could reach, which
is that of the answer that most samples agree with to 0.99.
"""

import argparse

import numpy

LIMIT = 0.99
STEPS, SETTLED, KEPT = 6000, 2000, 240
# Overlap is measured in the frame in which the drawn ellipse is the unit circle: affine maps keep it.
SIDE, REACH, RING = 260, 1.35, 0.5


def features(x, y):
    """What the five free numbers of a conic near the unit circle are multiplied with."""
    return numpy.stack([x * x - y * y, 2 * x * y, x, y, numpy.ones_like(x)], -1)


def asked(random, low, high):
    """What the cells of one drawn ellipse ask of a conic; None where it has too few or too many cells."""
    aspect = numpy.exp(random.uniform(numpy.log(1 / 12), 0))
    major = numpy.sqrt(random.uniform(low - 20, high + 20) / numpy.pi / aspect)
    minor, turn = major * aspect, random.uniform(0, numpy.pi)
    center = random.uniform(-0.5, 0.5, 2)
    reach = int(major) + 3
    places = numpy.arange(-reach, reach + 1.0)
    x, y = (grid.ravel() - offset for grid, offset in zip(numpy.meshgrid(places, places), center))
    along = (x * numpy.cos(turn) + y * numpy.sin(turn)) / major
    beside = (y * numpy.cos(turn) - x * numpy.sin(turn)) / minor
    outside = along**2 + beside**2 - 1
    count = int((outside <= 0).sum())
    if not low <= count < high:
        return None
    near = numpy.abs(outside) < min(6 / minor + 4 / minor**2, 40)
    side = numpy.where(outside <= 0, -1.0, 1.0)[near]
    return features(along, beside)[near] * side[:, None], outside[near] * side


def samples(random, normals, offsets):
    """Conics that fulfil what is asked, by hit and run from the drawn one, the origin."""
    point, steps, seen = numpy.zeros(5), numpy.eye(5) * 0.05, []
    for step in range(STEPS):
        direction = steps @ random.standard_normal(5)
        slopes, room = normals @ direction, offsets + normals @ point
        with numpy.errstate(divide="ignore"):
            walls = -room / slopes
        ahead = walls[slopes < 0].min(initial=1e9)
        behind = walls[slopes > 0].max(initial=-1e9)
        point = point + direction * random.uniform(behind, ahead)
        seen.append(point)
        if step in (500, 1500):
            spread = numpy.cov(numpy.array(seen[step // 3 :]).T) + 1e-14 * numpy.eye(5)
            steps = numpy.linalg.cholesky(spread)
    settled = numpy.array(seen[SETTLED:])
    return settled[:: len(settled) // KEPT][:KEPT], settled.mean(0)


def overlaps(conics):
    """The intersection over union of each conic with each."""
    places = numpy.linspace(-REACH, REACH, SIDE)
    x, y = (grid.ravel() for grid in numpy.meshgrid(places, places))
    square = x * x + y * y
    core = (square <= 1 - RING).sum()
    ring = numpy.abs(square - 1) < RING
    inside = features(x[ring], y[ring]) @ conics.T + (square[ring] - 1)[:, None] <= 0
    inside = inside.astype(numpy.float32)
    shared, areas = inside.T @ inside + core, inside.sum(0) + core
    return shared / (areas[:, None] + areas[None, :] - shared)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--masks", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("cells       masks  least   5 %     median  below 0.99  least possible")
    for low, high in [(300, 400), (400, 500), (500, 600), (600, 1000)]:
        random = numpy.random.default_rng(options.seed)
        reached, possible = [], []
        while len(reached) < options.masks:
            found = asked(random, low, high)
            if found is None:
                continue
            conics, mean = samples(random, *found)
            table = overlaps(numpy.vstack([conics, mean, numpy.zeros(5)]))
            reached.append(table[KEPT, KEPT + 1])
            possible.append((table[: KEPT + 1, :KEPT] >= LIMIT).mean(1).max())
        reached = numpy.array(reached)
        print(
            f"{low}-{high}".ljust(11), f"{len(reached):5}  {reached.min():.4f}"
            f"  {numpy.quantile(reached, 0.05):.4f}  {numpy.median(reached):.4f}"
            f"  {(reached < LIMIT).mean():9.1%}  {1 - numpy.mean(possible):13.1%}", flush=True)


if __name__ == "__main__":
    main()
