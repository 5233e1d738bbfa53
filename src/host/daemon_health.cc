#include "host/daemon_health.h"

#include <sys/statvfs.h>

#include <string_view>

#include "modtrail/base/file.h"

namespace modtrail {

namespace {

constexpr std::size_t kStatLimit = 4096;

}  // namespace

// The state stands behind the process's name in brackets (proc(5)): "T", "t" where it is traced; "Z" and "X":
// it has ended.
ProcessState state_of(std::uint32_t process) {
  const Result<std::string> status = read_file("/proc/" + std::to_string(process) + "/stat", kStatLimit);
  if (!status && status.error().kind == ErrorKind::Missing) return ProcessState::Gone;
  const std::size_t end = status ? status->rfind(')') : std::string::npos;
  if (end == std::string::npos) return ProcessState::Runs;
  const std::string_view rest = std::string_view(*status).substr(end + 1);
  if (rest.starts_with(" Z") || rest.starts_with(" X")) return ProcessState::Gone;
  return rest.starts_with(" T") || rest.starts_with(" t") ? ProcessState::Stopped : ProcessState::Runs;
}

std::optional<std::uint64_t> room_for(const std::string& file) {
  struct statvfs info = {};
  const std::string directory = file.substr(0, file.rfind('/') + 1);
  if (::statvfs(directory.empty() ? "." : directory.c_str(), &info) != 0) return std::nullopt;
  return std::uint64_t{info.f_bfree} * info.f_frsize;
}

}  // namespace modtrail
