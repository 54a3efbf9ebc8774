// Cases: their buffers, and the sentence that names one when it fails.
#include "Harness.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#if __has_feature(address_sanitizer)
#include <sanitizer/common_interface_defs.h>
#elif __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HAS_VALGRIND 1
#endif

// What lies before a buffer in its block, and in a matrix where nothing may be written.
enum { UNTOUCHED = 0x5a };

// Bytes of all ones are no number, whether they are a float or two bfloat16.
enum { NO_NUMBER = 0xff };

// A block of memory, and the buffer in it.
typedef struct {
  char *block;
  size_t before, size;
  int is_mapped;
} block;

static block blocks[64];
static size_t block_count;

static placement current_placement;
static char sentence[512] = "no kernel";
static size_t case_count;

static int runs_on_valgrind(void) {
#ifdef HAS_VALGRIND
  return RUNNING_ON_VALGRIND != 0;
#else
  return 0;
#endif
}

static size_t valgrind_errors(void) {
#ifdef HAS_VALGRIND
  return VALGRIND_COUNT_ERRORS;
#else
  return 0;
#endif
}

int placements(void) { return runs_on_valgrind() ? 2 : 3; }

void begin_case(placement place, const char *kernel, const char *level, const char *words, ...) {
  static const char *const places[] = {"", ", misaligned", ", before a guard page"};
  current_placement = place;
  case_count++;
  size_t length = (size_t)snprintf(sentence, sizeof sentence, "%s (%s), ", kernel, level);
  va_list arguments;
  va_start(arguments, words);
  length += (size_t)vsnprintf(sentence + length, sizeof sentence - length, words, arguments);
  va_end(arguments);
  if (length < sizeof sentence) {
    snprintf(sentence + length, sizeof sentence - length, "%s", places[place]);
  }
}

size_t take_case_count(void) {
  const size_t count = case_count;
  case_count = 0;
  return count;
}

void fail(const char *format, ...) {
  fprintf(stderr, "%s: ", sentence);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  // Not exit: what is still allocated is no leak.
  fflush(NULL);
  _exit(1);
}

// By write alone, which is allowed in a handler of signals.
static void tell_the_case(void) {
  static const char words[] = ": that was the case\n";
  ssize_t written = write(STDERR_FILENO, sentence, strlen(sentence));
  written += write(STDERR_FILENO, words, sizeof words - 1);
  (void)written;
}

#if !__has_feature(address_sanitizer)
static void die_of_signal(int number) {
  tell_the_case();
  signal(number, SIG_DFL);
  raise(number);
}
#endif

void tell_the_case_when_dying(void) {
#if __has_feature(address_sanitizer)
  __sanitizer_set_death_callback(tell_the_case);
#else
  static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  for (size_t i = 0; i < COUNT_OF(numbers); i++) signal(numbers[i], die_of_signal);
#endif
}

// Pages whose last one may not be touched; the buffer ends where that begins.
static block guarded_block(size_t bytes) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t open = (bytes + page - 1) / page * page;
  char *pages = mmap(NULL, open + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (pages == MAP_FAILED || mprotect(pages + open, page, PROT_NONE)) fail("no memory");
  return (block){pages, open - bytes, open + page, 1};
}

void *room(size_t bytes, size_t shift) {
  if (block_count == COUNT_OF(blocks)) fail("more buffers than the harness holds");
  block made;
  if (current_placement == GUARDED) {
    made = guarded_block(bytes);
  } else {
    made.before = current_placement == SHIFTED ? shift : 0;
    made.size = bytes + made.before;
    made.is_mapped = 0;
    made.block = malloc(made.size);
    if (!made.block) fail("no memory");
  }
  memset(made.block, UNTOUCHED, made.before);
  blocks[block_count++] = made;
  return made.block + made.before;
}

void end_case(void) {
  while (block_count > 0) {
    const block *last = &blocks[--block_count];
    for (size_t i = 0; i < last->before; i++) {
      if (last->block[i] != UNTOUCHED) fail("wrote before a buffer");
    }
    if (last->is_mapped) {
      munmap(last->block, last->size);
    } else {
      free(last->block);
    }
  }
  static size_t known_errors;
  if (valgrind_errors() != known_errors) {
    known_errors = valgrind_errors();
    fail("valgrind has found what it says above");
  }
}

