#include "expect.h"
#include <string.h>
#include <zstd.h>

int main(void) {
  /* By the frame format: a single segment of five bytes in one raw block. */
  static const char frame[] = "\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00hello";
  static char text[4000000], packed[4100000], back[4000000];
  EXPECT(ZSTD_decompress(text, sizeof text, frame, sizeof frame - 1) == 5 && memcmp(text, "hello", 5) == 0);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * i >> 11);
  ZSTD_CCtx *context = ZSTD_createCCtx();
  /* An error unless it is built with threads. */
  EXPECT(!ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, 2)));
  size_t size = ZSTD_compress2(context, packed, sizeof packed, text, sizeof text);
  EXPECT(!ZSTD_isError(size) && size < sizeof text);
  EXPECT(ZSTD_decompress(back, sizeof back, packed, size) == sizeof text && memcmp(text, back, sizeof text) == 0);
  ZSTD_freeCCtx(context);
  printf("zstd %s: known vector, round trip with two threads\n", ZSTD_versionString());
  return 0;
}
