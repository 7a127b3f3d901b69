#include <stdio.h>
int probe_value(void);
int main(void) { return printf("autoconf, automake, libtool: %d\n", probe_value()) < 0; }
