#include <error.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>
#include <sys/cdefs.h>
#include <sys/queue.h>
#include <sys/tree.h>

__BEGIN_DECLS
int value(void);
__END_DECLS
int value(void) { return 7; }

struct entry {
  int value;
  TAILQ_ENTRY(entry) links;
};
TAILQ_HEAD(list, entry);

int main(void) {
  struct list list = TAILQ_HEAD_INITIALIZER(list);
  struct entry entry = {value(), {0}};
  struct __res_state state;
  unsigned char query[512];
  TAILQ_INSERT_TAIL(&list, &entry, links);
  memset(&state, 0xff, sizeof state);
  if (res_ninit(&state)) return 1;
  int length = res_nmkquery(&state, 0, "example.org", 1, 1, NULL, 0, NULL, query, sizeof query);
  res_nclose(&state);
  if (length < 12 || TAILQ_FIRST(&list)->value != 7) return 1;
  if (length > 500) error(1, 0, "%d", length);
  puts("sys/queue.h, sys/tree.h, sys/cdefs.h, error.h, res_n*");
  return 0;
}
