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
  y >>= p->doubled;
  x >>= p->doubled;
  if (y < 0 || x < 0 || y >= (ptrdiff_t)p->height || x >= (ptrdiff_t)p->width) return p->zeros;
  return picture + ((item * p->height + (size_t)y) * p->width + (size_t)x) * p->channels;
}
