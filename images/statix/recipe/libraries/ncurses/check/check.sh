# shellcheck shell=bash
probe
# Without any file about terminals: those that are compiled in.
TERMINFO=/nonexistent TERMINFO_DIRS=/nonexistent ./probe
# All names that programs ask for are this one library.
for name in ncurses curses cursesw tinfo tinfow; do
  packages="$name panel menu form"
  probe
  ./probe >/dev/null
  [ -e "$SYSROOT/usr/lib/lib$name.a" ]
done
[ -e "$SYSROOT/usr/lib/libtermcap.a" ]
grep -qa '/etc/terminfo:/lib/terminfo:/usr/share/terminfo:/usr/lib/terminfo' "$SYSROOT/usr/lib/libncursesw.a"
./probe
