/* Whose malloc a program has; weak, because with musl's there is no mi_ function. */
#include <stdbool.h>
#include <stdlib.h>

__attribute__((__weak__)) int mi_version(void);
__attribute__((__weak__)) bool mi_is_in_heap_region(const void *);

int statix_mimalloc_version(void) { return mi_version ? mi_version() : 0; }
bool statix_in_mimalloc(const void *pointer) { return mi_is_in_heap_region && mi_is_in_heap_region(pointer); }
void *statix_allocate(size_t size) { return malloc(size); }
