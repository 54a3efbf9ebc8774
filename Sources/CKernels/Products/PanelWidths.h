// The columns of a panel that are there, and its width in whole vectors.
INLINE size_t panel_columns(size_t columns, size_t panel) {
  return smaller(PANEL, columns - panel * PANEL);
}
INLINE size_t panel_width(size_t columns, size_t panel) {
  return rounded_up(panel_columns(columns, panel), LANES);
}
