/*
 * Watches a packed program start, with its original beside it, in a container that holds nothing else.
 * Compiled in the image for each task: it has no libc but its own, and next to no memory.
 *
 *   probe memory ORIGINAL PACKED [ARGUMENT...]
 *     Runs PACKED up to the instruction at which the original begins, and compares the memory that
 *     UPX's stub has prepared with ORIGINAL: bytes and access of each segment, arguments,
 *     environment, auxiliary vector, open files. Prints `same: ...` and ends with 0, or prints
 *     `differs: ...` and ends with 1. Ends with 3 and prints `refused: ...` where no program may be
 *     watched.
 *
 *   probe start MILLISECONDS PAIRS ORIGINAL PACKED [ARGUMENT...]
 *     Runs both in turn, PAIRS times or for as long as MILLISECONDS, after one pair that is not
 *     counted. Prints for each run: which, nanoseconds to its first output or else its end, the most
 *     memory that was resident (KiB), and how it went.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAME = 0, DIFFERS = 1, USAGE = 2, REFUSED = 3 };

enum { PAGE = 4096, MOST_MAPPINGS = 1024, MOST_REPORTED = 20 };

/* Of the code at the entry point: enough not to be found elsewhere by chance. */
enum { KNOWN_BYTES = 32 };

static unsigned char int3 = 0xcc;

extern char **environ;

static int differences;

static void differs(const char *format, ...)
{
	va_list arguments;
	if (differences++ >= MOST_REPORTED)
		return;
	fputs("differs: ", stdout);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

/* Not to be looked at in this place, whatever the program is: said before it has run at all. */
static _Noreturn void refused(const char *what)
{
	printf("refused: %s: %s\n", what, strerror(errno));
	exit(REFUSED);
}

/* Once it runs it may do anything, so that nothing could be seen is no excuse for it. */
static _Noreturn void failed(const char *what)
{
	differs("%s: %s", what, strerror(errno));
	exit(DIFFERS);
}

/* The original file. It was read and proven by others; its headers are checked against its size all the same. */
struct image {
	const unsigned char *bytes;
	uint64_t size;
	const Elf64_Ehdr *header;
	const Elf64_Phdr *segments;
};

static int lies_within(uint64_t offset, uint64_t length, uint64_t size)
{
	return offset <= size && length <= size - offset;
}

static struct image open_image(const char *path)
{
	struct image image;
	struct stat found;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &found) < 0)
		failed(path);
	image.size = (uint64_t)found.st_size;
	image.bytes = mmap(NULL, image.size, PROT_READ, MAP_PRIVATE, file, 0);
	if (image.bytes == MAP_FAILED)
		failed(path);
	close(file);
	image.header = (const Elf64_Ehdr *)image.bytes;
	errno = ENOEXEC;
	if (image.size < sizeof *image.header || image.header->e_phentsize != sizeof(Elf64_Phdr) ||
	    !lies_within(image.header->e_phoff, (uint64_t)image.header->e_phnum * sizeof(Elf64_Phdr), image.size))
		failed(path);
	image.segments = (const Elf64_Phdr *)(image.bytes + image.header->e_phoff);
	for (int index = 0; index < image.header->e_phnum; index++) {
		const Elf64_Phdr *segment = &image.segments[index];
		if (segment->p_type == PT_LOAD && (!lies_within(segment->p_offset, segment->p_filesz, image.size) ||
						   segment->p_filesz > segment->p_memsz))
			failed(path);
	}
	return image;
}

/* What lies at an address of the program, as it was linked, and how much of it the file has. */
static const unsigned char *bytes_at(const struct image *image, uint64_t address, uint64_t *length)
{
	for (int index = 0; index < image->header->e_phnum; index++) {
		const Elf64_Phdr *segment = &image->segments[index];
		if (segment->p_type != PT_LOAD || address < segment->p_vaddr ||
		    address - segment->p_vaddr >= segment->p_filesz)
			continue;
		*length = segment->p_filesz - (address - segment->p_vaddr);
		return image->bytes + segment->p_offset + (address - segment->p_vaddr);
	}
	errno = ENOEXEC;
	failed("entry point");
}

struct mapping {
	uint64_t start;
	uint64_t end;
	/* `r-xp` */
	char access[5];
};

