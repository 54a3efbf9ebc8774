// The six instructions of AMX that kernels use, as Intel's manual (volume 2, "AMX") defines them. An
// instruction that the processor does not know raises a signal; the handler reads it from memory,
// carries it out on tiles of its own, a set a thread, and goes on behind it. What the manual makes an
// error stops the program here with a sentence.
// Names of registers in what a signal brings.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "TileEmulator.h"

#if defined(__x86_64__) && defined(__linux__)

#include <cpuid.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

enum { TILES = 8, ROWS = 16, ROW_BYTES = 64 };

typedef struct {
  int is_configured;
  uint16_t row_bytes[TILES];
  uint8_t rows[TILES];
  uint8_t data[TILES][ROWS][ROW_BYTES];
} tile_state;

static __thread tile_state tiles;
static atomic_ulong products;
static struct sigaction before;

unsigned long tile_emulator_products(void) { return atomic_load(&products); }

// CPUID 7, EDX bit 24 (TILE).
int tile_emulator_is_needed(void) {
  unsigned a, b, c, d;
  return !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d >> 24 & 1);
}

static void refuse(const char *why) {
  const char *parts[] = {"TileEmulator: ", why, "\n"};
  for (int i = 0; i < 3; i++) {
    if (write(2, parts[i], strlen(parts[i])) < 0) break;
  }
  abort();
}

// An instruction with a VEX prefix of three bytes, of the second map.
typedef struct {
  const uint8_t *bytes;
  // 0 none, 1 66, 2 F3, 3 F2; the register that the prefix names.
  unsigned prefix, named;
  unsigned opcode, mode, field, other;
  size_t length;
  // For memory: its address, and the index register's distance between rows.
  uint8_t *address;
  int64_t stride;
} instruction;

static int64_t general_register(const ucontext_t *context, unsigned number) {
  static const int places[16] = {
      REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
      REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
  };
  return context->uc_mcontext.gregs[places[number]];
}

// Reads the address behind the mode byte; tiles want an index register for the stride.
static void read_address(const ucontext_t *context, instruction *i, int extend_base, int extend_index) {
  const uint8_t *next = i->bytes + 5;
  unsigned base = i->other;
  int64_t index = 0;
  if (i->other == 4) {
    const unsigned sib = *next++;
    base = sib & 7;
    const unsigned number = (sib >> 3 & 7) | (extend_index ? 8 : 0);
    if (number != 4) index = general_register(context, number) << (sib >> 6);
  }
  int64_t address = 0, displacement = 0;
  const int is_absolute = base == 5 && i->mode == 0;
  if (is_absolute && i->other != 4) address = (int64_t)(i->bytes + 9);
  if (!is_absolute) address = general_register(context, base | (extend_base ? 8u : 0));
  if (i->mode == 1) {
    displacement = (int8_t)*next++;
  } else if (i->mode == 2 || is_absolute) {
    int32_t wide;
    memcpy(&wide, next, 4);
    displacement = wide;
    next += 4;
  }
  i->address = (uint8_t *)(address + displacement);
  i->stride = index;
  i->length = (size_t)(next - i->bytes);
}

// Whether the bytes are an instruction of this kind.
static int decode(const ucontext_t *context, instruction *i) {
  const uint8_t *b = (const uint8_t *)context->uc_mcontext.gregs[REG_RIP];
  if (b[0] != 0xC4 || (b[1] & 31) != 2 || (b[2] & 0x84) != 0) return 0;
  *i = (instruction){
      .bytes = b, .prefix = b[2] & 3, .named = ~(b[2] >> 3) & 15, .opcode = b[3],
      .mode = b[4] >> 6, .field = b[4] >> 3 & 7, .other = b[4] & 7, .length = 5,
  };
  if (i->mode != 3) read_address(context, i, !(b[1] & 0x20), !(b[1] & 0x40));
  return 1;
}

static void configure(const uint8_t *from) {
  memset(&tiles, 0, sizeof tiles);
  if (from[0] == 0) return;
  if (from[0] != 1) refuse("no such palette");
  for (int i = 2; i < 16; i++) {
    if (from[i]) refuse("reserved bytes of the configuration are not zero");
  }
  for (int i = 0; i < 16; i++) {
    uint16_t bytes;
    memcpy(&bytes, from + 16 + 2 * i, 2);
    const uint8_t rows = from[48 + i];
    if (i >= TILES && (bytes || rows)) refuse("there are eight tiles");
    if (bytes > ROW_BYTES || rows > ROWS || !bytes != !rows) refuse("a tile's shape is out of range");
    if (i < TILES) tiles.row_bytes[i] = bytes, tiles.rows[i] = rows;
  }
  tiles.is_configured = 1;
}