void unwrite(void *bytes, size_t count) {
  if (!count) return;
#ifdef HAS_VALGRIND
  if (RUNNING_ON_VALGRIND) {
    VALGRIND_MAKE_MEM_UNDEFINED(bytes, count);
    return;
  }
#endif
  memset(bytes, NO_NUMBER, count);
}

float *unwritten_floats(size_t count) {
  float *floats = room(count * sizeof *floats, sizeof *floats);
  unwrite(floats, count * sizeof *floats);
  return floats;
}

float *random_floats(size_t count) {
  float *floats = room(count * sizeof *floats, sizeof *floats);
  for (size_t i = 0; i < count; i++) floats[i] = random_float();
  return floats;
}

double *zero_doubles(size_t count) {
  double *doubles = room(count * sizeof *doubles, sizeof *doubles);
  for (size_t i = 0; i < count; i++) doubles[i] = 0;
  return doubles;
}

static size_t matrix_count(size_t rows, size_t width, size_t stride) {
  return rows && width ? (rows - 1) * stride + width : 0;
}

static matrix filled_matrix(size_t rows, size_t width, size_t stride, int byte) {
  const size_t bytes = matrix_count(rows, width, stride) * sizeof(float);
  const matrix made = {room(bytes, sizeof(float)), rows, width, stride};
  memset(made.at, byte, bytes);
  return made;
}

matrix random_matrix(size_t rows, size_t width, size_t stride) {
  const matrix made = filled_matrix(rows, width, stride, NO_NUMBER);
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < width; i++) made.at[row * stride + i] = random_float();
  }
  return made;
}

matrix untouched_matrix(size_t rows, size_t width, size_t stride) {
  return filled_matrix(rows, width, stride, UNTOUCHED);
}

void unwrite_part(matrix matrix, ckernels_range rows, ckernels_range columns) {
  for (size_t row = rows.start; row < rows.end; row++) {
    unwrite(matrix.at + row * matrix.stride + columns.start,
            (columns.end - columns.start) * sizeof(float));
  }
}

void expect_untouched(matrix matrix, ckernels_range rows, ckernels_range columns) {
  float untouched;
  memset(&untouched, UNTOUCHED, sizeof untouched);
  const size_t count = matrix_count(matrix.rows, matrix.width, matrix.stride);
  for (size_t i = 0; i < count; i++) {
    const size_t row = i / matrix.stride, column = i % matrix.stride;
    const int is_inside = row >= rows.start && row < rows.end && column >= columns.start &&
                          column < columns.end;
    if (!is_inside && matrix.at[i] != untouched) {
      fail("wrote to row %zu, column %zu, which is none of its own", row, column);
    }
  }
}

uint32_t random_bits(void) {
  // xorshift64*, S. Vigna, arXiv 1402.6246.
  static uint64_t state = 0x9e3779b97f4a7c15u;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)(state * 0x2545f4914f6cdd1du >> 32);
}

float random_float(void) { return (float)(int32_t)(random_bits() & ~0xffu) * 0x1p-31f; }

void expect_near(const char *what, size_t index, float found, double value, double tolerance) {
  expect_near_double(what, index, (double)found, value, tolerance);
}

void expect_near_double(const char *what, size_t index, double found, double value,
                        double tolerance) {
  if (isnan(value) ? isnan(found) : found == value || fabs(found - value) <= tolerance) return;
  fail("%s[%zu] is %.9g, not %.9g within %.2g", what, index, found, value, tolerance);
}

void expect_word(const char *what, size_t index, uint32_t found, uint32_t word) {
  if (found != word) fail("%s[%zu] is %08x, not %08x", what, index, found, word);
}

double nearest(double number, int digits) {
  int exponent;
  const double fraction = frexp(number, &exponent);
  return ldexp(nearbyint(ldexp(fraction, digits)), exponent - digits);
}

float low_of(float number) { return number - (float)nearest((double)number, 8); }

uint32_t nearest_pair(float first, float second) {
  const float rounded[2] = {(float)nearest(first, 8), (float)nearest(second, 8)};
  uint32_t words[2];
  memcpy(words, rounded, sizeof words);
  return words[0] >> 16 | (words[1] & 0xffff0000u);
}
