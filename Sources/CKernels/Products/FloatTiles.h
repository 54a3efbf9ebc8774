// Transformed tiles and kernels of Winograd's algorithm as floats.

INLINE size_t elements_of(size_t channels) { return channels; }

INLINE void store_pixels(element *target, vector value) { store(target, value); }

// The kernels of two inputs, [products][2][width].
INLINE void store_kernels(const tile_form form, const vector x[LARGEST_SIDE], const vector y[LARGEST_SIDE],
                          element *target, size_t plane, size_t width) {
  UNROLLED for (size_t column = 0; column < form.products; column++, target += plane) {
    store(target, x[column]);
    store(target + width, y[column]);
  }
}

// Tiles whose numbers are one element of a product's inner indices.
enum { TILES_TOGETHER = 1 };

INLINE void store_together(element *target, const vector x[TILES_TOGETHER]) { store(target, x[0]); }