static struct mapping mappings[MOST_MAPPINGS];

static int read_mappings(pid_t program)
{
	char path[64];
	char line[512];
	int count = 0;
	snprintf(path, sizeof path, "/proc/%d/maps", program);
	FILE *maps = fopen(path, "re");
	if (maps == NULL)
		failed(path);
	while (count < MOST_MAPPINGS && fgets(line, sizeof line, maps) != NULL) {
		struct mapping *one = &mappings[count];
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &one->start, &one->end, one->access) == 3)
			count++;
	}
	fclose(maps);
	return count;
}

static int read_memory(int memory, uint64_t address, void *into, size_t length)
{
	return pread(memory, into, length, (off_t)address) == (ssize_t)length;
}

/*
 * How far from where it was linked the program lies, found by the code at its entry point: the stub
 * has chosen the place.
 */
static int find_base(const struct image *image, pid_t program, int memory, uint64_t *base)
{
	const uint64_t entry = image->header->e_entry;
	unsigned char found[KNOWN_BYTES];
	uint64_t length;
	const unsigned char *known = bytes_at(image, entry, &length);
	int count = read_mappings(program);
	if (length > KNOWN_BYTES)
		length = KNOWN_BYTES;
	for (int index = 0; index < count; index++) {
		if (mappings[index].access[2] != 'x')
			continue;
		for (uint64_t page = mappings[index].start; page < mappings[index].end; page += PAGE) {
			uint64_t address = page + entry % PAGE;
			if (image->header->e_type != ET_DYN && address != entry)
				continue;
			if (read_memory(memory, address, found, length) && memcmp(found, known, length) == 0) {
				*base = address - entry;
				return 1;
			}
		}
	}
	return 0;
}

/* Writes one byte of the program's code; ptrace() writes words. */
static unsigned char replace_byte(pid_t program, uint64_t address, unsigned char byte)
{
	errno = 0;
	long word = ptrace(PTRACE_PEEKTEXT, program, (void *)address, NULL);
	if (errno != 0)
		failed("PTRACE_PEEKTEXT");
	long changed = (word & ~0xffL) | byte;
	if (ptrace(PTRACE_POKETEXT, program, (void *)address, (void *)changed) < 0)
		failed("PTRACE_POKETEXT");
	return (unsigned char)(word & 0xff);
}

static void tell_end(int status)
{
	if (WIFSIGNALED(status))
		differs("killed by signal %d before the program began", WTERMSIG(status));
	else
		differs("ended with exit code %d before the program began", WEXITSTATUS(status));
}

/*
 * Starts the packed program and leaves it where the original begins, nothing of which has run.
 *
 * The stub unpacks between two system calls. At each one the code of the entry point is looked for;
 * where it is found, a breakpoint is put there.
 */
static int run_to_entry(const struct image *image, char **command, pid_t *program, int *memory, uint64_t *base)
{
	int status;
	int deliver = 0;
	int has_breakpoint = 0;
	unsigned char original = 0;
	*program = fork();
	if (*program < 0)
		failed("fork");
	if (*program == 0) {
		int nothing = open("/dev/null", O_RDWR);
		if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0)
			_exit(REFUSED);
		if (nothing > 2)
			close(nothing);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(REFUSED);
		execve(command[0], command, environ);
		_exit(127);
	}
	if (waitpid(*program, &status, 0) < 0)
		failed("waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == REFUSED) {
		errno = EPERM;
		refused("PTRACE_TRACEME");
	}
	if (!WIFSTOPPED(status)) {
		tell_end(status);
		return 0;
	}
	long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD;
	if (ptrace(PTRACE_SETOPTIONS, *program, NULL, (void *)options) < 0)
		refused("PTRACE_SETOPTIONS");
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/mem", *program);
	*memory = open(path, O_RDONLY | O_CLOEXEC);
	if (*memory < 0)
		refused(path);
	for (;;) {
		if (!has_breakpoint && find_base(image, *program, *memory, base)) {
			original = replace_byte(*program, *base + image->header->e_entry, int3);
			has_breakpoint = 1;
		}
		long signal = deliver;
		if (ptrace(PTRACE_SYSCALL, *program, NULL, (void *)signal) < 0)
			failed("PTRACE_SYSCALL");
		if (waitpid(*program, &status, 0) < 0)
			failed("waitpid");
		if (!WIFSTOPPED(status)) {
			tell_end(status);
			return 0;
		}
		deliver = WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
		if (deliver != SIGTRAP || !has_breakpoint)
			continue;
		struct user_regs_struct registers;
		if (ptrace(PTRACE_GETREGS, *program, NULL, &registers) < 0)
			failed("PTRACE_GETREGS");
		if (registers.rip == *base + image->header->e_entry + 1) {
			replace_byte(*program, *base + image->header->e_entry, original);
			return 1;
		}
	}
}

