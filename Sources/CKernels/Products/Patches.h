// The address of the pixel of a picture under one place of the kernel.
INLINE const element *patch_segment(const ckernels_patches *p, const element *picture, size_t row,
                                    size_t segment) {
  const size_t pixels = p->output_height * p->output_width;
  const size_t item = row / pixels, pixel = row % pixels;
  ptrdiff_t y = (ptrdiff_t)(pixel / p->output_width * p->stride + segment / p->kernel_width) - p->leading;
  ptrdiff_t x = (ptrdiff_t)(pixel % p->output_width * p->stride + segment % p->kernel_width) - p->leading;
  if (p->spread > 1) {
    const ptrdiff_t spread = (ptrdiff_t)p->spread;
    if (y < 0 || x < 0 || y % spread || x % spread) return p->zeros;
    y /= spread;
    x /= spread;
  }
  if (y < 0 || x < 0 || y >= (ptrdiff_t)p->height || x >= (ptrdiff_t)p->width) return p->zeros;
  return picture + ((item * p->height + (size_t)y) * p->width + (size_t)x) * p->channels;
}

// Writes the addresses of so many rows of patches, [count][segments]. Places are counted up: divisions
// for each would take as long as the products of few channels.
static void find_patches(const ckernels_product *product, size_t start, size_t count,
                         const element **places) {
  const ckernels_patches *p = product->patches;
  const element *picture = product->left;
  size_t x = start % p->output_width, y = start / p->output_width % p->output_height;
  size_t item = start / p->output_width / p->output_height;
  for (size_t row = start; row < start + count; row++, places += product->segments) {
    const element *pixels = picture + item * p->height * p->width * p->channels;
    // What lies above or to the left wraps round to a large number.
    const size_t top = y * p->stride - (size_t)p->leading, left = x * p->stride - (size_t)p->leading;
    for (size_t segment = 0, line = 0; line < p->kernel_height; line++) {
      for (size_t column = 0; column < p->kernel_width; column++, segment++) {
        const size_t v = top + line, u = left + column;
        if (p->spread > 1) {
          places[segment] = patch_segment(p, picture, row, segment);
        } else {
          places[segment] = v < p->height && u < p->width
                                ? pixels + (v * p->width + u) * p->channels
                                : p->zeros;
        }
      }
    }
    if (++x == p->output_width) {
      x = 0;
      if (++y == p->output_height) y = 0, item++;
    }
  }
}
