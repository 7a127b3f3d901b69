/*
 * Process 1 of a proof: starts a program, and tells how it ended as the kernel told it.
 *
 *   start NONCE TIMEOUT READY PROBE REQUEST STOP PROGRAM [ARGUMENT]...
 *
 *   NONCE    text that only this process and its caller know; wiped before the program is started
 *   TIMEOUT  milliseconds for the whole run
 *   READY    when the program counts as ready: `-` at once, `told` on signal 64, or a port that listens
 *   PROBE    a TCP port of this network to connect to then; `-` for none
 *   REQUEST  what to send over that connection, whose answer is kept; `-` for nothing
 *   STOP     number of the signal that the program gets after that; 0 for none
 *
 * Why not the init of the engine: that has one byte for how the program ended (137 is SIGKILL as well as
 * exit(137)), says in words of its own why one cannot be started, and cannot reach a port. All of it happens
 * in the container, whose network has no way out and no way in.
 *
 * Its environment, standard input and outputs are those of the program. When the program has ended, all that
 * it left behind is killed; then nobody else has the standard error, and the report is its end:
 *
 *   zero byte, `statix NONCE KIND NUMBER PHASE LATE CONNECTED CLOSED BYTES`, newline, BYTES bytes of answer
 *
 *   KIND       exited, killed (by signal NUMBER), unstarted (execve: errno NUMBER), unforked (errno NUMBER)
 *   PHASE      how far it came: 0 nothing was to be done, 1 not ready, 2 not probed to the end, 3 told to stop
 *   LATE       1 if it was killed because the time was over
 *   CONNECTED  0, or the errno of the last attempt to connect; -1 without an attempt
 *   CLOSED     1 if the program has closed the connection after its answer
 *
 * Exit status: that of the program, 128 + n for signal n, 127 unstarted, 124 late.
 *
 * Freestanding, for x86-64: npm run starter makes start-program.ts of it, with the compiler of the image.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;
typedef long i64;

enum {
  SYS_write = 1, SYS_read = 0, SYS_open = 2, SYS_close = 3, SYS_poll = 7, SYS_rt_sigprocmask = 14,
  SYS_socket = 41, SYS_connect = 42, SYS_sendto = 44, SYS_recvfrom = 45, SYS_getsockopt = 55,
  SYS_fork = 57, SYS_execve = 59, SYS_exit = 60, SYS_wait4 = 61, SYS_kill = 62,
  SYS_rt_sigtimedwait = 128, SYS_prctl = 157, SYS_clock_gettime = 228, SYS_exit_group = 231,
  SYS_pipe2 = 293
};
enum { EINTR = 4, EAGAIN = 11, EINPROGRESS = 115 };
enum { SIGKILL = 9, SIGCHLD = 17, TOLD = 64 };
enum { PLAIN, NOT_READY, PROBING, STOPPED };

/* While something is waited for that no signal tells of. */
#define TICK 10
#define PROBE_TIME 10000
#define MOST_ANSWER 65536

static i64 call(i64 number, i64 a, i64 b, i64 c, i64 d, i64 e, i64 f) {
  i64 result;
  register i64 r10 __asm__("r10") = d;
  register i64 r8 __asm__("r8") = e;
  register i64 r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

static u64 length(const char *text) {
  u64 size = 0;
  while (text[size] != 0) size++;
  return size;
}

static i64 number(const char *text) {
  i64 value = 0;
  while (*text >= '0' && *text <= '9') value = value * 10 + (*text++ - '0');
  return value;
}

static i64 now(void) {
  i64 time[2];
  call(SYS_clock_gettime, 1 /* CLOCK_MONOTONIC */, (i64)time, 0, 0, 0, 0);
  return time[0] * 1000 + time[1] / 1000000;
}

/* ---- The program and its signals ---- */

static i64 program;
static int ended, end_status, told;

static void reap(void) {
  int status;
  i64 pid;
  while ((pid = call(SYS_wait4, -1, (i64)&status, 1 /* WNOHANG */, 0, 0, 0)) > 0)
    if (pid == program) ended = 1, end_status = status;
}

/* All signals are blocked: they are taken here, and what is not for this process goes on to the program. */
static void wait_for_signal(i64 milliseconds) {
  u64 all = ~0UL;
  i64 time[2] = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  i64 signal = call(SYS_rt_sigtimedwait, (i64)&all, 0, (i64)time, 8, 0, 0);
  if (signal == TOLD) told = 1;
  else if (signal > 0 && signal != SIGCHLD) call(SYS_kill, program, signal, 0, 0, 0, 0);
  reap();
}

/* ---- Whether a port listens: asked of the kernel, so that the program notices nothing ---- */

static char read_from[4096];

/* Lines of /proc/net/tcp: `0: 0100007F:1F90 00000000:0000 0A …`; 0A is TCP_LISTEN. */
static int lists(const char *path, i64 port) {
  i64 file = call(SYS_open, (i64)path, 0, 0, 0, 0, 0);
  i64 size, value = 0, listed = -1;
  int word = 0, inside = 0, found = 0;
  if (file < 0) return 0;
  while (!found && (size = call(SYS_read, file, (i64)read_from, sizeof read_from, 0, 0, 0)) > 0)
    for (i64 at = 0; at < size; at++) {
      char c = read_from[at];
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit >= 0) {
        if (!inside) inside = 1, value = 0, word++;
        value = ((value << 4) | digit) & 0xffff;
      } else if (c == ':') {
        value = 0;
      } else if (c == ' ' || c == '\n') {
        if (inside && word == 2) listed = value;
        if (inside && word == 4 && value == 0x0a && listed == port) found = 1;
        inside = 0;
        if (c == '\n') word = 0, listed = -1;
      } else {
        inside = 1; /* A word of the heading. */
      }
    }
  call(SYS_close, file, 0, 0, 0, 0, 0);
  return found;
}

