/* Headers of all the places a -sys crate's bindings come from. */
#include <linux/random.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <zlib.h>
#ifdef __GLIBC__
#error "the host's headers"
#endif
