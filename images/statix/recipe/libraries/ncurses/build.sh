# shellcheck shell=bash
# The wide-character library, under its names without the w too.
copy_source
# Its own choice (-U) writes dates into the archives.
export cf_cv_ar_flags=-crD
# Compiled in: where the machine that runs the program has its descriptions of terminals, and those
# that work without any (a scratch container). Debian's tic and infocmp make the latter.
configure_library --without-shared --with-normal --without-debug --without-profile --without-cxx --without-cxx-binding \
  --without-ada --without-tests --without-progs --without-manpages --disable-stripping \
  --enable-widec --enable-overwrite --enable-pc-files --with-pkg-config-libdir=/usr/lib/pkgconfig \
  --with-default-terminfo-dir=/etc/terminfo --with-terminfo-dirs=/etc/terminfo:/lib/terminfo:/usr/share/terminfo:/usr/lib/terminfo \
  --with-fallbacks=xterm,xterm-256color,linux,screen,screen-256color,tmux,tmux-256color,vt100 \
  --with-tic-path=/usr/bin/tic --with-infocmp-path=/usr/bin/infocmp
logged make make libs
logged install make DESTDIR=/out install.libs install.includes

# The low-level functions are in libncursesw; Debian has them in a library of their own (tinfo).
lib=/out/usr/lib
for alias in ncurses curses cursesw tinfo tinfow termcap; do ln -s libncursesw.a $lib/lib$alias.a; done
for name in form menu panel; do ln -s lib${name}w.a $lib/lib$name.a; done
for alias in ncurses curses cursesw tinfo tinfow; do sed "s/^Name: .*/Name: $alias/" $lib/pkgconfig/ncursesw.pc >$lib/pkgconfig/$alias.pc; done
for name in form menu panel; do sed "s/^Name: .*/Name: $name/" $lib/pkgconfig/${name}w.pc >$lib/pkgconfig/$name.pc; done
cd /out/usr/include
for folder in ncurses ncursesw; do
  mkdir $folder
  for header in *.h; do ln -s "../$header" "$folder/$header"; done
done
