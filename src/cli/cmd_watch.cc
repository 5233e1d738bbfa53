#include <array>
#include <csignal>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "cli/watch_options.h"
#include "cli/watcher.h"
#include "host/privileges.h"

// modtrail watch: module events as they come, and what is known to be missing among them.
namespace modtrail {

namespace {

// The socket is open.
constexpr std::array kPowersOfReader = {Power::AuditControl, Power::WriteFiles};

Result<int> watch(const Program& program, const Arguments& arguments) {
  const WatchOptions options = TRY(read_watch_options(arguments));
  const std::unique_ptr<Watcher> watcher = TRY(Watcher::open(options, program.version));
  if (options.from == WatchFrom::Netlink) TRY(keep_only(kPowersOfReader));
  if (options.from == WatchFrom::Audisp) std::signal(SIGHUP, SIG_IGN);  // auditd's to its plugins: read your settings
  TRY(watcher->run());
  return options.until == WatchUntil::Read && watcher->found_trouble() ? kFail : kPass;
}

}  // namespace

int run_watch(const Program& program, const Arguments& arguments) {
  const Result<int> code = watch(program, arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
