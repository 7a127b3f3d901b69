/* Ends the program with the place and the expression that is not true. */
#include <stdio.h>
#include <stdlib.h>

#define EXPECT(what)                                                       \
  do {                                                                     \
    if (!(what)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #what); \
      exit(1);                                                             \
    }                                                                      \
  } while (0)
