#include "expect.h"
/* The header shows sessions only to programs that say this. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>
#include <string.h>

static sqlite3 *db;
static char answer[200];

static const char *ask(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
    exit(1);
  }
  answer[0] = 0;
  if (sqlite3_step(statement) == SQLITE_ROW) snprintf(answer, sizeof answer, "%s", sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return answer;
}
static void run(const char *sql) {
  char *error = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, error);
    exit(1);
  }
}

int main(void) {
  EXPECT(sqlite3_open("probe.db", &db) == SQLITE_OK);
  EXPECT(sqlite3_threadsafe() == 1);
  EXPECT(strcmp(ask("pragma journal_mode = wal"), "wal") == 0);
  run("create virtual table notes using fts5(text); insert into notes values ('a static binary'), ('a shared library')");
  EXPECT(strcmp(ask("select text from notes where notes match 'stat*'"), "a static binary") == 0);
  run("create virtual table old using fts4(text); insert into old values ('one two')");
  EXPECT(strcmp(ask("select count(*) from old where old match 'two'"), "1") == 0);
  run("create virtual table boxes using rtree(id, left, right); insert into boxes values (7, 1.0, 3.0)");
  EXPECT(strcmp(ask("select id from boxes where left <= 2 and right >= 2"), "7") == 0);
  EXPECT(strcmp(ask("select json_extract('{\"a\":[1,2,42]}', '$.a[2]')"), "42") == 0);
  EXPECT(strcmp(ask("select round(sin(pi() / 6), 3)"), "0.5") == 0);
  EXPECT(strcmp(ask("select soundex('Statix')"), "S332") == 0);
  run("create table t (id integer primary key, name text); insert into t values (1, 'a'), (2, 'b'); delete from t order by id desc limit 1");
  EXPECT(strcmp(ask("select name from t"), "a") == 0);
  sqlite3_stmt *statement;
  EXPECT(sqlite3_prepare_v2(db, "select name as other from t", -1, &statement, NULL) == SQLITE_OK);
  EXPECT(strcmp(sqlite3_column_origin_name(statement, 0), "name") == 0);
  sqlite3_finalize(statement);
  /* A change recorded by one session and applied again after it was undone. */
  sqlite3_session *session;
  int size;
  void *changes;
  EXPECT(sqlite3session_create(db, "main", &session) == SQLITE_OK && sqlite3session_attach(session, "t") == SQLITE_OK);
  run("insert into t values (3, 'c')");
  EXPECT(sqlite3session_changeset(session, &size, &changes) == SQLITE_OK && size > 0);
  sqlite3session_delete(session);
  run("delete from t where id = 3");
  EXPECT(sqlite3changeset_apply(db, size, changes, NULL, NULL, NULL) == SQLITE_OK);
  EXPECT(strcmp(ask("select name from t where id = 3"), "c") == 0);
  sqlite3_free(changes);
  EXPECT(sqlite3_close(db) == SQLITE_OK);
  printf("SQLite %s: FTS5, FTS4, R-Tree, JSON, math, sessions, WAL\n", sqlite3_libversion());
  return 0;
}
