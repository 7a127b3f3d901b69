#include "expect.h"
#include <nghttp2/nghttp2.h>
#include <string.h>

int main(void) {
  /* RFC 7541, C.2.1. */
  static const uint8_t block[] = "\x40\x0a" "custom-key" "\x0d" "custom-header";
  nghttp2_hd_inflater *inflater;
  nghttp2_nv field;
  int flags = 0;
  EXPECT(nghttp2_hd_inflate_new(&inflater) == 0);
  EXPECT(nghttp2_hd_inflate_hd2(inflater, &field, &flags, block, sizeof block - 1, 1) == sizeof block - 1);
  EXPECT(flags & NGHTTP2_HD_INFLATE_EMIT);
  EXPECT(field.namelen == 10 && memcmp(field.name, "custom-key", 10) == 0);
  EXPECT(field.valuelen == 13 && memcmp(field.value, "custom-header", 13) == 0);
  nghttp2_hd_inflate_del(inflater);
  printf("nghttp2 %s: HPACK as in RFC 7541\n", nghttp2_version(0)->version_str);
  return 0;
}
