/* SPDX-License-Identifier: MIT */
/* glibc's error(3), which musl does not have. */
#ifndef _ERROR_H
#define _ERROR_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

extern char *program_invocation_name;

__attribute__((__format__(__printf__, 3, 4))) static inline void error(int status, int number, const char *format, ...) {
  va_list arguments;
  fflush(stdout);
  fprintf(stderr, "%s: ", program_invocation_name);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  if (number) fprintf(stderr, ": %s", strerror(number));
  fputc('\n', stderr);
  if (status) exit(status);
}

__attribute__((__format__(__printf__, 5, 6))) static inline void error_at_line(int status, int number, const char *file,
                                                                              unsigned line, const char *format, ...) {
  va_list arguments;
  fflush(stdout);
  fprintf(stderr, "%s:%s:%u: ", program_invocation_name, file, line);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  if (number) fprintf(stderr, ": %s", strerror(number));
  fputc('\n', stderr);
  if (status) exit(status);
}

#ifdef __cplusplus
}
#endif

#endif
