#include "host/record_stream.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

TEST(Canary, IsToldByNonceAndProcess) {
  const std::string record =
      "type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313 success=no exit=-1 a0=ffffffffffffffff "
      "a1=0 "
      "a2=0 a3=5eed0001 items=0 ppid=10 pid=11 auid=1000";
  EXPECT_TRUE(is_canary(record, 0x5eed0001));
  EXPECT_FALSE(is_canary(record, 0x5eed0002));
  EXPECT_FALSE(is_canary("type=SYSCALL a3= pid=11", 0));
  EXPECT_FALSE(is_canary("", 0));
}

TEST(KernelRecord, IsWrittenAsAuditdWritesIt) {
  EXPECT_EQ(log_line({1330, "audit(1700000000.123:45): name=\"dummy\""}),
            "type=KERN_MODULE msg=audit(1700000000.123:45): name=\"dummy\"");
  EXPECT_EQ(log_line({1399, "audit(1.000:2): x"}), "type=UNKNOWN[1399] msg=audit(1.000:2): x");
  EXPECT_EQ(log_line({1112, "audit(1.000:2): msg='a\ntype=SYSCALL'"}),
            "type=USER_LOGIN msg=audit(1.000:2): msg='a type=SYSCALL'")
      << "a program's line break makes no second record";
}

TEST(KernelRecords, AdoptsAnAuditSocketAlone) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_FALSE(KernelRecords::adopt(ends[0]).has_value());
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace modtrail
