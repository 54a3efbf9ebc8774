// Runs every kernel of every level that the processor has on odd sizes, in buffers that are exactly as
// large as the headers say, and compares what comes out with the definition in double precision.
//
//     kernels              all levels
//     kernels avx2 …       these alone, where the processor has them
//
// It says what it ran and exits with 0, or says in a sentence which kernel, level and sizes went wrong
// and exits with 1. Built with sanitizers it also ends at the first wrong access; `make sanitize` runs
// it so, and under valgrind.
#include "Harness.h"

#include <stdio.h>
#include <time.h>

static int is_wanted(const char *name, int count, char **names) {
  for (int i = 0; i < count; i++) {
    if (!strcmp(names[i], name)) return 1;
  }
  return count == 0;
}

static void refuse_unknown_levels(int count, char **names) {
  for (int i = 0; i < count; i++) {
    int known = 0;
    for (size_t j = 0; j < kernel_level_count; j++) known |= !strcmp(names[i], kernel_levels[j].name);
    for (size_t j = 0; j < clone_level_count; j++) known |= !strcmp(names[i], clone_levels[j].name);
    if (known) continue;
    fprintf(stderr, "no level is called %s\n", names[i]);
    exit(2);
  }
}

static void check_level(const kernel_level *level) {
  check_products(level);
  if (level->only_pairs) return;
  check_special_pairs(level);
  check_patches(level);
  check_winograd(level);
  check_kernel_gradients(level);
  check_attention(level);
  check_attention_gradients(level);
  check_peak(level);
  if (level->kernels()->tiles) check_tiles(level);
}

static void check_clones(const kernel_clones *clones) {
  check_empty(clones);
  check_half_floats(clones);
  check_activations(clones);
  check_softmax(clones);
  check_normalizations(clones);
  check_channels(clones);
  check_updates(clones);
  check_box_muller(clones);
}

// Says how much of a level ran, and how long it took the processor.
static void report(const char *name, int runs, clock_t start) {
  if (runs) {
    printf("%-20s %7zu cases  %5.1f s\n", name, take_case_count(),
           (double)(clock() - start) / CLOCKS_PER_SEC);
  } else {
    printf("%-20s not on this processor\n", name);
  }
  fflush(stdout);
}

int main(int count, char **names) {
  count--, names++;
  refuse_unknown_levels(count, names);
  tell_the_case_when_dying();
  for (size_t i = 0; i < clone_level_count; i++) {
    const kernel_clones *clones = &clone_levels[i];
    if (!is_wanted(clones->name, count, names)) continue;
    const clock_t start = clock();
    const int runs = clones->runs();
    if (runs) check_clones(clones);
    report(clones->name, runs, start);
  }
  for (size_t i = 0; i < kernel_level_count; i++) {
    const kernel_level *level = &kernel_levels[i];
    if (!is_wanted(level->name, count, names)) continue;
    const clock_t start = clock();
    const int runs = level->kernels() != NULL;
    if (runs) check_level(level);
    report(level->name, runs, start);
  }
  return 0;
}
