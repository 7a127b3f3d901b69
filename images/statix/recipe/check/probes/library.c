#include <stdlib.h>
void *statix_library(size_t size) { return malloc(size); }
