/* libclang LIBRARY HEADER ARGUMENT...: loads libclang and parses the header, as bindgen does. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  void *(*create_index)(int, int) = dlsym(library, "clang_createIndex");
  void *(*parse)(void *, const char *, const char *const *, int, void *, unsigned, unsigned) =
      dlsym(library, "clang_parseTranslationUnit");
  unsigned (*diagnostics)(void *) = dlsym(library, "clang_getNumDiagnostics");
  if (!create_index || !parse || !diagnostics) return 1;
  /* The second argument prints what it finds wrong. */
  void *unit = parse(create_index(0, 1), argv[2], (const char *const *)argv + 3, argc - 3, NULL, 0, 0);
  if (!unit || diagnostics(unit)) return 1;
  printf("%s parses the sysroot's headers\n", argv[1]);
  return 0;
}
