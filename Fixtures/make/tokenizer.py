"""Makes Fixtures/tokenizers/: what transformers.CLIPTokenizer makes of odd and ordinary texts.

Made with transformers 5.23.0 (see requirements.txt): python3 Fixtures/make/tokenizer.py
`NAME/` are folders as SD-1.x, SD-2.x, later versions and transformers 5 write them, around the default
model's small vocabulary; `NAME.jsonl` holds texts, their numbers without padding, and mostly each
number's UTF-8 range in the text. With arguments the same is made for another tokenizer, to be tested with
MAQUETTE_TOKENIZER_CASES=OUTPUT: python3 Fixtures/make/tokenizer.py FOLDER COUNT OUTPUT
"""

import json
import random
import shutil
import sys
import unicodedata
from pathlib import Path

from transformers import CLIPTokenizer

root = Path(__file__).resolve().parents[2]
default = root / "Checkpoints/bootstrap/tokenizer"
START, END = "<|startoftext|>", "<|endoftext|>"

ORDINARY = """a an the of and with on in at two three red green blue apple apples cat dog penguin snow beach photo
realistic painting house tree sea night oil 3d 4k 512 it's don't we're I've I'm you'll he'd cats' antidisestablishment
wow! hello, (red:1.3) [cat|dog] "quoted" semi;colon under_score hy-phen e.g. 50% $9.99 #tag @user a/b C:\\x ... !!! ?!""".split()
ODD = ["<|endoftext|>", "<|startoftext|>", "<|ENDOFTEXT|>", "<|StartOfText|>", "!<|endoftext|>", "<|endoftext|>!!", "<|endof",
       "<b>bold</b>", "&amp;", "<lora:x:0.8>", "cafe\u0301", "caf\u00e9", "A\u030angstro\u0308m", "\u212b", "\u1e9b\u0323", "\u0130stanbul",
       "STRASSE", "stra\u00dfe", "\u03a3\u039f\u03a6\u039f\u03a3", "\u03c3\u03c2", "\u1fc3\u0345", "\ud55c\uad6d\uc5b4", "\u1112\u1161\u11ab\u1100\u116e\u11a8",
       "\uac00\u11a8", "\uace0\uc591\uc774", "\u65e5\u672c\u8a9e", "\u304c\u304b\u3099", "\u4e2d\u6587", "\u0440\u0443\u0441\u0441\u043a\u0438\u0439", "\u0645\u0631\u062d\u0628\u0627",
       "\u05e9\u05dc\u05d5\u05dd", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0e44\u0e17\u0e22", "\u0995\u09c7\u09be", "\U0001f433", "\U0001f469\u200d\U0001f680", "\U0001f1f0\U0001f1f7",
       "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "\u200b", "\ufeff", "\u00a0", "\u3000", "\u2003", "\u0085", "\t", "\n\n", "\u2028", "\u00bd", "\u00b2",
       "\u2167", "\u0661\u0662", "\u4e00", "\U0001d7d8", "\U0001d400", "\u2019s", "it\u2019s", "'s", "''s", "'S", "'Re", "\u00ad", "\x00", "\x07",
       "\u0301", "\u0301\u0327a", "q\u0307\u0323", "a\u0315\u0300\u05ae\u0062", "\u0958", "\u0344", "\u2126", "\u1100\u1161", "\u0061\u0334\u0300"]
BLOCKS = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00), (0x1100, 0x1200), (0x1E00, 0x2000),
          (0x2000, 0x2070), (0x2100, 0x2190), (0x3040, 0x3100), (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0xF900, 0xFB50), (0x1F300, 0x1F650), (0x1D400, 0x1D800)]


def texts(count):
    draw = random.Random(20)

    def word():
        kind = draw.random()
        if kind < 0.6:
            word = draw.choice(ORDINARY)
            return draw.choice([word, word, word.upper(), word.title()])
        if kind < 0.85:
            return draw.choice(ODD)
        if kind < 0.9:
            return "".join(draw.choice("abcdefghijklmnop") for _ in range(draw.choice([3, 12, 80])))
        low, high = draw.choice(BLOCKS)
        letters = [chr(draw.randrange(low, high)) for _ in range(draw.randrange(1, 6))]
        # What is not assigned yet in one program's version of Unicode may be a letter in another's.
        return "".join(letter for letter in letters if unicodedata.category(letter) != "Cn")

    yield from ["", " ", "  a  ", "a photo of a cat on a beach", *ORDINARY, *ODD]
    for _ in range(count):
        gaps = [" "] * 8 + ["", "", "  ", "\n", ", "]
        yield "".join(word() + draw.choice(gaps) for _ in range(draw.randrange(1, 9)))


def cases(folder, count, target):
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    kept = 0
    with open(target, "w", encoding="utf-8") as file:
        for text in texts(count):
            encoded = tokenizer(text, return_offsets_mapping=True)
            bytes_before = [0]
            for character in text:
                bytes_before.append(bytes_before[-1] + len(character.encode()))
            spans = [[bytes_before[start], bytes_before[end]] for start, end in encoded["offset_mapping"]][1:-1]
            row = {"text": text, "ids": encoded["input_ids"]}
            # Where normalisation changes letters, transformers' ranges are those of one letter of several.
            if unicodedata.normalize("NFC", text) == text and all(len(letter.lower()) == 1 for letter in text):
                row["spans"] = spans
            json.dump(row, file, separators=(",", ":"))
            file.write("\n")
            kept += 1
    print(target, kept, "texts, padding", tokenizer.pad_token_id)


def token(content, normalized, **more):
    return {"content": content, "lstrip": False, "normalized": normalized, "rstrip": False, "single_word": False, **more}


def folder(name, config, special=None):
    path = root / "Fixtures/tokenizers" / name
    path.mkdir(parents=True, exist_ok=True)
    for file in ("vocab.json", "merges.txt"):
        shutil.copy(default / file, path)
    config = {"model_max_length": 24, "tokenizer_class": "CLIPTokenizer", **config}
    (path / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    if special:
        (path / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
    return path


if len(sys.argv) == 4:
    cases(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    sys.exit()

named = {"bos_token": token(START, True), "eos_token": token(END, True), "unk_token": token(END, True)}
typed = {key: {"__type": "AddedToken", **value} for key, value in named.items()}
vocabulary = json.loads((default / "vocab.json").read_text())
sd1 = folder("sd1", {**typed, "pad_token": END}, {**named, "pad_token": END})
sd2 = folder("sd2", {**typed, "pad_token": END}, {**named, "pad_token": "!"})
decoder = {str(vocabulary[content]): token(content, normalized, special=True)
           for content, normalized in (("!", False), (START, True), (END, False))}
later = folder("later", {"added_tokens_decoder": decoder, "bos_token": START, "eos_token": END, "pad_token": "!", "unk_token": END},
               {**named, "pad_token": "?"})
combined = root / "Fixtures/tokenizers/combined"
CLIPTokenizer.from_pretrained(sd2).save_pretrained(combined)

for path, count in ((default, 150), (sd1, 50), (sd2, 50), (later, 50), (combined, 50)):
    name = "default" if path == default else path.name
    cases(path, count, root / "Fixtures/tokenizers" / f"{name}.jsonl")
