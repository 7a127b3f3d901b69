#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <stdio.h>

int main(void) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  puts(OpenSSL_version(OPENSSL_VERSION));
  if (!EVP_Digest("abc", 3, digest, &size, EVP_sha256(), NULL)) return 1;
  printf("sha256(abc) ");
  for (unsigned int i = 0; i < size; i++) printf("%02x", digest[i]);
  printf("\n%s\n%s\n", OpenSSL_version(OPENSSL_DIR), OpenSSL_version(OPENSSL_BUILT_ON));
  /* In libcrypto itself: a static program cannot load a module. */
  if (OSSL_PROVIDER_load(NULL, "legacy")) puts("legacy provider loaded");
  SSL_CTX *context = SSL_CTX_new(TLS_method());
  if (!context) return 1;
  SSL_CTX_free(context);
  return 0;
}
