#include <stdio.h>
#ifdef __GLIBC__
int main(void) { return puts("glibc") < 0; }
#else
int main(void) { return puts("not glibc") < 0; }
#endif
