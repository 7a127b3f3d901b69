// What of C++ needs a runtime: unwinding, destructors of threads, atomics wider than the machine.
#include <atomic>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <vector>

struct Said {
  const char *name;
  ~Said() { std::cout << name << " destructor\n" << std::flush; }
};
thread_local Said said{"main"};

struct Pair {
  long a, b;
};

int main() {
  try {
    std::vector<int> none;
    if (none.at(3)) return 1;
  } catch (const std::out_of_range &) {
    std::cout << "caught: out of range\n";
  }
  std::atomic<Pair> pair{};
  pair.store({40, 2});
  std::cout << "atomic: " << pair.load().a + pair.load().b << "\n" << std::flush;
  std::thread([] { said.name = "thread"; }).join();
  std::cout << "filesystem: " << std::filesystem::path("/a/b").filename().string() << "\n";
  return said.name == nullptr;
}
