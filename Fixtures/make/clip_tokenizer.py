"""Makes CLIP's published tokenizer, which is too large to be kept here, from a package that ships it.

pip download --no-deps open_clip_torch && unzip open_clip_torch-*.whl 'open_clip/bpe_simple_vocab_16e6.txt.gz'
python3 Fixtures/make/clip_tokenizer.py open_clip/bpe_simple_vocab_16e6.txt.gz FOLDER
MAQUETTE_CLIP_TOKENIZER=FOLDER swift test --filter CLIPTokenizer
"""

import gzip
import json
import sys
from pathlib import Path

from transformers.convert_slow_tokenizer import bytes_to_unicode

source, folder = sys.argv[1], Path(sys.argv[2])
lines = gzip.open(source, "rt", encoding="utf-8").read().split("\n")
# The file goes on; CLIP's vocabulary stops at 49152 + 256 tokens.
merges = lines[1 : 49152 - 256 - 2 + 1]
letters = list(bytes_to_unicode().values())
tokens = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in merges]
tokens += ["<|startoftext|>", "<|endoftext|>"]
folder.mkdir(parents=True, exist_ok=True)
(folder / "vocab.json").write_text(json.dumps({token: number for number, token in enumerate(tokens)}))
(folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
(folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}))
