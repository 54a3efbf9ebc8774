"""Asks a real language model for layouts and counts how many of its answers are well formed.

    python Fixtures/make/language_model_server.py --port 18080 &
    python Fixtures/make/language_model_answers.py .build/release/maquette --base-url http://127.0.0.1:18080

Needs nothing beyond Python. Twenty English captions and twenty in fourteen other languages are planned in
each style, one answer each, not asked again and not mended. An answer is well formed when our parser finds a
layout in it and nothing to remark on that is more than a note (codes MQ0xx); whether its layout is any good
is another question, and the findings of the other codes are counted beside it. One remark is apart: no
grammar keeps a minor axis below the major one, so answers whose axes the parser exchanges (MQ070) are
counted, and are well formed after it. Prints a table, writes every answer with --output, and ends with 1
if any answer is not well formed.
"""

import argparse
import collections
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

# The finding of exchanged axes.
EXCHANGED = "MQ070"

ENGLISH = [
    "a cat on a chair",
    "two red apples to the left of a penguin",
    "three sheep in a meadow, without a fence",
    "a watercolor of a lighthouse above a small boat",
    "a blue vase between two candles",
    "an astronaut riding a horse",
    "five balloons over a house",
    "a large dog next to a tiny kitten",
    "an oil painting of a bowl of fruit on a wooden table",
    "a street at night with a taxi and a bus, no people",
    "a bicycle in front of a brick wall",
    "six chairs around a round table",
    "a child with a yellow umbrella in the rain",
    "a teapot to the right of four cups",
    "an empty beach at sunset",
    "a photo of a bear behind a tree",
    "two ducks below a bridge",
    "a robot holding a bunch of tulips",
    "a clock on the wall above a fireplace",
    "a pair of shoes and a hat on a shelf",
]

OTHERS = [
    ("ko", "의자 위에 앉아 있는 고양이 한 마리"),
    ("ko", "바다 위의 배 세 척과 등대"),
    ("zh", "桌子上有两个苹果和一个杯子"),
    ("zh", "一只狗在树的左边,没有人"),
    ("ja", "窓の前にいる二匹の黒い猫"),
    ("ja", "赤い傘を持った子供と白い犬"),
    ("ar", "قطة سوداء على كرسي خشبي"),
    ("ar", "ثلاث سيارات أمام بيت أبيض"),
    ("hi", "एक पेड़ के नीचे दो गायें"),
    ("hi", "मेज पर एक लाल फूलदान"),
    ("es", "tres globos rojos sobre una casa pequeña"),
    ("fr", "un chat noir à gauche d'une lampe, sans chien"),
    ("de", "ein Fahrrad vor einer gelben Mauer und zwei Tauben"),
    ("pt", "dois barcos azuis ao lado de um farol"),
    ("it", "una bottiglia verde tra due bicchieri"),
    ("ru", "два медведя под большим деревом"),
    ("nl", "een molen naast drie koeien in een weiland"),
    ("tr", "masanın üzerinde iki kitap ve bir gözlük"),
    ("el", "ένα άσπρο άλογο μπροστά από ένα σπίτι"),
    ("vi", "một con mèo ngủ trên ghế sô pha màu đỏ"),
]


def ask(arguments, caption, style, folder):
    """Plans one caption; returns its attempt, or None with the words of the program."""
    log = folder / "attempts.jsonl"
    log.unlink(missing_ok=True)
    command = [
        arguments.maquette, "plan", "--planner", arguments.planner, "--base-url", arguments.base_url,
        "--style", style, "--constrain", arguments.constrain, "--repeats", "0", "--no-mending",
        "--exemplars", str(arguments.exemplars), "--exemplar-choice", "similar",
        "--seed", str(arguments.seed), "--attempts", str(log), "-o", str(folder / "layout.json"),
    ]
    command += arguments.option + ["--", caption]
    outcome = subprocess.run(command, capture_output=True, text=True)
    lines = log.read_text().splitlines() if log.exists() else []
    if outcome.returncode not in (0, 1) or not lines:
        return None, outcome.stderr.strip()
    return json.loads(lines[-1]), outcome.stderr.strip()


def remarks(attempt):
    """The findings about the form of an answer that are more than notes."""
    return [
        finding for finding in attempt["findings"]
        if finding["code"].startswith("MQ0") and finding["severity"] != "note"
        and finding["code"] != EXCHANGED
    ]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("maquette")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--planner", default="openai")
    parser.add_argument("--styles", default="boxes,css-blobs,json")
    parser.add_argument("--constrain", default="grammar")
    parser.add_argument("--exemplars", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=20, help="captions of each kind")
    parser.add_argument("--option", action="append", default=[], help="one more for maquette plan")
    parser.add_argument("--output", type=pathlib.Path, help="every answer, one a line")
    arguments = parser.parse_args()

    kinds = {
        "English": ENGLISH[:arguments.limit],
        "others": [caption for _, caption in OTHERS[:arguments.limit]],
    }
    output = open(arguments.output, "w") if arguments.output else None
    is_whole = True
    print(
        "| style | captions | well formed | axes exchanged | objects | nothing to remark on "
        "| tokens | seconds |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for style in arguments.styles.split(","):
            for kind, captions in kinds.items():
                counts, rows = collections.Counter(), []
                for caption in captions:
                    attempt, words = ask(arguments, caption, style, pathlib.Path(name))
                    faults = remarks(attempt) if attempt else []
                    is_formed = bool(attempt and attempt.get("layout") and not faults)
                    is_whole = is_whole and is_formed
                    counts["formed"] += is_formed
                    if attempt:
                        rows.append(attempt)
                        counts["exchanged"] += any(
                            finding["code"] == EXCHANGED for finding in attempt["findings"])
                        counts["clean"] += all(
                            finding["severity"] == "note" for finding in attempt["findings"])
                    if not is_formed:
                        reasons = [finding["message"] for finding in faults] or [words]
                        print(f"{style}: {caption}: {'; '.join(reasons)}", file=sys.stderr)
                    if output:
                        record = {"style": style, "caption": caption, "formed": is_formed}
                        record |= attempt or {"failure": words}
                        output.write(json.dumps(record, ensure_ascii=False) + "\n")
                        output.flush()

                def middle(values):
                    return statistics.median(values) if values else 0

                objects = sum(len(row["layout"]["objects"]) for row in rows if row.get("layout"))
                tokens = middle([row.get("answer_tokens", 0) for row in rows])
                seconds = middle([row["seconds"] for row in rows])
                print(
                    f"| {style} | {len(captions)} {kind} | {counts['formed']}/{len(captions)} "
                    f"| {counts['exchanged']} | {objects} | {counts['clean']} | {tokens:.0f} | {seconds:.1f} |", flush=True)
    sys.exit(0 if is_whole else 1)


if __name__ == "__main__":
    main()
