#ifndef MAQUETTE_CPNG_SHIM_H
#define MAQUETTE_CPNG_SHIM_H

// libpng reports an error by longjmp, which must not cross a Swift frame. So every function here
// that may fail sets its own jump target, returns 0 after a failure, and keeps the reason in
// `message`; no jump leaves this file. What must survive a jump lives in the struct, not in locals.

#include <png.h>
#include <stdlib.h>
#include <string.h>

typedef struct cpng_reader {
  png_structp png;
  png_infop info;
  const unsigned char *bytes;
  size_t count;
  size_t offset;
  unsigned width, height, channels, depth;
  // Whether the picture is grey without opacity, and the bytes of a sample.
  unsigned grey, sample;
  char message[160];
} cpng_reader;

typedef struct cpng_writer {
  png_structp png;
  png_infop info;
  unsigned char *bytes;
  size_t count;
  size_t capacity;
  char message[160];
} cpng_writer;

static inline void cpng_keep_message(char *target, const char *message) {
  strncpy(target, message, 159);
  target[159] = 0;
}

static inline void cpng_reader_error(png_structp png, png_const_charp message) {
  cpng_keep_message(((cpng_reader *)png_get_error_ptr(png))->message, message);
  png_longjmp(png, 1);
}

static inline void cpng_writer_error(png_structp png, png_const_charp message) {
  cpng_keep_message(((cpng_writer *)png_get_error_ptr(png))->message, message);
  png_longjmp(png, 1);
}

static inline void cpng_ignore_warning(png_structp png, png_const_charp message) {
  (void)png, (void)message;
}

// MARK: - Reading

static inline void cpng_take(png_structp png, png_bytep target, size_t count) {
  cpng_reader *reader = (cpng_reader *)png_get_io_ptr(png);
  if (count > reader->count - reader->offset) png_error(png, "the file ends too early");
  memcpy(target, reader->bytes + reader->offset, count);
  reader->offset += count;
}

/// Starts reading `count` bytes, which must outlive the reader; null when memory is short.
static inline cpng_reader *cpng_reader_create(const unsigned char *bytes, size_t count) {
  cpng_reader *reader = (cpng_reader *)calloc(1, sizeof(cpng_reader));
  if (!reader) return NULL;
  reader->bytes = bytes;
  reader->count = count;
  reader->png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, reader, cpng_reader_error, cpng_ignore_warning);
  if (reader->png) reader->info = png_create_info_struct(reader->png);
  if (!reader->info) cpng_keep_message(reader->message, "memory is short");
  return reader;
}