static void compare_bytes(int memory, int index, const unsigned char *expected, uint64_t address, uint64_t length)
{
	static unsigned char chunk[64 * 1024];
	static const unsigned char zeros[sizeof chunk];
	uint64_t wrong = 0;
	uint64_t first = 0;
	for (uint64_t done = 0; done < length;) {
		uint64_t size = length - done < sizeof chunk ? length - done : sizeof chunk;
		const unsigned char *wanted = expected == NULL ? zeros : expected + done;
		if (!read_memory(memory, address + done, chunk, size)) {
			differs("segment %d is not in memory from byte %" PRIu64 " on", index, done);
			return;
		}
		if (memcmp(chunk, wanted, size) != 0)
			for (uint64_t at = 0; at < size; at++)
				if (chunk[at] != wanted[at] && wrong++ == 0)
					first = done + at;
		done += size;
	}
	if (wrong > 0)
		differs("segment %d: %" PRIu64 " of %" PRIu64 " %s are others, the first at %" PRIu64, index, wrong, length,
			expected == NULL ? "zeros" : "bytes", first);
}

static void compare_access(int count, int index, const Elf64_Phdr *segment, uint64_t base)
{
	const char wanted[] = {
		segment->p_flags & PF_R ? 'r' : '-',
		segment->p_flags & PF_W ? 'w' : '-',
		segment->p_flags & PF_X ? 'x' : '-',
		'p',
		'\0',
	};
	uint64_t at = (base + segment->p_vaddr) / PAGE * PAGE;
	const uint64_t end = base + segment->p_vaddr + segment->p_memsz;
	for (int one = 0; one < count && at < end; one++) {
		if (mappings[one].end <= at)
			continue;
		if (mappings[one].start > at)
			break;
		if (strcmp(mappings[one].access, wanted) != 0) {
			differs("segment %d is mapped %s, not %s", index, mappings[one].access, wanted);
			return;
		}
		at = mappings[one].end;
	}
	if (at < end)
		differs("segment %d is not mapped to its end", index);
}

/* Nothing that can be written to is executable, unless the original asks for that itself. */
static void compare_rest(const struct image *image, int count)
{
	for (int index = 0; index < image->header->e_phnum; index++) {
		const Elf64_Phdr *segment = &image->segments[index];
		if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W) && (segment->p_flags & PF_X))
			return;
	}
	for (int one = 0; one < count; one++)
		if (mappings[one].access[1] == 'w' && mappings[one].access[2] == 'x')
			differs("memory is left that is mapped %s", mappings[one].access);
}

static void compare_segments(const struct image *image, pid_t program, int memory, uint64_t base, int variables)
{
	int count = read_mappings(program);
	int compared = 0;
	uint64_t bytes = 0;
	for (int index = 0; index < image->header->e_phnum; index++) {
		const Elf64_Phdr *segment = &image->segments[index];
		if (segment->p_type != PT_LOAD)
			continue;
		const uint64_t address = base + segment->p_vaddr;
		compare_bytes(memory, index, image->bytes + segment->p_offset, address, segment->p_filesz);
		compare_bytes(memory, index, NULL, address + segment->p_filesz, segment->p_memsz - segment->p_filesz);
		compare_access(count, index, segment, base);
		compared++;
		bytes += segment->p_memsz;
	}
	compare_rest(image, count);
	if (differences == 0)
		printf("same: %d segments, %" PRIu64 " bytes, %d variables of the stub\n", compared, bytes, variables);
}

static int is_string(int memory, uint64_t address, const char *expected)
{
	static char text[128 * 1024 + 1];
	const size_t length = strlen(expected) + 1;
	return length <= sizeof text && read_memory(memory, address, text, length) &&
	       memcmp(text, expected, length) == 0;
}

