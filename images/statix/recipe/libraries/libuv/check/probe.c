#include "expect.h"
#include <string.h>
#include <uv.h>

static int ticks, worked;
static uv_thread_t main_thread;

static void tick(uv_timer_t *timer) {
  if (++ticks == 3) uv_close((uv_handle_t *)timer, NULL);
}
static void work(uv_work_t *request) {
  uv_thread_t self = uv_thread_self();
  (void)request;
  worked = !uv_thread_equal(&self, &main_thread);
}

int main(void) {
  uv_loop_t *loop = uv_default_loop();
  uv_timer_t timer;
  uv_work_t request;
  uv_fs_t file, contents;
  char magic[4];
  uv_buf_t buffer = uv_buf_init(magic, sizeof magic);
  main_thread = uv_thread_self();
  EXPECT(uv_timer_init(loop, &timer) == 0 && uv_timer_start(&timer, tick, 1, 1) == 0);
  EXPECT(uv_queue_work(loop, &request, work, NULL) == 0);
  EXPECT(uv_fs_open(loop, &file, "/proc/self/exe", UV_FS_O_RDONLY, 0, NULL) >= 0);
  EXPECT(uv_fs_read(loop, &contents, (uv_file)file.result, &buffer, 1, 0, NULL) == 4 && memcmp(magic, "\177ELF", 4) == 0);
  EXPECT(uv_run(loop, UV_RUN_DEFAULT) == 0 && ticks == 3 && worked);
  printf("libuv %s: timer, thread pool, file\n", uv_version_string());
  return 0;
}
