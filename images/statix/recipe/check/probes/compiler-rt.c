/* Functions of compiler-rt and libatomic that no other library of the sysroot has. */
#include <complex.h>
#include <stdatomic.h>
#include <stdio.h>

typedef struct { long a, b; } pair;
static _Atomic pair shared;
static _Atomic __int128 wide;

/* volatile: nothing of this may be computed by the compiler. */
static volatile double one = 1.0;
static volatile __int128 big = (__int128)1 << 100;
static volatile __float128 quad = 1.5;

int statix_compiler_rt(void) {
  double complex z = one + 2 * one * I;
  z = z * z / (z + one);
  atomic_store(&shared, ((pair){1, 2}));
  pair got = atomic_load(&shared);
  atomic_fetch_add(&wide, (__int128)5);
  int ok = creal(z) == 0.25 && cimag(z) == 1.75 && got.a == 1 && got.b == 2 && atomic_load(&wide) == 5 &&
           big / 7 % 1000 != 0 && (double)(quad * quad) == 2.25;
  __builtin_cpu_init();
  printf("%s, sse2 %s, 16-byte atomics %s\n", ok ? "complex, __int128, __float128" : "WRONG",
         __builtin_cpu_supports("sse2") ? "yes" : "no", atomic_is_lock_free(&wide) ? "lock-free" : "locked");
  return ok ? 0 : 1;
}

#ifndef STATIX_NO_MAIN
int main(void) { return statix_compiler_rt(); }
#endif
