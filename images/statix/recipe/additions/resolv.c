// SPDX-License-Identifier: MIT
// The resolver functions that keep their state in the caller's hands. glibc has them in libresolv, and
// programs such as MySQL's client call them without asking. musl's res_* functions hold no state
// between calls, so each of these is its plain counterpart.
#include <resolv.h>
#include <string.h>

int res_ninit(res_state state) {
  memset(state, 0, sizeof *state);
  return res_init();
}

void res_nclose(res_state state) { (void)state; }

int res_nquery(res_state state, const char *name, int class, int type, unsigned char *answer, int size) {
  (void)state;
  return res_query(name, class, type, answer, size);
}

int res_nsearch(res_state state, const char *name, int class, int type, unsigned char *answer, int size) {
  (void)state;
  return res_search(name, class, type, answer, size);
}

int res_nmkquery(res_state state, int operation, const char *name, int class, int type, const unsigned char *data,
                 int length, const unsigned char *new_record, unsigned char *query, int size) {
  (void)state;
  return res_mkquery(operation, name, class, type, data, length, new_record, query, size);
}

int res_nsend(res_state state, const unsigned char *query, int length, unsigned char *answer, int size) {
  (void)state;
  return res_send(query, length, answer, size);
}