/// Reads up to the pixels and asks for 8 bits a sample, or for all 16 of a grey one where `deep` is set,
/// in one, three or four channels.
static inline int cpng_reader_header(cpng_reader *reader, int deep) {
  if (!reader->info || setjmp(png_jmpbuf(reader->png))) return 0;
  png_structp png = reader->png;
  png_set_read_fn(png, reader, cpng_take);
  // A packed text may unpack to a thousand times its bytes.
  png_set_chunk_malloc_max(png, 1 << 28);
  // A damaged text chunk would be dropped with a warning: nothing is dropped in silence here.
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_read_info(png, reader->info);
  reader->depth = png_get_bit_depth(png, reader->info);
  png_set_expand(png);
  int type = png_get_color_type(png, reader->info);
  reader->grey = type == PNG_COLOR_TYPE_GRAY && !png_get_valid(png, reader->info, PNG_INFO_tRNS);
  deep = deep && reader->grey && reader->depth == 16;
  reader->sample = deep ? 2 : 1;
  if (!deep) png_set_scale_16(png);
  int transparent = png_get_valid(png, reader->info, PNG_INFO_tRNS) || (type & PNG_COLOR_MASK_ALPHA);
  if (transparent && !(type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, reader->info);
  reader->width = png_get_image_width(png, reader->info);
  reader->height = png_get_image_height(png, reader->info);
  reader->channels = png_get_channels(png, reader->info);
  size_t samples = (size_t)reader->width * reader->channels;
  return png_get_rowbytes(png, reader->info) == samples * reader->sample;
}

/// Reads all rows into width × height × channels samples, and what follows them.
static inline int cpng_reader_pixels(cpng_reader *reader, unsigned char *pixels) {
  if (setjmp(png_jmpbuf(reader->png))) return 0;
  size_t stride = (size_t)reader->width * reader->channels * reader->sample;
  int passes = png_get_interlace_type(reader->png, reader->info) == PNG_INTERLACE_NONE ? 1 : 7;
  for (int pass = 0; pass < passes; pass++)
    for (size_t row = 0; row < reader->height; row++)
      png_read_row(reader->png, pixels + row * stride, NULL);
  png_read_end(reader->png, reader->info);
  return 1;
}

static inline int cpng_reader_text_count(const cpng_reader *reader) {
  return png_get_text(reader->png, reader->info, NULL, NULL);
}

static inline png_text cpng_reader_text(const cpng_reader *reader, int index) {
  png_textp texts = NULL;
  png_get_text(reader->png, reader->info, &texts, NULL);
  return texts[index];
}

static inline const char *cpng_reader_message(const cpng_reader *reader) { return reader->message; }

static inline void cpng_reader_free(cpng_reader *reader) {
  png_destroy_read_struct(&reader->png, &reader->info, NULL);
  free(reader);
}

// MARK: - Writing

static inline void cpng_give(png_structp png, png_bytep source, size_t count) {
  cpng_writer *writer = (cpng_writer *)png_get_io_ptr(png);
  if (count > writer->capacity - writer->count) {
    size_t capacity = 2 * writer->capacity + count;
    unsigned char *bytes = (unsigned char *)realloc(writer->bytes, capacity);
    if (!bytes) png_error(png, "memory is short");
    writer->bytes = bytes;
    writer->capacity = capacity;
  }
  memcpy(writer->bytes + writer->count, source, count);
  writer->count += count;
}

static inline void cpng_flush(png_structp png) { (void)png; }

/// Starts a picture of 8 bits a sample with one, three or four channels.
static inline cpng_writer *cpng_writer_create(void) {
  cpng_writer *writer = (cpng_writer *)calloc(1, sizeof(cpng_writer));
  if (!writer) return NULL;
  writer->png = png_create_write_struct(
      PNG_LIBPNG_VER_STRING, writer, cpng_writer_error, cpng_ignore_warning);
  if (writer->png) writer->info = png_create_info_struct(writer->png);
  if (!writer->info) cpng_keep_message(writer->message, "memory is short");
  return writer;
}

static inline int cpng_writer_header(
    cpng_writer *writer, unsigned width, unsigned height, unsigned channels) {
  if (!writer->info || setjmp(png_jmpbuf(writer->png))) return 0;
  int type = channels == 1 ? PNG_COLOR_TYPE_GRAY
             : channels == 3 ? PNG_COLOR_TYPE_RGB
                             : PNG_COLOR_TYPE_RGB_ALPHA;
  png_set_write_fn(writer->png, writer, cpng_give, cpng_flush);
  png_set_user_limits(writer->png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(
      writer->png, writer->info, width, height, 8, type, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  return 1;
}

/// Adds an uncompressed iTXt chunk; libpng copies both strings.
static inline int cpng_writer_text(cpng_writer *writer, const char *keyword, const char *text) {
  if (setjmp(png_jmpbuf(writer->png))) return 0;
  char empty[1] = {0};
  png_text chunk;
  memset(&chunk, 0, sizeof chunk);
  chunk.compression = PNG_ITXT_COMPRESSION_NONE;
  chunk.key = (char *)keyword;
  chunk.text = (char *)text;
  chunk.lang = empty;
  chunk.lang_key = empty;
  png_set_text(writer->png, writer->info, &chunk, 1);
  return 1;
}

static inline int cpng_writer_pixels(cpng_writer *writer, const unsigned char *pixels) {
  if (setjmp(png_jmpbuf(writer->png))) return 0;
  png_write_info(writer->png, writer->info);
  size_t stride = png_get_rowbytes(writer->png, writer->info);
  size_t height = png_get_image_height(writer->png, writer->info);
  for (size_t row = 0; row < height; row++) png_write_row(writer->png, pixels + row * stride);
  png_write_end(writer->png, NULL);
  return 1;
}

static inline const char *cpng_writer_message(const cpng_writer *writer) { return writer->message; }

static inline void cpng_writer_free(cpng_writer *writer) {
  png_destroy_write_struct(&writer->png, &writer->info);
  free(writer->bytes);
  free(writer);
}

#endif
