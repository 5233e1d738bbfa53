#include "host/user_ids.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::string_view kPasswd =
    "root:x:0:0:root:/root:/bin/bash\n"
    "bad:x:none:4:::\n"
    "torn:x:9\n"
    "modtrail:x:990:991::/:/usr/sbin/nologin\n"
    "modtrail:x:0:0:second:/:/bin/sh\n";
constexpr std::string_view kGroup =
    "adm:x:4:syslog,modtrail\nother:x:5:modtrail2\nmodtrail:x:991:\ntorn:x\nodd:x:-1:modtrail\n";

TEST(UserIds, AreThoseOfTheFirstWholeLine) {
  const auto user = find_user(kPasswd, kGroup, "modtrail");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->uid, 990U);
  EXPECT_EQ(user->gid, 991U);
  EXPECT_EQ(user->groups, std::vector<gid_t>{4});
}

TEST(UserIds, OfNobodyAreAnError) {
  for (const char* name : {"", "nobody", "torn", "modtrai", "990"})
    EXPECT_FALSE(find_user(kPasswd, kGroup, name)) << name;
}

}  // namespace
}  // namespace modtrail
