// Packing the right operand of a product into panels.

#include "PanelWidths.h"

#ifdef DEAL_LOW
// Columns lie one after the other in memory: rows of the panel are copied.
static void pack_rows(const float *source, size_t inner_stride, size_t count, size_t columns,
                      size_t width, float scale, float *target) {
  for (size_t k = 0; k < count; k++) {
    const float *from = source + k * inner_stride;
    float *into = target + k * width;
    size_t column = 0;
    for (; column + LANES <= columns; column += LANES) {
      store(into + column, load(from + column) * scale);
    }
    if (column == width) continue;
    for (; column < columns; column++) into[column] = from[column] * scale;
    for (; column < width; column++) into[column] = 0;
  }
}

// Inner indices lie one after the other in memory: LANES by LANES floats are turned at a time.
static void pack_columns(const float *source, size_t column_stride, size_t count, size_t columns,
                         size_t width, float scale, float *target) {
  for (size_t start = 0; start < width; start += LANES) {
    const size_t present = start < columns ? smaller(LANES, columns - start) : 0;
    const float *from = source + start * column_stride;
    size_t k = 0;
    for (; present == LANES && k + LANES <= count; k += LANES) {
      vector block[LANES];
      for (int i = 0; i < LANES; i++) block[i] = load(from + i * column_stride + k) * scale;
      transpose(block);
      for (int i = 0; i < LANES; i++) store(target + (k + i) * width + start, block[i]);
    }
    for (; k < count; k++) {
      float *into = target + k * width + start;
      for (size_t i = 0; i < LANES; i++) {
        into[i] = i < present ? from[i * column_stride + k] * scale : 0;
      }
    }
  }
}

static void pack(const float *source, size_t inner_stride, size_t column_stride, size_t count,
                 size_t columns, float scale, float *target, size_t inner, size_t offset,
                 ckernels_range panels) {
  for (size_t panel = panels.start; panel < panels.end; panel++) {
    const size_t present = panel_columns(columns, panel), width = panel_width(columns, panel);
    const float *from = source + panel * PANEL * column_stride;
    float *into = target + panel * PANEL * inner + offset * width;
    if (column_stride == 1) {
      pack_rows(from, inner_stride, count, present, width, scale, into);
    } else {
      pack_columns(from, column_stride, count, present, width, scale, into);
    }
  }
}
#endif
