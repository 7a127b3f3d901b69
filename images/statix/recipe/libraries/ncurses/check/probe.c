/* On a pipe instead of a terminal, with descriptions of terminals that are in the library. */
#define _GNU_SOURCE
#include "expect.h"
#include <curses.h>
#include <form.h>
#include <locale.h>
#include <menu.h>
#include <panel.h>
#include <string.h>
#include <term.h>

/* ncurses' own function that a missing terminfo file ends in. */
extern const TERMTYPE *_nc_fallback(const char *);

int main(void) {
  static const char *const names[] = {"xterm", "xterm-256color", "linux", "screen", "tmux", "vt100"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) EXPECT(_nc_fallback(names[i]) != NULL);
  EXPECT(_nc_fallback("no-such-terminal") == NULL);
  setlocale(LC_ALL, "C.UTF-8");
  FILE *output = tmpfile(), *input = fopen("/dev/null", "r");
  EXPECT(output && input);
  SCREEN *screen = newterm("xterm-256color", output, input);
  EXPECT(screen && COLORS == 0 && has_colors() && start_color() == OK && COLORS == 256);
  resizeterm(24, 80);
  PANEL *panel = new_panel(newwin(3, 20, 2, 4));
  EXPECT(panel && mvwaddwstr(panel_window(panel), 1, 1, L"grün €") == OK);
  update_panels();
  doupdate();
  cchar_t cell;
  wchar_t text[CCHARW_MAX];
  attr_t attributes;
  short pair;
  EXPECT(mvwin_wch(panel_window(panel), 1, 6, &cell) == OK && getcchar(&cell, text, &attributes, &pair, NULL) == OK);
  EXPECT(text[0] == L'€');
  ITEM *items[] = {new_item("one", ""), NULL};
  MENU *menu = new_menu(items);
  EXPECT(menu && item_count(menu) == 1);
  FIELD *fields[] = {new_field(1, 10, 0, 0, 0, 0), NULL};
  EXPECT(new_form(fields) != NULL);
  endwin();
  delscreen(screen);
  static char written[65536];
  rewind(output);
  size_t size = fread(written, 1, sizeof written - 1, output);
  /* Cursor to the panel, then the text in UTF-8. */
  EXPECT(size > 0 && strstr(written, "\x1b[?1049h") && strstr(written, "gr\xc3\xbcn \xe2\x82\xac"));
  printf("%s: wide characters, panel, menu, form; terminals built in\n", curses_version());
  return 0;
}