static void check_tile(unsigned tile) {
  if (!tiles.is_configured) refuse("tiles are used before they are configured");
  if (tile >= TILES || !tiles.rows[tile]) refuse("a tile without a shape is used");
}

static void load_tile(const instruction *i) {
  check_tile(i->field);
  if (i->other != 4) refuse("a tile's address has no index");
  memset(tiles.data[i->field], 0, sizeof tiles.data[0]);
  for (int row = 0; row < tiles.rows[i->field]; row++) {
    memcpy(tiles.data[i->field][row], i->address + row * i->stride, tiles.row_bytes[i->field]);
  }
}

static void store_tile(const instruction *i) {
  check_tile(i->field);
  if (i->other != 4) refuse("a tile's address has no index");
  for (int row = 0; row < tiles.rows[i->field]; row++) {
    memcpy(i->address + row * i->stride, tiles.data[i->field][row], tiles.row_bytes[i->field]);
  }
}

static float widened(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

// sums[m][n] += Σ over k of left[m][2k] · right[k][2n] + left[m][2k + 1] · right[k][2n + 1]
static void multiply_tiles(unsigned sums, unsigned left, unsigned right) {
  check_tile(sums);
  check_tile(left);
  check_tile(right);
  const int rows = tiles.rows[sums], columns = tiles.row_bytes[sums] / 4;
  if (sums == left || sums == right || left == right) refuse("a product takes one tile twice");
  if (tiles.rows[left] != rows || tiles.row_bytes[right] / 4 != columns ||
      tiles.row_bytes[left] / 4 != tiles.rows[right]) {
    refuse("a product's shapes don't fit");
  }
  for (int m = 0; m < rows; m++) {
    float line[ROW_BYTES / 4];
    memcpy(line, tiles.data[sums][m], sizeof line);
    for (int k = 0; k < tiles.rows[right]; k++) {
      uint32_t a, b[ROW_BYTES / 4];
      memcpy(&a, tiles.data[left][m] + 4 * k, 4);
      memcpy(b, tiles.data[right][k], sizeof b);
      for (int n = 0; n < columns; n++) {
        line[n] += widened(a << 16) * widened(b[n] << 16);
        line[n] += widened(a & 0xffff0000u) * widened(b[n] & 0xffff0000u);
      }
    }
    memcpy(tiles.data[sums][m], line, sizeof line);
  }
  atomic_fetch_add(&products, 1);
}

static int carry_out(const instruction *i) {
  const int is_register = i->mode == 3;
  if (i->opcode == 0x5C && i->prefix == 2 && is_register) {
    multiply_tiles(i->field, i->other, i->named);
  } else if (i->opcode == 0x4B && (i->prefix == 3 || i->prefix == 1) && !is_register) {
    load_tile(i);
  } else if (i->opcode == 0x4B && i->prefix == 2 && !is_register) {
    store_tile(i);
  } else if (i->opcode == 0x49 && i->prefix == 0 && !is_register) {
    configure(i->address);
  } else if (i->opcode == 0x49 && i->prefix == 0 && i->field == 0) {
    memset(&tiles, 0, sizeof tiles);
  } else if (i->opcode == 0x49 && i->prefix == 3 && is_register) {
    check_tile(i->field);
    memset(tiles.data[i->field], 0, sizeof tiles.data[0]);
  } else {
    return 0;
  }
  return 1;
}

static void handle(int number, siginfo_t *information, void *context) {
  ucontext_t *place = context;
  instruction i;
  if (decode(place, &i) && carry_out(&i)) {
    place->uc_mcontext.gregs[REG_RIP] += (long long)i.length;
    return;
  }
  // Something else that the processor does not know: the end that it would have had without us.
  sigaction(number, &before, NULL);
  (void)information;
}

const ckernels_kernels *tile_emulator_kernels(void) {
  static atomic_int is_started;
  const ckernels_kernels *kernels = ckernels_amx_unchecked();
  // A processor that knows the instructions raises no signal.
  if (kernels && !atomic_exchange(&is_started, 1)) {
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGILL, &action, &before);
    ckernels_amx();
  }
  return kernels;
}

__attribute__((constructor)) static void start_if_asked(void) {
  const char *kernels = getenv("MAQUETTE_KERNELS");
  if (!kernels || strcmp(kernels, "amx") != 0 || ckernels_amx()) return;
  if (tile_emulator_kernels()) ckernels_assume_amx();
}

#else

const ckernels_kernels *tile_emulator_kernels(void) { return NULL; }

int tile_emulator_is_needed(void) { return 1; }

unsigned long tile_emulator_products(void) { return 0; }

#endif
