#include <iostream>
#include <openssl/crypto.h>
#include <zlib.h>

int main() {
  std::cout << "zlib " << zlibVersion() << ", " << OpenSSL_version(OPENSSL_VERSION) << "\n";
}