static int listens(i64 port) {
  return lists("/proc/net/tcp", port) || lists("/proc/net/tcp6", port);
}

/* ---- The probe: one connection over loopback ---- */

static u8 answer[MOST_ANSWER];
static u64 answer_size, sent;
static i64 connection = -1, connected = -1, refused;
static int closed, family = 2 /* AF_INET */;

static void hang_up(void) {
  if (connection >= 0) call(SYS_close, connection, 0, 0, 0, 0, 0);
  connection = -1;
}

/* 127.0.0.1, and ::1 for a program that listens on nothing else. */
static i64 open_connection(i64 port) {
  static u8 address[28];
  u64 size = family == 2 ? 16 : 28;
  for (u64 at = 0; at < sizeof address; at++) ((volatile u8 *)address)[at] = 0;
  address[0] = family;
  address[2] = port >> 8;
  address[3] = port;
  if (family == 2) address[4] = 127, address[7] = 1;
  else address[23] = 1;
  i64 made = call(SYS_socket, family, 1 | 04000 | 02000000 /* STREAM, NONBLOCK, CLOEXEC */, 0, 0, 0, 0);
  if (made < 0) return made;
  connection = made;
  return call(SYS_connect, connection, (i64)address, size, 0, 0, 0);
}

static int can(int events) {
  struct { int file; short wanted, got; } one = {connection, events, 0};
  return call(SYS_poll, (i64)&one, 1, 0, 0, 0, 0) > 0;
}

/* Goes as far as it can without waiting; true when nothing more is to come. */
static int probe(i64 port, const char *request) {
  u64 size = request == 0 ? 0 : length(request);
  if (connection < 0) {
    i64 result = open_connection(port);
    connected = result < 0 ? -result : 0;
  } else if (connected == EINPROGRESS && can(4 /* POLLOUT */)) {
    int error = 0;
    u32 error_size = sizeof error;
    call(SYS_getsockopt, connection, 1, 4 /* SO_ERROR */, (i64)&error, (i64)&error_size, 0);
    connected = error;
  }
  if (connected == EINPROGRESS) return 0;
  if (connected != 0) {
    /* It may have said that it is ready a moment before it was. */
    hang_up();
    if (family == 2) refused = connected;
    family = family == 2 ? 10 /* AF_INET6 */ : 2;
    return 0;
  }
  while (sent < size) {
    i64 result = call(SYS_sendto, connection, (i64)request + sent, size - sent, 0x4000 /* MSG_NOSIGNAL */, 0, 0);
    if (result == -EAGAIN) return 0;
    if (result < 0) return 1;
    sent += result;
  }
  while (request != 0) {
    if (answer_size == MOST_ANSWER) return 1;
    i64 result = call(SYS_recvfrom, connection, (i64)answer + answer_size, MOST_ANSWER - answer_size, 0, 0, 0);
    if (result == -EAGAIN) return 0;
    if (result <= 0) {
      closed = result == 0;
      return 1;
    }
    answer_size += result;
  }
  return 1;
}

/* ---- The report ---- */

static char report[256];
static u64 report_size;

static void add(const char *text) {
  while (*text != 0 && report_size < sizeof report) report[report_size++] = *text++;
}

static void add_number(i64 value) {
  char digits[24];
  int at = sizeof digits;
  u64 rest = value < 0 ? -value : value;
  digits[--at] = 0;
  do digits[--at] = '0' + rest % 10; while ((rest /= 10) != 0);
  if (value < 0) digits[--at] = '-';
  digits[--at] = ' ';
  add(digits + at);
}

static void write_all(const void *bytes, u64 size) {
  const char *rest = bytes;
  while (size > 0) {
    i64 result = call(SYS_write, 2, (i64)rest, size, 0, 0, 0);
    /* The program may have made it non-blocking, and that is a property of the pipe and not of a process. */
    if (result == -EAGAIN) wait_for_signal(TICK);
    else if (result > 0) rest += result, size -= result;
    else if (result != -EINTR) return;
  }
}

