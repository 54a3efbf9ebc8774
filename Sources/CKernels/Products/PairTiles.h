// Transformed tiles and kernels of Winograd's algorithm rounded to pairs of bfloat16. Included after
// RoundedPairs.h.

INLINE size_t elements_of(size_t channels) { return channels / 2; }

INLINE void store_pixels(element *target, vector value) {
  _mm256_storeu_si256((__m256i *)target, (__m256i)_mm512_cvtneps_pbh((__m512)value));
}

// The kernels of two inputs, [products][width].
INLINE void store_kernels(const tile_form form, const vector x[LARGEST_SIDE], const vector y[LARGEST_SIDE],
                          element *target, size_t plane, size_t width) {
  (void)width;
  UNROLLED for (size_t column = 0; column < form.products; column++, target += plane) {
    store_words(target, pair_of(x[column], y[column]));
  }
}

// Tiles whose numbers are one element of a product's inner indices.
enum { TILES_TOGETHER = 2 };

INLINE void store_together(element *target, const vector x[TILES_TOGETHER]) {
  store_words(target, pair_of(x[0], x[1]));
}
