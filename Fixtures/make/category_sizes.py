"""Measures how large things are beside one another, for Sources/Layouts/Captions/MeasuredSizes.swift.

Run against the training half of NSR-1K's spatial captions (weixi-feng/LayoutGPT, MIT; its boxes are
COCO's, CC BY 4.0), never against the validation half:

    python3 Fixtures/make/category_sizes.py .../nsr1k/spatial.train.jsonl

The figures are facts about a data set and no part of it; the file says where they are from.

Each row shows two things in one picture, so the logarithms of their areas differ by the difference
of two figures, one a category. The figures are fitted by least squares to all rows at once, drawn to
the estimates of ThingSizes.swift with the weight of PRIOR rows; the aspect is the mean of the
logarithms, drawn to the estimate alike. What is written are these figures, a category a line, and no
row of the data.
"""

import json
import math
import pathlib
import sys

PRIOR = 4.0
LEAST = 8

CAPTIONS = pathlib.Path(__file__).parents[2] / "Sources/Layouts/Captions"


def estimates():
    """The own estimates: noun to width, height."""
    table = {}
    for line in (CAPTIONS / "ThingSizes.swift").read_text().splitlines():
        figures, _, nouns = line.strip().partition(":")
        parts = figures.split(" ")
        if len(parts) < 2 or not parts[0].startswith("."):
            continue
        for noun in nouns.split(","):
            table[noun.strip()] = (float(parts[0]), float(parts[1]))
    return table


def main(path):
    prior = estimates()
    rows = [json.loads(line) for line in open(path)]
    pairs = []
    aspects = {}
    for row in rows:
        boxes = [row["obj1"], row["obj2"]]
        if any(b[3] <= 0 or b[4] <= 0 or b[0] not in prior for b in boxes):
            continue
        for name, _, _, width, height in boxes:
            aspects.setdefault(name, []).append(math.log(width / height))
        (first, second) = boxes
        difference = math.log(first[3] * first[4]) - math.log(second[3] * second[4])
        pairs.append((first[0], second[0], difference))
    area = {name: math.log(width * height) for name, (width, height) in prior.items() if name in aspects}
    anchor = dict(area)
    for _ in range(500):
        for name in area:
            total, weight = PRIOR * anchor[name], PRIOR
            for first, second, difference in pairs:
                if first == second:
                    continue
                if first == name:
                    total, weight = total + area[second] + difference, weight + 1
                elif second == name:
                    total, weight = total + area[first] - difference, weight + 1
            area[name] = total / weight
    lines = []
    for name in sorted(area):
        count = len(aspects[name])
        if count < LEAST:
            continue
        width, height = prior[name]
        estimate = math.log(width / height)
        aspect = (sum(aspects[name]) + PRIOR * estimate) / (count + PRIOR)
        width = math.exp((area[name] + aspect) / 2)
        height = math.exp((area[name] - aspect) / 2)
        lines.append(f"    {width:.3f} {height:.3f} {count}: {name}")
    rows = "\n".join(lines)
    (CAPTIONS / "MeasuredSizes.swift").write_text(
        f"""// Made by Fixtures/make/category_sizes.py from {len(pairs)} rows; not edited by hand.

/// How large things are beside one another in photographs.
///
/// The figures are fitted to the boxes of NSR-1K's spatial training rows (LayoutGPT, MIT; the boxes
/// are COCO's, CC BY 4.0), drawn to the own estimates where there are few. They are one line a
/// category, and none of the rows.
enum MeasuredSizes {{
  /// Width, height, the number of boxes and the noun.
  static let lines = \"\"\"
{rows}
    \"\"\"
}}
"""
    )


if __name__ == "__main__":
    main(sys.argv[1])
