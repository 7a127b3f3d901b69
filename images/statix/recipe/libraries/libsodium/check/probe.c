#include "expect.h"
#include <sodium.h>
#include <string.h>

int main(void) {
  unsigned char hash[32], public_key[32], secret_key[64], seed[32], wanted[32], nonce[24], key[32], sealed[6 + 16], text[6];
  char hex[65];
  EXPECT(sodium_init() >= 0);
  /* BLAKE2b-256 of nothing. */
  crypto_generichash(hash, sizeof hash, NULL, 0, NULL, 0);
  EXPECT(strcmp(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8") == 0);
  /* RFC 8032, 7.1, test 1. */
  sodium_hex2bin(seed, 32, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", 64, NULL, NULL, NULL);
  sodium_hex2bin(wanted, 32, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", 64, NULL, NULL, NULL);
  crypto_sign_seed_keypair(public_key, secret_key, seed);
  EXPECT(memcmp(public_key, wanted, 32) == 0);
  randombytes_buf(nonce, sizeof nonce);
  crypto_secretbox_keygen(key);
  EXPECT(crypto_secretbox_easy(sealed, (const unsigned char *)"statix", 6, nonce, key) == 0);
  EXPECT(crypto_secretbox_open_easy(text, sealed, sizeof sealed, nonce, key) == 0 && memcmp(text, "statix", 6) == 0);
  sealed[0] ^= 1;
  EXPECT(crypto_secretbox_open_easy(text, sealed, sizeof sealed, nonce, key) != 0);
  printf("libsodium %s: BLAKE2b, Ed25519, secretbox\n", sodium_version_string());
  return 0;
}
