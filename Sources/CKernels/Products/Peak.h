// What the processor can do at most: fused multiplications and additions in registers that do not wait
// for each other. Returns the number of operations; the sums go to the sink, LANES floats.
static size_t exhaust(size_t rounds, float *sink) {
  // Enough for two units of a latency of four cycles and more.
  enum { CHAINS = 12 };
  vector sum[CHAINS];
  // From memory, so that nothing is known beforehand.
  const vector factor = load(sink);
  UNROLLED for (int i = 0; i < CHAINS; i++) sum[i] = splat((float)i);
  for (size_t round = 0; round < rounds; round++) {
    UNROLLED for (int i = 0; i < CHAINS; i++) sum[i] = multiply_add(sum[i], factor, factor);
  }
  vector all = sum[0];
  UNROLLED for (int i = 1; i < CHAINS; i++) all += sum[i];
  store(sink, all);
  return 2 * CHAINS * LANES * rounds;
}