/*
 * UPX's stub puts a variable of its own before all others: its name is three spaces, its value the path of
 * the file.
 */
static int has_variable_of_stub(pid_t program, int memory, uint64_t at)
{
	static char variable[4 + PATH_MAX + 1] = "   =";
	char path[64];
	uint64_t address;
	snprintf(path, sizeof path, "/proc/%d/exe", program);
	ssize_t length = readlink(path, variable + 4, PATH_MAX);
	if (length < 0)
		failed(path);
	variable[4 + length] = '\0';
	return read_memory(memory, at, &address, sizeof address) && address != 0 &&
	       is_string(memory, address, variable);
}

/* Compares an array of strings on the program's stack; returns where it ends. */
static uint64_t compare_strings(int memory, uint64_t at, char **expected, const char *what)
{
	int index = 0;
	for (;; index++, at += 8) {
		uint64_t address;
		if (!read_memory(memory, at, &address, sizeof address)) {
			differs("%s %d cannot be read", what, index);
			return 0;
		}
		if (address == 0)
			break;
		if (expected[index] == NULL || !is_string(memory, address, expected[index])) {
			differs("%s %d is another", what, index);
			return 0;
		}
	}
	if (expected[index] != NULL)
		differs("%s %d is missing", what, index);
	return at + 8;
}

static void compare_auxiliary(const struct image *image, int memory, uint64_t at, uint64_t base)
{
	uint64_t headers = 0;
	for (int index = 0; index < image->header->e_phnum; index++) {
		const Elf64_Phdr *segment = &image->segments[index];
		if (segment->p_type == PT_LOAD && image->header->e_phoff >= segment->p_offset &&
		    image->header->e_phoff - segment->p_offset < segment->p_filesz)
			headers = base + segment->p_vaddr + image->header->e_phoff - segment->p_offset;
	}
	const struct {
		uint64_t type;
		uint64_t value;
		const char *name;
	} wanted[] = {
		{AT_PHDR, headers, "AT_PHDR"},
		{AT_PHENT, sizeof(Elf64_Phdr), "AT_PHENT"},
		{AT_PHNUM, image->header->e_phnum, "AT_PHNUM"},
		{AT_ENTRY, base + image->header->e_entry, "AT_ENTRY"},
	};
	enum { WANTED = sizeof wanted / sizeof *wanted };
	int seen[WANTED] = {0};
	for (;; at += 16) {
		uint64_t entry[2];
		if (!read_memory(memory, at, entry, sizeof entry)) {
			differs("the auxiliary vector has no end");
			return;
		}
		if (entry[0] == AT_NULL)
			break;
		for (int index = 0; index < WANTED; index++) {
			if (entry[0] != wanted[index].type)
				continue;
			seen[index] = 1;
			if (entry[1] != wanted[index].value)
				differs("%s is another", wanted[index].name);
		}
	}
	for (int index = 0; index < WANTED; index++)
		if (!seen[index])
			differs("%s is missing", wanted[index].name);
}

/* Its own three, and nothing that the stub has opened. */
static void compare_files(pid_t program)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/fd", program);
	DIR *files = opendir(path);
	if (files == NULL)
		failed(path);
	for (struct dirent *file; (file = readdir(files)) != NULL;)
		if (file->d_name[0] != '.' && atoi(file->d_name) > 2)
			differs("file descriptor %s is open", file->d_name);
	closedir(files);
}

