/* SPDX-License-Identifier: MIT */
/* What programs written for glibc or BSD take from <sys/cdefs.h>, which musl does not have. */
#ifndef _SYS_CDEFS_H
#define _SYS_CDEFS_H

#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#define __THROW noexcept(true)
#define __NTH(function) function noexcept(true)
#else
#define __BEGIN_DECLS
#define __END_DECLS
#define __THROW __attribute__((__nothrow__))
#define __NTH(function) __attribute__((__nothrow__)) function
#endif

#define __P(arguments) arguments
#define __CONCAT(x, y) x##y
#define __STRING(x) #x

#endif
