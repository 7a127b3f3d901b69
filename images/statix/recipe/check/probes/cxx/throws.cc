#include <stdexcept>
#include <string>

extern "C" int statix_throws(int value) {
  try {
    throw std::runtime_error(std::to_string(value));
  } catch (const std::exception &error) {
    return std::stoi(error.what());
  }
}
