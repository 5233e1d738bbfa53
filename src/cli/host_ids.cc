#include "cli/host_ids.h"

#include "modtrail/base/file.h"

namespace modtrail {

namespace {

// The one line of a file.
std::string id_in(const char* path) {
  const Result<std::string> text = read_file(path, 256);
  const std::string id = text ? std::string(text->substr(0, text->find('\n'))) : std::string();
  const bool good = !id.empty() && id.size() <= 64 && id.find_first_not_of("0123456789abcdef-") == std::string::npos;
  return good ? id : "-";
}

}  // namespace

std::string boot_id() {
  return id_in("/proc/sys/kernel/random/boot_id");
}

std::string machine_id() {
  return id_in("/etc/machine-id");
}

}  // namespace modtrail
