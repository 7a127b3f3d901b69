// Headers of C++ bindings: libc++'s, which the target's programs are linked with, and not the host's libstdc++.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>
#ifndef _LIBCPP_VERSION
#error "not libc++"
#endif
struct Sample {
  std::vector<std::uint32_t> values;
  std::unique_ptr<std::string> name;
};
