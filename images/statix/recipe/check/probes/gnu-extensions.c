/* gnu-extensions FOLDER: fts, argp and obstack, and res_n* and backtrace. */
#include <argp.h>
#include <execinfo.h>
#include <fts.h>
#include <obstack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

static char *folder;
static int shout;
/* Or the compiler would make a loop of depth(). */
static volatile int zero;

static error_t parse(int key, char *argument, struct argp_state *state) {
  switch (key) {
    case 's': shout = atoi(argument); return 0;
    case ARGP_KEY_ARG: folder = argument; return 0;
    case ARGP_KEY_NO_ARGS: argp_usage(state); return 0;
    default: return ARGP_ERR_UNKNOWN;
  }
}

static int by_name(const FTSENT **left, const FTSENT **right) { return strcmp((*left)->fts_name, (*right)->fts_name); }

static void walk(struct obstack *text) {
  char *roots[] = {folder, NULL};
  FTS *tree = fts_open(roots, FTS_PHYSICAL, by_name);
  if (!tree) exit(1);
  for (FTSENT *entry; (entry = fts_read(tree));) {
    if (entry->fts_info == FTS_F) obstack_printf(text, "%s=%ld ", entry->fts_name, (long)entry->fts_statp->st_size);
  }
  fts_close(tree);
}

__attribute__((__noinline__)) static int depth(int more) {
  void *addresses[64];
  if (more) return depth(more - 1) + zero;
  int count = backtrace(addresses, 64);
  char **symbols = backtrace_symbols(addresses, count);
  /* This function four times, main, and what starts it. */
  int right = count >= 5 && symbols && strstr(symbols[0], "(+0x") && strstr(symbols[0], ") [0x");
  free(symbols);
  backtrace_symbols_fd(addresses, 1, 2);
  return right ? count : -1;
}

int main(int argc, char **argv) {
  static const struct argp_option options[] = {{"shout", 's', "NUMBER", 0, "A number", 0}, {0}};
  static const struct argp argp = {options, parse, "FOLDER", "A probe", NULL, NULL, NULL};
  struct obstack text;
  if (argp_parse(&argp, argc, argv, 0, NULL, NULL)) return 1;
  obstack_init(&text);
  walk(&text);
  obstack_1grow(&text, 0);
  printf("%d %s%s\n", shout, (char *)obstack_finish(&text), depth(3) > 0 ? "backtrace" : "NO BACKTRACE");
  obstack_free(&text, NULL);
  return 0;
}
