#include <csignal>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "cli/watch_enclosure.h"
#include "cli/watch_options.h"
#include "cli/watcher.h"
#include "host/confine.h"
#include "host/user_ids.h"
#include "modtrail/base/file.h"

// modtrail watch: module events as they come, and what is known to be missing among them.
namespace modtrail {

namespace {

Result<> change_user(const std::optional<std::string>& name) {
  constexpr std::size_t kMost = std::size_t{16} << 20;
  if (!name) return {};
  const std::string passwd = TRY(read_file("/etc/passwd", kMost));
  const std::string group = TRY(read_file("/etc/group", kMost));
  return become(TRY(find_user(passwd, group, *name)));
}

Result<int> watch(const Program& program, const Arguments& arguments) {
  const WatchOptions options = TRY(read_watch_options(arguments));
  TRY(change_user(options.run_as));
  const std::unique_ptr<Watcher> watcher = TRY(Watcher::open(options, program.version));
  if (options.from == WatchFrom::Audisp) std::signal(SIGHUP, SIG_IGN);  // auditd's to its plugins: read your settings
  TRY(enclose_watch(options));
  TRY(watcher->run());
  return options.until == WatchUntil::Read && watcher->found_trouble() ? kFail : kPass;
}

}  // namespace

// What runs at the end of a process, a sanitizer's check for leaks above all, makes calls that are closed to it by
// then.
int run_watch(const Program& program, const Arguments& arguments) {
  const Result<int> code = watch(program, arguments);
  leave(code ? *code : complain(code.error()));
  return kTrouble;
}

}  // namespace modtrail
