/* Through the C interface; the library is C++. */
#include "expect.h"
#include <snappy-c.h>
#include <string.h>

int main(void) {
  /* By the format: five bytes, one literal. */
  static const char known[] = "\x05\x10hello";
  static char text[100000], packed[200000], back[100000];
  size_t size = sizeof text;
  EXPECT(snappy_uncompress(known, sizeof known - 1, text, &size) == SNAPPY_OK && size == 5 && memcmp(text, "hello", 5) == 0);
  EXPECT(snappy_validate_compressed_buffer("\x05\x10hell", 6) == SNAPPY_INVALID_INPUT);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * i >> 9);
  size = sizeof packed;
  EXPECT(snappy_compress(text, sizeof text, packed, &size) == SNAPPY_OK && size < sizeof text);
  size_t out = sizeof back;
  EXPECT(snappy_uncompress(packed, size, back, &out) == SNAPPY_OK && out == sizeof text && memcmp(text, back, out) == 0);
  puts("snappy: known vector and round trip");
  return 0;
}
