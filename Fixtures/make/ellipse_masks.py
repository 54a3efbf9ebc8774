"""Compares masks of ellipses with masks of their bounding boxes in finished pictures.

    swift build -c release --product maquette
    python Fixtures/make/ellipse_masks.py --layouts 50 --seeds 2

Scenes of two things that the model knows give layouts of tilted ellipses. Every method paints each with
the mask `ellipse` and the mask `box`, same seed; told is the share of the phrases' attention that falls
into the ellipses while it paints, as `maquette render --json` has it. Needs the standard library only.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
from pathlib import Path


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maquette", type=Path, default=Path(".build/release/maquette"))
    parser.add_argument("--model", type=Path, default=Path("Checkpoints/default"))
    parser.add_argument("--methods", nargs="+", default=["regional", "blobgen"])
    parser.add_argument("--layouts", type=int, default=50)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def layouts(arguments, folder):
    settings = json.loads((arguments.model / "maquette.json").read_text())
    things = [word for thing in settings["things"] for word in ("--thing", thing)]
    run(
        arguments.maquette, "scenes", "-n", arguments.layouts, "--size", "128x128",
        "--objects", "2-2", "--regions", "ellipses", "--seed", 7, "-o", folder, *things,
    )
    return sorted((folder / "layouts").glob("*.json"))


def inside(arguments, layout, method, mask, seed, picture):
    report = run(
        arguments.maquette, "render", "--layout", layout, "--model", arguments.model,
        "--method", method, "--set", f"mask={mask}", "--seed", seed, "-o", picture,
        "--threads", arguments.threads, "--no-progress", "--json",
    )
    return json.loads(report)["attention"]["inside"]


def main():
    arguments = parse()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        found = layouts(arguments, folder / "scenes")
        print("method    inside, masks of ellipses  of boxes   gain           more in")
        for method in arguments.methods:
            pairs = [
                [
                    inside(arguments, layout, method, mask, seed, folder / "picture.png")
                    for mask in ("ellipse", "box")
                ]
                for layout in found
                for seed in range(arguments.seeds)
            ]
            gains = [100 * (ellipse - box) for ellipse, box in pairs]
            ellipse, box = (100 * statistics.mean(column) for column in zip(*pairs))
            error = statistics.stdev(gains) / len(gains) ** 0.5
            more = sum(gain > 0 for gain in gains)
            print(
                f"{method:9} {ellipse:24.1f} %  {box:7.1f} %  {statistics.mean(gains):+5.1f} ± "
                f"{error:.1f}   {more} of {len(gains)}",
                flush=True,
            )


main()
