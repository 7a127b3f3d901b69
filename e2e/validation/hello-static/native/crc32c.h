#ifndef CRC32C_H
#define CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The CRC-32C (Castagnoli) of `length` bytes; `bytes` may be NULL only when there are none. */
uint32_t crc32c(const uint8_t *bytes, size_t length);

#endif
