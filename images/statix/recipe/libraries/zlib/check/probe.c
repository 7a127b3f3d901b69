#include <stdio.h>
#include <string.h>
#include <zlib.h>

int main(void) {
  static unsigned char text[4096], packed[8192], again[4096];
  unsigned long packed_size = sizeof packed, again_size = sizeof again;
  memset(text, 'x', sizeof text);
  if (compress(packed, &packed_size, text, sizeof text) != Z_OK) return 1;
  if (uncompress(again, &again_size, packed, packed_size) != Z_OK) return 1;
  if (again_size != sizeof text || memcmp(text, again, sizeof text)) return 1;
  if (strcmp(zlibVersion(), ZLIB_VERSION)) return 1;
  printf("zlib %s, 4096 -> %lu bytes and back\n", zlibVersion(), packed_size);
  return 0;
}
