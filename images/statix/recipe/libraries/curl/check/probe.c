#include "expect.h"
#include <curl/curl.h>
#include <string.h>

static char received[100];
static size_t receive(char *data, size_t one, size_t size, void *unused) {
  (void)one;
  (void)unused;
  if (strlen(received) + size < sizeof received) strncat(received, data, size);
  return size;
}
static int has(const char *const *list, const char *name) {
  for (; *list; list++)
    if (strcmp(*list, name) == 0) return 1;
  return 0;
}

int main(int count, char **arguments) {
  EXPECT(count == 2 && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
  CURL *handle = curl_easy_init();
  EXPECT(handle);
  curl_easy_setopt(handle, CURLOPT_URL, arguments[1]);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  EXPECT(curl_easy_perform(handle) == CURLE_OK && strcmp(received, "read by curl") == 0);
  curl_easy_setopt(handle, CURLOPT_URL, "http://127.0.0.1:1/");
  EXPECT(curl_easy_perform(handle) == CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(handle);
  const curl_version_info_data *about = curl_version_info(CURLVERSION_NOW);
  static const char *const protocols[] = {"file", "ftp", "ftps", "http", "https", "imaps", "smtps", "wss", NULL};
  for (const char *const *name = protocols; *name; name++) EXPECT(has(about->protocols, *name));
  EXPECT(!has(about->protocols, "ldap") && !has(about->protocols, "rtmp"));
  static const char *const features[] = {"AsynchDNS", "HTTP2", "HTTPS-proxy", "IPv6", "SSL", "UnixSockets", "brotli", "libz", "zstd", NULL};
  for (const char *const *name = features; *name; name++) EXPECT(has(about->feature_names, *name));
  /* None is compiled in: OpenSSL knows the store of the machine, and obeys SSL_CERT_FILE. */
  EXPECT(!about->cainfo && !about->capath);
  printf("curl %s, %s, HTTP/2 by nghttp2 %s: file://, refused connection, OpenSSL's CA store\n", about->version, about->ssl_version,
         about->nghttp2_version);
  return 0;
}
