/* SPDX-License-Identifier: MIT */
#include <bsd/sys/tree.h>
