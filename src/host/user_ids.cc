#include "host/user_ids.h"

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/fd.h"
#include "host/privileges.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::size_t kPasswdFields = 7;
constexpr std::size_t kGroupFields = 4;

std::optional<std::uint32_t> parse_id(std::string_view text) {
  const auto number = parse_number(text);
  if (!number || *number >= UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

Result<UserIds> find_user(std::string_view passwd, std::string_view group, std::string_view name) {
  std::optional<UserIds> user;
  for (const std::string_view line : split(passwd, '\n')) {
    const auto fields = split(line, ':');
    if (user || fields.size() != kPasswdFields || fields[0] != name) continue;
    const auto uid = parse_id(fields[2]);
    const auto gid = parse_id(fields[3]);
    if (uid && gid) user = UserIds{*uid, *gid, {}};
  }
  if (!user) return fail("there is no user " + std::string(name));
  for (const std::string_view line : split(group, '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() != kGroupFields) continue;
    const auto members = split(fields[3], ',');
    const auto gid = parse_id(fields[2]);
    if (gid && std::find(members.begin(), members.end(), name) != members.end()) user->groups.push_back(*gid);
  }
  return *user;
}

Result<> become(const UserIds& user) {
  const bool done = ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 &&
                    ::setgroups(user.groups.size(), user.groups.data()) == 0 &&
                    ::setresgid(user.gid, user.gid, user.gid) == 0 && ::setresuid(user.uid, user.uid, user.uid) == 0;
  if (!done) return errno_error("cannot become another user");
  return take_up();
}

}  // namespace modtrail
