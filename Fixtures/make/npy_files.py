"""Makes Fixtures/tensors/npy/: small arrays as numpy writes them, in each type, order and version.

Made with numpy 2.4.6: python3 Fixtures/make/npy_files.py
Every array holds -1, 0, 1, … (from 0 for |u1, truth for |b1) in its row-major order.
"""

from pathlib import Path

import numpy

folder = Path(__file__).resolve().parent.parent / "tensors" / "npy"
folder.mkdir(exist_ok=True)

for name in ("f2", "f4", "f8", "i4", "i8", "u1", "b1", "i2", "c8"):
    first = 0 if name in ("u1", "b1") else -1
    values = numpy.arange(first, first + 24).reshape(2, 3, 4).astype(name)
    numpy.save(folder / f"{name}-c.npy", values)
    numpy.save(folder / f"{name}-fortran.npy", numpy.asfortranarray(values))

numpy.save(folder / "scalar.npy", numpy.float32(-1))
numpy.save(folder / "vector.npy", numpy.arange(-1, 4, dtype="<f4"))
numpy.save(folder / "empty.npy", numpy.zeros((2, 0, 3), "<f4"))
numpy.save(folder / "big-endian.npy", numpy.arange(3, dtype=">f4"))
numpy.save(folder / "fields.npy", numpy.zeros(2, dtype=[("x", "<f4"), ("y", "<f4")]))
for major in (1, 2, 3):
    with open(folder / f"version-{major}.npy", "wb") as file:
        numpy.lib.format.write_array(file, numpy.arange(-1, 5, dtype="<f4").reshape(2, 3), version=(major, 0))
