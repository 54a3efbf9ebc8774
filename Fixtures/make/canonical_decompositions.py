"""Makes Sources/Models/Tokenizers/CanonicalDecompositions.swift from Python's Unicode tables (3.11: Unicode 14).

python3 Fixtures/make/canonical_decompositions.py
"""

import sys
import unicodedata
from pathlib import Path

entries = []
for code in range(0x110000):
    mapping = unicodedata.decomposition(chr(code))
    # Hangul syllables are composed by arithmetic, "<…>" are compatibility mappings.
    if not mapping or mapping.startswith("<"):
        continue
    composes = unicodedata.normalize("NFC", chr(code)) == chr(code)
    parts = [f"{int(part, 16):X}" for part in mapping.split()]
    entries.append(f"{code:X}{'=' if composes else '>'}{'+'.join(parts)}")

lines, line = [], ""
for entry in entries:
    if len(line) + len(entry) + 1 > 96:
        lines.append(line)
        line = ""
    line += (" " if line else "") + entry
lines.append(line)

body = "\n".join(f"  {line}" for line in lines)
text = f'''// Made by Fixtures/make/canonical_decompositions.py from Unicode {unicodedata.unidata_version}; not edited by hand.

/// The canonical decompositions of Unicode, but for Hangul, in hexadecimal.
///
/// `C0=41+300` also composes, `212B>C5` only decomposes.
let canonicalDecompositions = """
{body}
  """
'''
target = Path(__file__).resolve().parents[2] / "Sources/Models/Tokenizers/CanonicalDecompositions.swift"
target.parent.mkdir(exist_ok=True)
target.write_text(text)
print(target, len(entries), file=sys.stderr)
