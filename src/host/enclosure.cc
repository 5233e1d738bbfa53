#include "host/enclosure.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <span>

#include "base/fd.h"
#include "host/system_calls.h"

namespace modtrail {
namespace {

// What kernels after this header's have added: truncate (version 3), ioctl of devices (5); the network (4), abstract
// sockets and signals to others (6).
constexpr std::uint64_t kTruncate = 1ULL << 14U;
constexpr std::uint64_t kIoctlDevice = 1ULL << 15U;
constexpr std::uint64_t kNetwork = 0x3;
constexpr std::uint64_t kScopes = 0x3;
struct RulesetAttributes {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scopes = 0;
};

constexpr std::uint64_t kFirstVersion = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kWrite =
    kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | kTruncate;
constexpr std::uint64_t kOfFiles = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;

// What a kernel of this version can deny: all of that is denied.
RulesetAttributes handled(long version) {
  RulesetAttributes out;
  out.files = kFirstVersion;
  if (version >= 2) out.files |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) out.files |= kTruncate;
  if (version >= 4) out.network = kNetwork;
  if (version >= 5) out.files |= kIoctlDevice;
  if (version >= 6) out.scopes = kScopes;
  return out;
}

std::size_t size_of_attributes(long version) {
  if (version >= 6) return sizeof(RulesetAttributes);
  return version >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

// A path that is not there stays closed.
Result<> allow(int ruleset, const std::string& path, std::uint64_t rights) {
  const Fd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!place) return {};
  struct stat info = {};
  if (::fstat(place.get(), &info) != 0) return errno_error("cannot open " + path);
  landlock_path_beneath_attr beneath = {};
  beneath.allowed_access = S_ISDIR(info.st_mode) ? rights : rights & kOfFiles;
  beneath.parent_fd = place.get();
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
    return errno_error("cannot restrict files to " + path);
  return {};
}

Result<Enclosed> restrict_files(const Enclosure& places) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return Enclosed::NoLandlock;
  const RulesetAttributes attributes = handled(version);
  const Fd ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size_of_attributes(version), 0)));
  if (!ruleset) return errno_error("cannot restrict files");
  for (const std::string& path : places.readable) TRY(allow(ruleset.get(), path, kRead & attributes.files));
  for (const std::string& path : places.writable) TRY(allow(ruleset.get(), path, kWrite & attributes.files));
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return errno_error("cannot restrict files");
  return Enclosed::Whole;
}

void append(std::vector<int>& calls, std::span<const int> more) {
  std::copy(more.begin(), more.end(), std::back_inserter(calls));
}

}  // namespace

Result<Enclosed> enclose(const Enclosure& places) {
  const Enclosed files = TRY(restrict_files(places));
  std::vector<int> calls;
  append(calls, calls_of_runtime());
  append(calls, calls_of_files());
  append(calls, calls_of_sockets());
  TRY(admit_calls(calls));
  return files;
}

Result<> enclose_speaker() {
  std::vector<int> calls;
  append(calls, calls_of_runtime());
  append(calls, calls_of_sockets());
  return admit_calls(calls);
}

}  // namespace modtrail
