"""Joins adapters of different kinds, as maquette train adapter exports them, into one folder.

    python Fixtures/make/joined_adapter.py out/gligen/model out/blobgen/model \\
        -o Checkpoints/default/adapter

A checkpoint brings one folder `adapter` along, which may hold the layers of GLIGEN and of BlobGEN. Weights
are taken as they are. See requirements.txt for versions.
"""

import argparse
import json
from pathlib import Path

from safetensors.torch import load_file, save_file

WEIGHTS = "diffusion_pytorch_model.safetensors"
NOTHING = {"attention_type": "default", "blob_attention_type": "none"}


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("adapters", type=Path, nargs="+", help="folders, each of another kind")
    parser.add_argument("-o", "--output", type=Path, required=True)
    return parser.parse_args()


def joined(folders, read, what):
    whole = {}
    for folder in folders:
        part = read(folder)
        both = sorted(part.keys() & whole.keys())
        if both:
            raise SystemExit(f"{folder}: {what} {both[0]} is in an earlier folder, too")
        whole |= part
    return whole


def configuration(folder):
    keys = json.loads((folder / "config.json").read_text())
    return {key: value for key, value in keys.items() if NOTHING.get(key) != value}


def main():
    arguments = parse()
    keys = joined(arguments.adapters, configuration, "the key")
    weights = joined(arguments.adapters, lambda folder: load_file(folder / WEIGHTS), "the tensor")
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "config.json").write_text(json.dumps(keys, indent=2, sort_keys=True) + "\n")
    save_file(weights, arguments.output / WEIGHTS)
    # Others may read it, too.
    (arguments.output / WEIGHTS).chmod(0o644)


main()
