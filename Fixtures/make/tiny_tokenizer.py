"""Writes a small CLIP tokenizer: vocab.json, merges.txt and their two side files.

Byte-level byte-pair encoding trained to exhaustion on a short word list, so that these words are
one token each and any other text falls back to pieces. Laid out as the tokenizers of SD-1.x
(`pad` is the end token) or SD-2.x (`pad` is "!", id 0) are. See requirements.txt for versions.
"""

import json
from collections import Counter
from pathlib import Path

from transformers.convert_slow_tokenizer import bytes_to_unicode

WORDS = """a an the of and with in on at to left right above below next photo picture realistic
scene red green blue yellow two three cat cats dog apple apples penguin tree house beach snow field
room table , . without""".split()


def train(words):
    """The merges that byte-pair encoding learns from `words`, most frequent pair first."""
    pieces = [list(word[:-1]) + [word[-1] + "</w>"] for word in words]
    merges = []
    while True:
        pairs = Counter(pair for piece in pieces for pair in zip(piece, piece[1:]))
        if not pairs:
            return merges
        best = max(sorted(pairs), key=lambda pair: pairs[pair])
        merges.append(best)
        for index, piece in enumerate(pieces):
            joined, at = [], 0
            while at < len(piece):
                if tuple(piece[at:at + 2]) == best:
                    joined.append("".join(best))
                    at += 2
                else:
                    joined.append(piece[at])
                    at += 1
            pieces[index] = joined


def write(folder, length, pad_is_exclamation=False):
    """Writes the tokenizer's files into `folder` and returns its vocabulary (token to id)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    base = list(bytes_to_unicode().values())
    merges = train(WORDS)
    tokens = base + [token + "</w>" for token in base] + ["".join(pair) for pair in merges]
    tokens = list(dict.fromkeys(tokens)) + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    pad = "!" if pad_is_exclamation else "<|endoftext|>"

    def put(name, value):
        (folder / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    lines = ["#version: 0.2"] + [" ".join(pair) for pair in merges]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    special = {"content": "<|startoftext|>", "lstrip": False, "normalized": True, "rstrip": False,
               "single_word": False}
    end = special | {"content": "<|endoftext|>"}
    put("special_tokens_map.json",
        {"bos_token": special, "eos_token": end, "pad_token": pad, "unk_token": end})
    put("tokenizer_config.json",
        {"add_prefix_space": False, "bos_token": special | {"__type": "AddedToken"},
         "do_lower_case": True, "eos_token": end | {"__type": "AddedToken"}, "errors": "replace",
         "model_max_length": length, "pad_token": pad, "tokenizer_class": "CLIPTokenizer",
         "unk_token": end | {"__type": "AddedToken"}})
    return vocabulary
