# shellcheck shell=bash
copy_source
# Debian's options, which are what programs written for a system's SQLite expect, and what rusqlite asks
# for when it builds its own. The parser is generated with them, so they are also given to make.
options=(
  -DSQLITE_THREADSAFE=1 -DSQLITE_SECURE_DELETE -DSQLITE_SOUNDEX -DSQLITE_USE_URI -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
  -DSQLITE_MAX_VARIABLE_NUMBER=250000 -DSQLITE_TEMP_STORE=1
  -DSQLITE_ENABLE_{API_ARMOR,COLUMN_METADATA,DBSTAT_VTAB,STMTVTAB,LOAD_EXTENSION,MATH_FUNCTIONS,MEMORY_MANAGEMENT}
  -DSQLITE_ENABLE_{FTS3,FTS3_PARENTHESIS,FTS3_TOKENIZER,FTS4,FTS5,RTREE,GEOPOLY,JSON1}
  -DSQLITE_ENABLE_{SESSION,PREUPDATE_HOOK,SNAPSHOT,STAT4,UNLOCK_NOTIFY,UPDATE_DELETE_LIMIT}
  -DHAVE_{FDATASYNC,GMTIME_R,ISNAN,LOCALTIME_R,PREAD,PWRITE,STRERROR_R,USLEEP}'=1'
)
configure_library --disable-tcl --disable-readline
logged amalgamation make "OPTS=${options[*]}" BCC=gcc sqlite3.c
# shellcheck disable=SC2086  # a list of flags
logged compile $CC $CFLAGS "${options[@]}" -c sqlite3.c -o sqlite3.o
mkdir -p /out/usr/lib/pkgconfig /out/usr/include
logged archive $AR rcD /out/usr/lib/libsqlite3.a sqlite3.o
install -m 644 sqlite3.h src/sqlite3ext.h /out/usr/include/
write_pc sqlite3 "SQL database engine" "$(cat VERSION)" -lsqlite3 'Libs.private: -lm'
