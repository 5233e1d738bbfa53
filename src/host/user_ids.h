#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "modtrail/base/result.h"

namespace modtrail {

struct UserIds {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // others
};

// Of a user by these texts of passwd(5) and group(5).  Errors: there is no such user.
Result<UserIds> find_user(std::string_view passwd, std::string_view group, std::string_view name);

// Becomes that user for good, with the capabilities that it holds.  Errors: CAP_SETUID or CAP_SETGID is missing.
Result<> become(const UserIds& user);

}  // namespace modtrail
