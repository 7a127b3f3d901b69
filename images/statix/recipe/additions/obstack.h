
/* Appended by Statix: in glibc they are in <stdio.h>. */
#include <stdarg.h>
#ifdef __cplusplus
extern "C" {
#endif
int obstack_printf(struct obstack *, const char *, ...) __attribute__((__format__(__printf__, 2, 3)));
int obstack_vprintf(struct obstack *, const char *, va_list) __attribute__((__format__(__printf__, 2, 0)));
#ifdef __cplusplus
}
#endif
