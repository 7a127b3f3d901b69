#include <bzlib.h>
#include <curl/curl.h>
#include <curses.h>
#include <libpq-fe.h>
#include <libxml/parser.h>
#include <lz4.h>
#include <lzma.h>
#include <openssl/ssl.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <snappy-c.h>
#include <sqlite3.h>
#include <stdio.h>
#include <uv.h>
#include <zstd.h>

int main(void) {
  char pcre2[64];
  pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
  printf("bzip2 %s, curl %s, %s, libpq %d, libxml2 %s, lz4 %s, xz %s, ", BZ2_bzlibVersion(), curl_version_info(CURLVERSION_NOW)->version,
         curses_version(), PQlibVersion(), LIBXML_DOTTED_VERSION, LZ4_versionString(), lzma_version_string());
  printf("%s, pcre2 %s, snappy %zu, sqlite %s, libuv %s, zstd %s\n", OpenSSL_version(OPENSSL_VERSION), pcre2,
         snappy_max_compressed_length(0), sqlite3_libversion(), uv_version_string(), ZSTD_versionString());
  xmlCleanupParser();
  return 0;
}
