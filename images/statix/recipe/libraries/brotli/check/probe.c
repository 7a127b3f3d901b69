#include "expect.h"
#include <brotli/decode.h>
#include <brotli/encode.h>
#include <string.h>

int main(void) {
  /* By RFC 7932: an uncompressed meta-block of five bytes, then the empty last one. */
  static const uint8_t known[] = "\x0b\x02\x80hello\x03";
  static uint8_t text[100000], packed[200000], back[100000];
  size_t size = sizeof text, out = sizeof back;
  EXPECT(BrotliDecoderDecompress(sizeof known - 1, known, &size, text) == BROTLI_DECODER_RESULT_SUCCESS);
  EXPECT(size == 5 && memcmp(text, "hello", 5) == 0);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (uint8_t)(i * i >> 9);
  size = sizeof packed;
  EXPECT(BrotliEncoderCompress(6, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, sizeof text, text, &size, packed) && size < sizeof text);
  EXPECT(BrotliDecoderDecompress(size, packed, &out, back) == BROTLI_DECODER_RESULT_SUCCESS);
  EXPECT(out == sizeof text && memcmp(text, back, out) == 0);
  printf("brotli %u.%u: known vector and round trip\n", BrotliDecoderVersion() >> 24, BrotliDecoderVersion() >> 12 & 0xfff);
  return 0;
}
