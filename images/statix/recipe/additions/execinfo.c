// SPDX-License-Identifier: MIT
// backtrace(3) over libunwind. A static program has no table of names at run time, so a symbol is what
// glibc prints of a function without one, "program(+0x1234) [0x7f001234]": the offset is what addr2line
// and llvm-symbolizer take for the file, wherever a static-pie was loaded.
#include <errno.h>
#include <execinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

// The start of the file in memory; the linker defines it.
extern const char __ehdr_start[] __attribute__((__visibility__("hidden")));
extern char *program_invocation_name;

struct frames {
  void **addresses;
  int size, count;
  int skip;
};

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *argument) {
  struct frames *frames = argument;
  void *address = (void *)_Unwind_GetIP(context);
  if (!address || frames->count == frames->size) return _URC_END_OF_STACK;
  if (frames->skip) {
    frames->skip--;
    return _URC_NO_REASON;
  }
  frames->addresses[frames->count++] = address;
  return _URC_NO_REASON;
}

__attribute__((__noinline__)) int backtrace(void **addresses, int size) {
  // The first frame is this function's own.
  struct frames frames = {addresses, size, 0, 1};
  if (size > 0) _Unwind_Backtrace(add_frame, &frames);
  return frames.count;
}

static int describe(char *text, size_t size, void *address) {
  const char *program = program_invocation_name ? program_invocation_name : "";
  uintptr_t offset = (uintptr_t)address - (uintptr_t)__ehdr_start;
  return snprintf(text, size, "%.512s(+%#lx) [%p]", program, (unsigned long)offset, address);
}

// One block of memory, as glibc returns it: the caller frees the array and nothing else.
char **backtrace_symbols(void *const *addresses, int count) {
  size_t size = 0;
  for (int i = 0; i < count; i++) size += sizeof(char *) + describe(NULL, 0, addresses[i]) + 1;
  char **symbols = malloc(size ? size : 1);
  if (!symbols) return NULL;
  char *text = (char *)(symbols + count);
  for (int i = 0; i < count; i++) {
    symbols[i] = text;
    text += describe(text, (char *)symbols + size - text, addresses[i]) + 1;
  }
  return symbols;
}

// Allocates nothing: it is called from handlers of SIGSEGV.
void backtrace_symbols_fd(void *const *addresses, int count, int fd) {
  char line[600];
  int saved = errno;
  for (int i = 0; i < count; i++) {
    int length = describe(line, sizeof line - 1, addresses[i]);
    line[length++] = '\n';
    for (int written = 0; written < length;) {
      ssize_t now = write(fd, line + written, length - written);
      if (now <= 0 && errno != EINTR) break;
      if (now > 0) written += now;
    }
  }
  errno = saved;
}