static int compare_memory(const char *original, char **command)
{
	struct image image = open_image(original);
	struct user_regs_struct registers;
	uint64_t base = 0;
	uint64_t count;
	pid_t program;
	int memory;
	if (!run_to_entry(&image, command, &program, &memory, &base))
		return DIFFERS;
	if (ptrace(PTRACE_GETREGS, program, NULL, &registers) < 0)
		failed("PTRACE_GETREGS");
	/* The stack as the kernel leaves it: count, arguments, NULL, environment, NULL, auxiliary vector. */
	uint64_t at = registers.rsp;
	uint64_t wanted = 0;
	if (at % 16 != 0)
		differs("the stack is not aligned");
	while (command[wanted] != NULL)
		wanted++;
	if (!read_memory(memory, at, &count, sizeof count) || count != wanted)
		differs("the number of arguments is another");
	at = compare_strings(memory, at + 8, command, "argument");
	const int variables = at != 0 && has_variable_of_stub(program, memory, at);
	if (at != 0)
		at = compare_strings(memory, at + 8 * (uint64_t)variables, environ, "environment variable");
	if (at != 0)
		compare_auxiliary(&image, memory, at, base);
	compare_files(program);
	compare_segments(&image, program, memory, base, variables);
	kill(program, SIGKILL);
	waitpid(program, NULL, 0);
	return differences == 0 ? SAME : DIFFERS;
}

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Whether there is something to read, or the end of it, before a time. */
static int waits_for(int output, int64_t until)
{
	int64_t left = until - now();
	struct pollfd one = {.fd = output, .events = POLLIN};
	return left > 0 && poll(&one, 1, (int)(left / 1000000) + 1) > 0;
}

/* How long a program is watched that has said something and goes on. */
static const int64_t WATCHED = 100 * 1000000;

/*
 * Runs a program, prints what it took unless it is the first of its kind, and returns whether it came
 * to something. vfork(), because the kernel counts to the memory of a program what was resident of
 * who called exec(): of this small one next to nothing, and nothing is copied.
 */
static int run_once(const char *which, char **command, int64_t deadline, int is_counted)
{
	static char thrown_away[64 * 1024];
	struct rusage usage;
	int ends[2];
	int status;
	int has_ended = 0;
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (nothing < 0 || pipe2(ends, O_CLOEXEC) < 0)
		failed("pipe");
	const int64_t begin = now();
	pid_t program = vfork();
	if (program == 0) {
		dup2(nothing, 0);
		dup2(ends[1], 1);
		dup2(ends[1], 2);
		execve(command[0], command, environ);
		_exit(127);
	}
	close(ends[1]);
	close(nothing);
	if (program < 0)
		failed("vfork");
	const char *how = "silent";
	const int has_begun = waits_for(ends[0], deadline);
	const int64_t started = now() - begin;
	if (has_begun) {
		const int64_t until = now() + WATCHED;
		ssize_t length = read(ends[0], thrown_away, sizeof thrown_away);
		how = length > 0 ? "spoke" : "ended";
		while (length > 0 && waits_for(ends[0], until))
			length = read(ends[0], thrown_away, sizeof thrown_away);
		while (!(has_ended = wait4(program, &status, WNOHANG, &usage) == program) && now() < until)
			nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	}
	if (has_ended) {
		if (WIFSIGNALED(status))
			how = "died";
	} else {
		kill(program, SIGKILL);
		if (wait4(program, &status, 0, &usage) < 0)
			failed("wait4");
	}
	close(ends[0]);
	const int is_usable = strcmp(how, "spoke") == 0 || strcmp(how, "ended") == 0;
	if (is_counted || !is_usable)
		printf("%s %" PRId64 " %ld %s\n", which, started, usage.ru_maxrss, how);
	return is_usable;
}

static int measure_start(int64_t budget, int pairs, char **original, char **packed)
{
	const int64_t deadline = now() + budget;
	for (int pair = 0; pair <= pairs && now() < deadline; pair++)
		if (!run_once("original", original, deadline, pair > 0) ||
		    !run_once("packed", packed, deadline, pair > 0))
			break;
	return SAME;
}

int main(int count, char **arguments)
{
	if (count >= 4 && strcmp(arguments[1], "memory") == 0)
		return compare_memory(arguments[2], arguments + 3);
	if (count >= 6 && strcmp(arguments[1], "start") == 0) {
		/* The same arguments for both, each under its own name. */
		char **original = calloc((size_t)count, sizeof *original);
		if (original == NULL)
			failed("calloc");
		original[0] = arguments[4];
		memcpy(original + 1, arguments + 6, (size_t)(count - 6) * sizeof *original);
		return measure_start(atoll(arguments[2]) * 1000000, atoi(arguments[3]), original, arguments + 5);
	}
	fputs("usage: probe memory ORIGINAL PACKED [ARGUMENT...]\n"
	      "       probe start MILLISECONDS PAIRS ORIGINAL PACKED [ARGUMENT...]\n",
	      stderr);
	return USAGE;
}
