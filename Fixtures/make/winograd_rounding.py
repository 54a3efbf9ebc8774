"""Says what rounding both sides to bfloat16 costs a convolution of 3 x 3, directly and by Winograd's algorithm.

    python Fixtures/make/winograd_rounding.py [--channels 320] [--tiles 200]

Needs numpy. Pictures and kernels are noise; transforms and sums are double precision, so that only the
rounding of what is multiplied counts. Prints the error relative to the length of the exact result. The
matrices are those of Lavin and Gray, arXiv 1509.09308, section 4.
"""

import argparse

import numpy

# The output tile's side, and the transforms of picture, kernel and result.
ALGORITHMS = {
    "F(2 x 2, 3 x 3)": (
        [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
        [[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]],
        [[1, 1, 1, 0], [0, 1, -1, -1]],
    ),
    "F(4 x 4, 3 x 3)": (
        [[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0],
         [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]],
        [[1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6],
         [1 / 24, 1 / 12, 1 / 6], [1 / 24, -1 / 12, 1 / 6], [0, 0, 1]],
        [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
    ),
}


def rounded(values):
    """The nearest bfloat16, ties to even."""
    bits = numpy.asarray(values, numpy.float32).view(numpy.uint32)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return bits.astype(numpy.uint32).view(numpy.float32).astype(float)


def error(found, exact):
    return numpy.linalg.norm(found - exact) / numpy.linalg.norm(exact)


def winograd_error(matrices, channels, tiles, random):
    of_picture, of_kernel, of_result = map(numpy.array, matrices)
    side = len(of_picture)
    pictures = random.normal(size=(tiles, channels, side, side))
    kernel = random.normal(size=(channels, 3, 3))
    transformed = numpy.einsum("ij,tcjk,lk->tcil", of_picture, pictures, of_picture)
    weights = numpy.einsum("ij,cjk,lk->cil", of_kernel, kernel, of_kernel)

    def result(left, right):
        return numpy.einsum("ij,tjk,lk->til", of_result, (left * right).sum(1), of_result)

    return error(result(rounded(transformed), rounded(weights)), result(transformed, weights))


def direct_error(channels, tiles, random):
    patches = random.normal(size=(tiles, 9 * channels))
    kernel = random.normal(size=9 * channels)
    return error(rounded(patches) @ rounded(kernel), patches @ kernel)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--channels", type=int, default=320)
    parser.add_argument("--tiles", type=int, default=200)
    arguments = parser.parse_args()
    random = numpy.random.default_rng(0)
    print(f"direct           {direct_error(arguments.channels, arguments.tiles, random):.1e}")
    for name, matrices in ALGORITHMS.items():
        print(f"{name}  {winograd_error(matrices, arguments.channels, arguments.tiles, random):.1e}")


if __name__ == "__main__":
    main()
