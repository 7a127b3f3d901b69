#include "expect.h"
#include <libpq-fe.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

/* RFC 5803: what a server stores for SCRAM-SHA-256, computed a second time with OpenSSL. */
static void check_secret(const char *secret, const char *password) {
  char salt64[64], stored64[64];
  unsigned char salt[48], salted[32], client_key[32], stored[32], given[48];
  int iterations;
  EXPECT(sscanf(secret, "SCRAM-SHA-256$%d:%63[^$]$%63[^:]:", &iterations, salt64, stored64) == 3);
  int length = EVP_DecodeBlock(salt, (unsigned char *)salt64, (int)strlen(salt64));
  for (size_t i = strlen(salt64); i > 0 && salt64[i - 1] == '='; i--) length--;
  EXPECT(PKCS5_PBKDF2_HMAC(password, -1, salt, length, iterations, EVP_sha256(), 32, salted));
  EXPECT(HMAC(EVP_sha256(), salted, 32, (const unsigned char *)"Client Key", 10, client_key, NULL));
  EXPECT(EVP_Digest(client_key, 32, stored, NULL, EVP_sha256(), NULL));
  EXPECT(EVP_DecodeBlock(given, (unsigned char *)stored64, (int)strlen(stored64)) >= 32 && memcmp(given, stored, 32) == 0);
}

static void fails(const char *target, const char *message) {
  PGconn *connection = PQconnectdb(target);
  EXPECT(PQstatus(connection) == CONNECTION_BAD);
  if (!strstr(PQerrorMessage(connection), message)) {
    fprintf(stderr, "%s: %s", target, PQerrorMessage(connection));
    exit(1);
  }
  char *secret = PQencryptPasswordConn(connection, "pencil", "user", "scram-sha-256");
  EXPECT(secret);
  check_secret(secret, "pencil");
  PQfreemem(secret);
  PQfinish(connection);
}

int main(void) {
  char *error = NULL;
  PQconninfoOption *options = PQconninfoParse("postgresql://me@db.example:5433/app?sslmode=verify-full", &error);
  int seen = 0;
  EXPECT(options && !error);
  for (PQconninfoOption *option = options; option->keyword; option++) {
    if (!option->val) continue;
    seen += strcmp(option->keyword, "host") == 0 && strcmp(option->val, "db.example") == 0;
    seen += strcmp(option->keyword, "port") == 0 && strcmp(option->val, "5433") == 0;
    seen += strcmp(option->keyword, "sslmode") == 0 && strcmp(option->val, "verify-full") == 0;
  }
  EXPECT(seen == 3);
  PQconninfoFree(options);
  fails("host=127.0.0.1 port=1", "connection to server at \"127.0.0.1\", port 1 failed: Connection refused");
  /* The folder of the server's socket on Debian and Alpine. */
  fails("port=1", "connection to server on socket \"/var/run/postgresql/.s.PGSQL.1\" failed: No such file or directory");
  fails("service=none", "definition of service \"none\" not found");
  EXPECT(PQisthreadsafe() && PQsslAttributeNames(NULL) != NULL);
  printf("libpq %d.%d: URLs, SCRAM secret, refused connections\n", PQlibVersion() / 10000, PQlibVersion() % 10000);
  return 0;
}
