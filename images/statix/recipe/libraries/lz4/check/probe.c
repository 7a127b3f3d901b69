#include "expect.h"
#include <lz4.h>
#include <lz4frame.h>
#include <lz4hc.h>
#include <string.h>

int main(void) {
  /* By the block format: one literal, a match of 10 bytes at distance 1, five literals. */
  static const char block[] = "\x16" "a" "\x01\x00" "\x50" "bcdef";
  static char text[200000], packed[300000], back[200000];
  EXPECT(LZ4_decompress_safe(block, text, sizeof block - 1, sizeof text) == 16);
  EXPECT(memcmp(text, "aaaaaaaaaaabcdef", 16) == 0);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * i >> 9);
  int size = LZ4_compress_HC(text, packed, sizeof text, sizeof packed, 9);
  EXPECT(size > 0 && size < (int)sizeof text);
  EXPECT(LZ4_decompress_safe(packed, back, size, sizeof back) == (int)sizeof text);
  EXPECT(memcmp(text, back, sizeof text) == 0);
  /* The frame format has xxHash sums: lz4's own copy. */
  LZ4F_preferences_t preferences = {.frameInfo = {.contentChecksumFlag = LZ4F_contentChecksumEnabled}};
  size_t frame = LZ4F_compressFrame(packed, sizeof packed, text, sizeof text, &preferences), used = frame, got = sizeof back;
  EXPECT(!LZ4F_isError(frame) && memcmp(packed, "\x04\x22\x4d\x18", 4) == 0);
  LZ4F_dctx *context;
  EXPECT(!LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)));
  EXPECT(LZ4F_decompress(context, back, &got, packed, &used, NULL) == 0 && got == sizeof text);
  LZ4F_freeDecompressionContext(context);
  printf("lz4 %s: known vector, block and frame\n", LZ4_versionString());
  return 0;
}
