"""Kills a training at random moments with SIGKILL, lets it go on, and compares it bit for bit.

    python Fixtures/make/resume_training.py MAQUETTE TASK RUN.yml [--steps 200] [--kills 5]
                                            [-- MORE ARGUMENTS OF maquette train]

Trains once without a pause and once with, both to the given step, and compares every tensor of the last
checkpoints (parameters, both means, average) and the losses in the logs. Standard library only.
"""

import argparse
import json
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("maquette")
parser.add_argument("task")
parser.add_argument("run")
parser.add_argument("--steps", type=int, default=200)
parser.add_argument("--kills", type=int, default=5)
arguments, more = parser.parse_known_args()
more = [word for word in more if word != "--"]


def command(folder):
    return [arguments.maquette, "train", arguments.task, arguments.run, "-o", str(folder),
            "--until", str(arguments.steps), "--no-progress", *more]


def last(folder):
    """The last checkpoint's tensors as bytes, and its step."""
    file = sorted((folder / "checkpoints").glob("step-*.safetensors"))[-1]
    data = file.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    metadata = header.pop("__metadata__")
    return int(metadata["step"]), {
        name: data[8 + size + place["data_offsets"][0]:8 + size + place["data_offsets"][1]]
        for name, place in header.items()}


def losses(folder):
    lines = (folder / "log.jsonl").read_text().splitlines()
    return {line["step"]: line["loss"] for line in map(json.loads, lines)}


with tempfile.TemporaryDirectory() as place:
    whole, parted = Path(place) / "whole", Path(place) / "parted"
    start = time.time()
    subprocess.run(command(whole), check=True)
    duration = time.time() - start
    kills = 0
    while True:
        process = subprocess.Popen(command(parted), stderr=subprocess.PIPE)
        if kills < arguments.kills:
            try:
                process.wait(timeout=random.uniform(0.1, 0.5) * duration)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                kills += 1
        words = process.communicate()[1].decode()
        print(f"run ended with {process.returncode}: {words.strip().splitlines()[:1]}")
        if process.returncode == 0:
            break
        if process.returncode != -signal.SIGKILL:
            sys.exit(words)
    (left, first), (right, second) = last(whole), last(parted)
    different = [name for name in first if first[name] != second.get(name)]
    unequal = [step for step, loss in losses(whole).items() if losses(parted).get(step) != loss]
    print(f"{kills} kills; steps {left} and {right}; {len(first)} tensors, {len(different)} differ; "
          f"{len(losses(whole))} logged losses, {len(unequal)} differ")
    sys.exit(left != right or bool(different) or bool(unequal) or set(first) != set(second))
