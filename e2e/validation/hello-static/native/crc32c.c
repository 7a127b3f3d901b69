#include "crc32c.h"

/* Castagnoli's polynomial 0x1EDC6F41, bits reversed. */
static const uint32_t POLYNOMIAL = 0x82F63B78u;

uint32_t crc32c(const uint8_t *bytes, size_t length)
{
    uint32_t crc = ~0u;

    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (POLYNOMIAL & -(crc & 1u));
    }
    return ~crc;
}
