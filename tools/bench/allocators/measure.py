"""measure.py <rounds> <program> <argument>…: runs /out/<allocator>/<program> in turn, in an empty folder, and
prints of each allocator the median wall and CPU time in milliseconds and the median peak of memory in KiB."""

import json, os, statistics, sys, time

rounds, program, *arguments = sys.argv[1:]
allocators = ["musl", "mimalloc", "glibc"]
runs = {name: [] for name in allocators}
for turn in range(int(rounds) + 1):
    for name in allocators:
        begin = time.monotonic()
        child = os.fork()
        if child == 0:
            nothing = os.open("/dev/null", os.O_RDWR)
            for stream in (0, 1):
                os.dup2(nothing, stream)
            os.execv(f"/out/{name}/{program}", [program, *arguments])
        _, status, usage = os.wait4(child, 0)
        took = time.monotonic() - begin
        if status != 0:
            sys.exit(f"{name}/{program} ended with status {status}")
        # The first turn fills caches.
        if turn > 0:
            runs[name].append((took * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss))
print(json.dumps({name: [statistics.median(column) for column in zip(*of)] for name, of in runs.items()}))
