// What becomes of a strip's results of some panels while they are in the caches.

INLINE void activate(ckernels_activation activation, float *values, size_t count) {
  switch (activation) {
    case CKERNELS_SILU: ckernels_silu(values, values, count); return;
    case CKERNELS_QUICK_GELU: ckernels_quick_gelu(values, values, count); return;
    case CKERNELS_GELU: ckernels_gelu(values, values, count); return;
    case CKERNELS_GELU_TANH: ckernels_gelu_tanh(values, values, count); return;
    case CKERNELS_IDENTITY:
    case CKERNELS_GATED_GELU: return;
  }
}

// Of rows of the target, the columns of panels.
INLINE void activate_panels(const ckernels_product *product, ckernels_range rows,
                            ckernels_range panels) {
  if (product->activation == CKERNELS_IDENTITY) return;
  const size_t first = panels.start * PANEL;
  const size_t count = smaller(panels.end * PANEL, product->columns) - first;
  for (size_t row = rows.start; row < rows.end; row++) {
    activate(product->activation, product->target + row * product->target_stride + first, count);
  }
}

// One half of a gated product, values or gates: some panels, into `buffer`, [rows][2][panels].
INLINE ckernels_product gated_half(const ckernels_product *product, ckernels_range panels, int gates,
                                   float *buffer) {
  const size_t first = panels.start * PANEL + (gates ? product->columns / 2 : 0);
  const size_t columns = (panels.end - panels.start) * PANEL;
  ckernels_product half = *product;
  half.activation = CKERNELS_IDENTITY;
  half.panels = (const element *)product->panels + first * product->segments * product->inner;
  half.columns = columns;
  half.target = buffer + (gates ? columns : 0);
  half.target_stride = 2 * columns;
  half.bias = product->bias ? product->bias + first : NULL;
  return half;
}

// Writes values · gelu(gates) of both halves to rows from `start` on.
INLINE void write_gated(const ckernels_product *product, const float *buffer, size_t start,
                        size_t rows, ckernels_range panels) {
  const size_t columns = (panels.end - panels.start) * PANEL;
  float *target = product->target + start * product->target_stride + panels.start * PANEL;
  for (size_t row = 0; row < rows; row++) {
    ckernels_geglu(buffer + row * 2 * columns, target + row * product->target_stride, 1, columns);
  }
}

static void *room(size_t bytes) {
  void *memory = aligned_alloc(64, rounded_up(bytes ? bytes : 1, 64));
  if (!memory) abort();
  return memory;
}
