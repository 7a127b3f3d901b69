#include "expect.h"
#include <bzlib.h>
#include <string.h>

int main(void) {
  /* "Statix Statix Statix ", packed by another program. */
  char packed[] = "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x38\xad\x12\xf6\x00\x00\x02\x93\x80\x40\x00\x08\x00\x20\x20"
                  "\x04\x40\x20\x00\x22\x3f\x54\x1a\x0c\x02\x2d\x29\xae\x47\x8b\xb9\x22\x9c\x28\x48\x1c\x56\x89\x7b\x00";
  static char text[100000], again[200000], back[100000];
  unsigned int size = sizeof text, other = sizeof again;
  EXPECT(BZ2_bzBuffToBuffDecompress(text, &size, packed, 50, 0, 0) == BZ_OK);
  EXPECT(size == 21 && memcmp(text, "Statix Statix Statix ", 21) == 0);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * i >> 7);
  EXPECT(BZ2_bzBuffToBuffCompress(again, &other, text, sizeof text, 9, 0, 0) == BZ_OK);
  size = sizeof back;
  EXPECT(BZ2_bzBuffToBuffDecompress(back, &size, again, other, 0, 0) == BZ_OK);
  EXPECT(size == sizeof text && memcmp(text, back, size) == 0);
  printf("bzip2 %s: known vector and round trip\n", BZ2_bzlibVersion());
  return 0;
}
