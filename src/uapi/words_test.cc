#include <gtest/gtest.h>

#include "modtrail/uapi/errnos.h"
#include "modtrail/uapi/record_types.h"
#include "uapi/tables/name_tables.h"

namespace modtrail {
namespace {

TEST(Errnos, AllOfLibauditsGoRound) {
  EXPECT_EQ(tables::errnos().size(), 133U);
  for (const tables::NumberRow& row : tables::errnos()) {
    EXPECT_EQ(parse_errno(row.name), row.number);
    EXPECT_EQ(parse_errno(errno_name(row.number)), row.number);
  }
}

TEST(Errnos, SignCaseAndAliases) {
  EXPECT_EQ(parse_errno("EPERM"), 1);
  EXPECT_EQ(parse_errno("-EPERM"), -1);
  EXPECT_EQ(parse_errno("-ebadf"), -9);
  EXPECT_EQ(parse_errno("EWOULDBLOCK"), 11);
  EXPECT_EQ(errno_name(11), "EAGAIN");
  EXPECT_EQ(errno_name(35), "EDEADLK");
  EXPECT_EQ(errno_name(133), "EHWPOISON");
  EXPECT_EQ(errno_name(0), "");
  EXPECT_EQ(errno_name(41), "");
  for (const char* text : {"", "-", "--EPERM", "ENOTSUP", "yes", "EPERM "}) EXPECT_EQ(parse_errno(text), std::nullopt);
}

TEST(RecordTypes, AllOfLibauditsGoRound) {
  EXPECT_EQ(tables::record_types().size(), 197U);
  for (const tables::NumberRow& row : tables::record_types()) {
    EXPECT_EQ(parse_record_type(row.name), row.number);
    EXPECT_EQ(record_type_name(row.number), row.name);
  }
}

TEST(RecordTypes, NumbersOfTheRecordsOfAModuleEvent) {
  EXPECT_EQ(parse_record_type("SYSCALL"), kRecordSyscall);
  EXPECT_EQ(parse_record_type("kern_module"), kRecordKernModule);
  EXPECT_EQ(parse_record_type("PATH"), 1302);
  EXPECT_EQ(parse_record_type("CONFIG_CHANGE"), 1305);
  EXPECT_EQ(parse_record_type("CWD"), 1307);
  EXPECT_EQ(parse_record_type("EXECVE"), 1309);
  EXPECT_EQ(parse_record_type("EOE"), 1320);
  EXPECT_EQ(parse_record_type("PROCTITLE"), 1327);
  EXPECT_EQ(parse_record_type("UNKNOWN[1425]"), 1425);
  for (const char* text : {"", "KERN", "1300x", "UNKNOWN[", "UNKNOWN[]", "UNKNOWN[1x]"})
    EXPECT_EQ(parse_record_type(text), std::nullopt) << text;
}

TEST(RecordTypes, LaterOnesAreUnknownToOlderVersions) {
  const auto known = [](const Version& auditctl) {
    int count = 0;
    for (const tables::NumberRow& row : tables::record_types())
      if (parse_record_type(row.name, auditctl)) ++count;
    return count;
  };
  EXPECT_EQ(known({3, 0, 0}), 187);
  EXPECT_EQ(known({3, 0, 9}), 195);
  EXPECT_EQ(known({3, 1, 2}), 197);
  EXPECT_EQ(parse_record_type("DM_CTRL", {3, 0, 9}), std::nullopt);
  EXPECT_EQ(parse_record_type("DM_CTRL", {4, 0, 2}), 1338);
}

}  // namespace
}  // namespace modtrail
