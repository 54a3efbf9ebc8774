"""Says what rounding costs a convolution of 3 x 3, directly and by Winograd's algorithm.

    python Fixtures/make/winograd_rounding.py [--channels 320] [--tiles 200]

Needs numpy. Pictures and kernels are noise. The first figure is that of both sides rounded to bfloat16 before they
are multiplied, with transforms and sums in double precision; the second that of single precision throughout. Both
are errors relative to the length of the exact result. The matrices of F(2 x 2) and F(4 x 4) are those of Lavin and
Gray, arXiv 1509.09308, section 4; those of F(6 x 6) follow from the points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity.
Pictures whose pixels are doubled go by 4 x 4 pixels and 7 x 7 products for 6 x 6 results: two convolutions F(3, 2) of
the same pixels by turns, from the points 0, 1, -1 and infinity, which share the product at 1.
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
    "F(6 x 6, 3 x 3)": (
        [[1, 0, -21 / 4, 0, 21 / 4, 0, -1, 0], [0, 1, 1, -17 / 4, -17 / 4, 1, 1, 0],
         [0, -1, 1, 17 / 4, -17 / 4, -1, 1, 0], [0, 1 / 2, 1 / 4, -5 / 2, -5 / 4, 2, 1, 0],
         [0, -1 / 2, 1 / 4, 5 / 2, -5 / 4, -2, 1, 0], [0, 2, 4, -5 / 2, -5, 1 / 2, 1, 0],
         [0, -2, 4, 5 / 2, -5, -1 / 2, 1, 0], [0, -1, 0, 21 / 4, 0, -21 / 4, 0, 1]],
        [[1, 0, 0], [-2 / 9, -2 / 9, -2 / 9], [-2 / 9, 2 / 9, -2 / 9], [1 / 90, 1 / 45, 2 / 45],
         [1 / 90, -1 / 45, 2 / 45], [32 / 45, 16 / 45, 8 / 45], [32 / 45, -16 / 45, 8 / 45],
         [0, 0, 1]],
        [[1, 1, 1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 1 / 2, -1 / 2, 0],
         [0, 1, 1, 4, 4, 1 / 4, 1 / 4, 0], [0, 1, -1, 8, -8, 1 / 8, -1 / 8, 0],
         [0, 1, 1, 16, 16, 1 / 16, 1 / 16, 0], [0, 1, -1, 32, -32, 1 / 32, -1 / 32, 1]],
    ),
    "doubled pixels": (
        [[1, 0, -1, 0], [1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1],
         [0, -1, 0, 1]],
        [[1, 1, 0], [1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, 1 / 2, -1 / 2],
         [1 / 2, -1 / 2, -1 / 2], [0, 0, 1], [0, 1, 1]],
        [[1, 0, 1, 1, 0, 0, 0], [0, 1, 1, 0, 1, 0, 0], [0, 0, 1, -1, 0, 0, 0],
         [0, 0, 1, 0, -1, 0, 0], [0, 0, 1, 1, 0, 1, 0], [0, 0, 1, 0, 1, 0, 1]],
    ),
}


def rounded(values):
    """The nearest bfloat16, ties to even."""
    bits = numpy.asarray(values, numpy.float32).view(numpy.uint32)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return bits.astype(numpy.uint32).view(numpy.float32).astype(float)


def error(found, exact):
    return numpy.linalg.norm(found - exact) / numpy.linalg.norm(exact)


def single_sum(left, right):
    """The products of tiles with a kernel, added up channel by channel in single precision."""
    total = numpy.zeros_like(left[:, 0])
    for channel in range(left.shape[1]):
        total += left[:, channel] * right[channel]
    return total


def winograd_errors(matrices, channels, tiles, random):
    side = len(matrices[0][0])
    pictures = random.normal(size=(tiles, channels, side, side)).astype(numpy.float32)
    kernel = random.normal(size=(channels, 3, 3)).astype(numpy.float32)

    def transformed(precision):
        of_picture, of_kernel, of_result = (numpy.array(matrix, precision) for matrix in matrices)
        left = of_picture @ pictures.astype(precision) @ of_picture.T
        right = of_kernel @ kernel.astype(precision) @ of_kernel.T
        return left, right, lambda total: of_result @ total @ of_result.T

    left, right, finish = transformed(float)
    exact = finish((left * right).sum(1))
    single_left, single_right, single_finish = transformed(numpy.float32)
    return (error(finish((rounded(left) * rounded(right)).sum(1)), exact),
            error(single_finish(single_sum(single_left, single_right)), exact))


def direct_errors(channels, tiles, random):
    patches = random.normal(size=(tiles, 9 * channels)).astype(numpy.float32)
    kernel = random.normal(size=9 * channels).astype(numpy.float32)
    exact = patches.astype(float) @ kernel.astype(float)
    return error(rounded(patches) @ rounded(kernel), exact), error(
        single_sum(patches, kernel), exact)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--channels", type=int, default=320)
    parser.add_argument("--tiles", type=int, default=200)
    arguments = parser.parse_args()
    random = numpy.random.default_rng(0)
    print("                 bfloat16  single precision")
    for name, errors in [
        ("direct", direct_errors(arguments.channels, arguments.tiles, random)),
        *((name, winograd_errors(matrices, arguments.channels, arguments.tiles, random))
          for name, matrices in ALGORITHMS.items()),
    ]:
        print(f"{name:15}  {errors[0]:.1e}   {errors[1]:.1e}")


if __name__ == "__main__":
    main()
