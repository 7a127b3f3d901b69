// SPDX-License-Identifier: MIT
// glibc's obstack_printf(3) and obstack_vprintf: in glibc they are part of stdio, not of obstack.c.
#include <obstack.h>
#include <stdarg.h>
#include <stdio.h>

int obstack_vprintf(struct obstack *obstack, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (length < 0) return length;
  // Room for the terminating null, which is then no part of the object.
  obstack_make_room(obstack, length + 1);
  vsnprintf(obstack_next_free(obstack), length + 1, format, arguments);
  obstack_blank_fast(obstack, length);
  return length;
}

int obstack_printf(struct obstack *obstack, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = obstack_vprintf(obstack, format, arguments);
  va_end(arguments);
  return length;
}
