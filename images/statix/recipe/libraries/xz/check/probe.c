#include "expect.h"
#include <lzma.h>
#include <string.h>

int main(void) {
  /* "Statix Statix Statix ", packed by another program. */
  static const uint8_t packed[] =
      "\xfd\x37\x7a\x58\x5a\x00\x00\x01\x69\x22\xde\x36\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f\xe5\xa3\xe0\x00\x14\x00\x0d\x5d\x00\x29\x9d"
      "\x08\x27\x77\xba\x98\xd8\x93\x61\x42\x80\x00\x00\x00\x00\x00\x14\x13\xa6\x56\x00\x01\x25\x15\x27\x81\xa8\xa5\x90\x42\x99\x0d\x01"
      "\x00\x00\x00\x00\x01\x59\x5a";
  static uint8_t text[100000], again[200000], back[100000];
  uint64_t limit = UINT64_MAX;
  size_t in = 0, out = 0;
  EXPECT(lzma_stream_buffer_decode(&limit, 0, NULL, packed, &in, 72, text, &out, sizeof text) == LZMA_OK);
  EXPECT(out == 21 && memcmp(text, "Statix Statix Statix ", 21) == 0);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (uint8_t)(i * i >> 7);
  lzma_mt threads = {.threads = 2, .preset = 6, .check = LZMA_CHECK_SHA256};
  lzma_stream stream = LZMA_STREAM_INIT;
  EXPECT(lzma_stream_encoder_mt(&stream, &threads) == LZMA_OK);
  stream.next_in = text;
  stream.avail_in = sizeof text;
  stream.next_out = again;
  stream.avail_out = sizeof again;
  EXPECT(lzma_code(&stream, LZMA_FINISH) == LZMA_STREAM_END);
  in = out = 0;
  EXPECT(lzma_stream_buffer_decode(&limit, 0, NULL, again, &in, stream.total_out, back, &out, sizeof back) == LZMA_OK);
  EXPECT(out == sizeof text && memcmp(text, back, out) == 0);
  lzma_end(&stream);
  printf("liblzma %s: known vector, round trip with two threads\n", lzma_version_string());
  return 0;
}
