/* How many certificates OpenSSL finds by itself. */
#include "expect.h"
#include <openssl/x509_vfy.h>

int main(void) {
  X509_STORE *store = X509_STORE_new();
  EXPECT(store && X509_STORE_set_default_paths(store) == 1);
  STACK_OF(X509_OBJECT) *objects = X509_STORE_get1_objects(store);
  printf("%d\n", sk_X509_OBJECT_num(objects));
  return 0;
}
