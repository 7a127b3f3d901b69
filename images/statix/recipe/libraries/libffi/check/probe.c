#include "expect.h"
#include <ffi.h>
#include <string.h>

static void compare(ffi_cif *cif, void *result, void **arguments, void *calls) {
  (void)cif;
  const int *left = *(const int **)arguments[0], *right = *(const int **)arguments[1];
  ++*(int *)calls;
  *(ffi_arg *)result = (ffi_arg)(*left < *right ? -1 : *left > *right);
}

int main(void) {
  /* A C function called with types known at run time. */
  ffi_cif cif;
  ffi_type *types[] = {&ffi_type_pointer, &ffi_type_pointer};
  const char *text = "Statix";
  void *values[] = {&text};
  ffi_arg length = 0;
  EXPECT(ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 1, &ffi_type_ulong, types) == FFI_OK);
  ffi_call(&cif, FFI_FN(strlen), &length, values);
  EXPECT(length == 6);
  /* And a function made at run time, called by C. */
  void *code;
  int calls = 0, numbers[] = {5, -3, 9, 0, 7};
  ffi_closure *closure = ffi_closure_alloc(sizeof(ffi_closure), &code);
  EXPECT(closure && ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, types) == FFI_OK);
  EXPECT(ffi_prep_closure_loc(closure, &cif, compare, &calls, code) == FFI_OK);
  qsort(numbers, 5, sizeof *numbers, (int (*)(const void *, const void *))code);
  EXPECT(calls > 0 && numbers[0] == -3 && numbers[1] == 0 && numbers[2] == 5 && numbers[3] == 7 && numbers[4] == 9);
  ffi_closure_free(closure);
  puts("libffi: a call and a closure");
  return 0;
}
