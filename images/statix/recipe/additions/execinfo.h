/* SPDX-License-Identifier: MIT */
/* glibc's backtrace(3), which musl does not have. Every link finds it: libexecinfo.a is named by
   x86_64-linux-musl-ld, as glibc's is in libc itself. */
#ifndef _EXECINFO_H
#define _EXECINFO_H

#ifdef __cplusplus
extern "C" {
#endif

int backtrace(void **addresses, int size);
char **backtrace_symbols(void *const *addresses, int size);
void backtrace_symbols_fd(void *const *addresses, int size, int fd);

#ifdef __cplusplus
}
#endif

#endif