static void finish(const char *nonce, const char *kind, i64 value, i64 phase, i64 late, int status) {
  /* As process 1 it is not meant itself. When no child is left, no other process of this container is. */
  call(SYS_kill, -1, SIGKILL, 0, 0, 0, 0);
  while (call(SYS_wait4, -1, 0, 0, 0, 0, 0) > 0) {}
  report[report_size++] = 0;
  add("statix ");
  add(nonce);
  add(" ");
  add(kind);
  add_number(value);
  add_number(phase);
  add_number(late);
  /* What 127.0.0.1 answered says more than what ::1 did, which need not be there at all. */
  add_number(connected > 0 && refused != 0 ? refused : connected);
  add_number(closed);
  add_number(answer_size);
  add("\n");
  write_all(report, report_size);
  write_all(answer, answer_size);
  for (;;) call(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

/* ---- From the beginning to the end ---- */

__attribute__((used)) static void begin(u64 *stack) {
  static char nonce[65];
  u64 count = stack[0];
  char **arguments = (char **)(stack + 1);
  char **environment = arguments + count + 1;
  u64 all = ~0UL, none = 0;
  int pipe[2], error = 0;

  if (count < 8) call(SYS_exit_group, 125, 0, 0, 0, 0, 0);
  /* /proc/1/cmdline shows this memory; without DUMPABLE none of the same user may look at the rest. */
  call(SYS_prctl, 4 /* PR_SET_DUMPABLE */, 0, 0, 0, 0, 0);
  for (u64 at = 0; arguments[1][at] != 0; at++) {
    if (at < sizeof nonce - 1) nonce[at] = arguments[1][at];
    ((volatile char *)arguments[1])[at] = ' ';
  }
  i64 deadline = now() + number(arguments[2]);
  const char *ready = arguments[3];
  i64 ready_port = number(ready);
  i64 port = number(arguments[4]);
  const char *request = arguments[5][0] == '-' && arguments[5][1] == 0 ? 0 : arguments[5];
  i64 stop = number(arguments[6]);

  call(SYS_rt_sigprocmask, 0 /* SIG_BLOCK */, (i64)&all, 0, 8, 0, 0);
  call(SYS_pipe2, (i64)pipe, 02000000 /* O_CLOEXEC */, 0, 0, 0, 0);
  program = call(SYS_fork, 0, 0, 0, 0, 0, 0);
  if (program < 0) finish(nonce, "unforked", -program, PLAIN, 0, 127);
  if (program == 0) {
    call(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, (i64)&none, 0, 8, 0, 0);
    error = -call(SYS_execve, (i64)arguments[7], (i64)(arguments + 7), (i64)environment, 0, 0, 0);
    call(SYS_write, pipe[1], (i64)&error, sizeof error, 0, 0, 0);
    for (;;) call(SYS_exit_group, 127, 0, 0, 0, 0, 0);
  }
  call(SYS_close, pipe[1], 0, 0, 0, 0, 0);
  /* Closed without a byte: the program is executed, and the other end with it gone. */
  if (call(SYS_read, pipe[0], (i64)&error, sizeof error, 0, 0, 0) == (i64)sizeof error)
    finish(nonce, "unstarted", error, PLAIN, 0, 127);
  call(SYS_close, pipe[0], 0, 0, 0, 0, 0);

  i64 phase = ready[0] != '-' || port != 0 || stop != 0 ? NOT_READY : PLAIN;
  i64 probed_until = 0;
  int late = 0;
  for (;;) {
    i64 left = deadline - now();
    reap();
    if (ended) {
      /* The answer of a program that ends with it is still there. */
      if (phase == PROBING && connection >= 0) probe(port, request);
      break;
    }
    if (left <= 0) {
      late = 1;
      call(SYS_kill, program, SIGKILL, 0, 0, 0, 0);
      while (!ended) wait_for_signal(1000);
      break;
    }
    if (phase == NOT_READY && (ready[0] == '-' || told || (ready_port != 0 && listens(ready_port)))) {
      phase = PROBING;
      probed_until = now() + PROBE_TIME;
    }
    if (phase == PROBING && (port == 0 || probe(port, request) || now() > probed_until)) {
      hang_up();
      phase = STOPPED;
      if (stop != 0) call(SYS_kill, program, stop, 0, 0, 0, 0);
    }
    wait_for_signal((phase == NOT_READY || phase == PROBING) && left > TICK ? TICK : left);
  }
  int signal = end_status & 0x7f;
  int code = end_status >> 8 & 0xff;
  finish(nonce, signal != 0 ? "killed" : "exited", signal != 0 ? signal : code, phase, late,
         late ? 124 : signal != 0 ? 128 + signal : code);
}

/* Compilers call these for what they make of loops and initialisers. */
void *memset(void *to, int value, u64 size) {
  for (u64 at = 0; at < size; at++) ((volatile u8 *)to)[at] = value;
  return to;
}

void *memcpy(void *to, const void *from, u64 size) {
  for (u64 at = 0; at < size; at++) ((volatile u8 *)to)[at] = ((const u8 *)from)[at];
  return to;
}

__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n");
