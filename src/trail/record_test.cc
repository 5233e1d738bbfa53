#include "modtrail/trail/record.h"

#include <gtest/gtest.h>

#include "modtrail/uapi/record_types.h"

namespace modtrail {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields fields_of(std::string_view text) {
  Fields fields;
  FieldReader reader(text);
  while (const auto field = reader.next()) fields.emplace_back(field->name, field->value);
  return fields;
}

TEST(Record, TakesALineApart) {
  const auto record = parse_record(
      "node=web1 type=KERN_MODULE msg=audit(1700000000.123:45): name=\"dummy\"\x1d"
      "ARCH=x86_64");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->node, "web1");
  EXPECT_EQ(record->type_name, "KERN_MODULE");
  EXPECT_EQ(record->type, kRecordKernModule);
  EXPECT_EQ(record->time, 1700000000123U);
  EXPECT_EQ(record->serial, 45U);
  EXPECT_EQ(record->body, "name=\"dummy\"");
  EXPECT_EQ(record->enriched, "ARCH=x86_64");
}

struct HeadCase {
  std::string_view line;
  int type;  // -1: torn
  std::string_view rest;
};

TEST(Record, EveryHeadOfEveryAuditd) {
  for (const HeadCase& head : std::vector<HeadCase>{
           {"type=UNKNOWN[1334] msg=audit(1.000:1): prog-id=7", 1334, "prog-id=7"},
           {"type=1300 msg=audit(1.000:1): arch=c000003e", 1300, "arch=c000003e"},
           {"type=EOE msg=audit(1.000:4294967295): ", 1320, ""},
           {"type=EOE msg=audit(1.000:0):", 1320, ""},
           {"type=DAEMON_CONFIG msg=audit(1.000:1) config changed, auid=0", 1203, "config changed, auid=0"},
           {"type=CKADDR msg=audit(1.000:1): x", 0, "x"},
           {"type=USER msg=audit(1.000:1): user pid=1 type=KERN_MODULE msg=audit(2.000:2): name=\"x\"", 1005,
            "user pid=1 type=KERN_MODULE msg=audit(2.000:2): name=\"x\""},
           {"node=a b type=EOE msg=audit(1.000:1): \r", 1320, ""},
           {"type=EOE msg=audit(253402300799.999:1): ", 1320, ""}}) {
    const auto record = parse_record(head.line);
    ASSERT_TRUE(record) << head.line;
    EXPECT_EQ(record->type, head.type) << head.line;
    EXPECT_EQ(record->body, head.rest) << head.line;
  }
}

TEST(Record, TornLinesSayWhy) {
  for (const auto& [line, why] : std::vector<std::pair<std::string, Torn>>{
           {"arch=c000003e syscall=175", Torn::NoType},
           {" type=EOE msg=audit(1.000:1): ", Torn::NoType},
           {"type= msg=audit(1.000:1): ", Torn::NoType},
           {"\xef\xbb\xbftype=EOE msg=audit(1.000:1): ", Torn::NoType},
           {"type=EOE", Torn::NoStamp},
           {"type=1300 audit(1.000:1): x", Torn::NoStamp},
           {"type=UNKNOWN[1329] msg=g", Torn::NoStamp},
           {"type=EOE msg=audit(1.0:1): ", Torn::BadTime},
           {"type=EOE msg=audit(1:1): ", Torn::BadTime},
           {"type=EOE msg=audit(-1.000:1): ", Torn::BadTime},
           {"type=EOE msg=audit(253402300800.000:1): ", Torn::BadTime},
           {"type=EOE msg=audit(99999999999999999999999.000:1): ", Torn::BadTime},
           {"type=EOE msg=audit(1.000:4294967296): ", Torn::BadSerial},
           {"type=EOE msg=audit(1.000:): ", Torn::BadSerial},
           {"type=EOE msg=audit(1.000:1", Torn::NoEnd},
           {"type=EOE msg=audit(1.000:1)x", Torn::NoEnd},
           {"type=EOE msg=audit(1.000:1): " + std::string(kLineLimit, 'x'), Torn::TooLong}}) {
    const auto record = parse_record(line);
    ASSERT_FALSE(record) << line.substr(0, 80);
    EXPECT_EQ(record.error(), why) << line.substr(0, 80);
  }
}

TEST(Record, FieldsAsTheyAreWritten) {
  EXPECT_EQ(fields_of("a0=5 comm=\"in smod\" key=(null)"),
            (Fields{{"a0", "5"}, {"comm", "\"in smod\""}, {"key", "(null)"}}));
  EXPECT_EQ(fields_of("pid=1 msg='op=x acct=\"it's\" res=success'"),
            (Fields{{"pid", "1"}, {"msg", "'op=x acct=\"it's\" res=success'"}}));
  EXPECT_EQ(fields_of("avc:  denied  { read } for  pid=1"),
            (Fields{{"", "avc:"}, {"", "denied"}, {"", "{"}, {"", "read"}, {"", "}"}, {"", "for"}, {"pid", "1"}}));
  EXPECT_EQ(fields_of("ses=4294967295op=set"), (Fields{{"ses", "4294967295"}, {"op", "set"}}));
  EXPECT_EQ(fields_of("subj=/bin/man (enforce) key=x"), (Fields{{"subj", "/bin/man (enforce)"}, {"key", "x"}}));
  EXPECT_EQ(fields_of("subj==unconfined (x"), (Fields{{"subj", "=unconfined"}, {"", "(x"}}));
  EXPECT_EQ(fields_of("SADDR={ fam=inet lport=80 } A=b"), (Fields{{"SADDR", "{ fam=inet lport=80 }"}, {"A", "b"}}));
  EXPECT_EQ(fields_of("name= =x name=\"open"), (Fields{{"name", ""}, {"", "=x"}, {"name", "\"open"}}));
  EXPECT_EQ(fields_of("  "), Fields{});
}

TEST(Record, FindsTheFirstFieldOfAName) {
  EXPECT_EQ(find_field("a=1 b=2 b=3", "b"), "2");
  EXPECT_EQ(find_field("comm=\"b=7\" b=3", "b"), "3");
  EXPECT_EQ(find_field("a=1", "b"), std::nullopt);
}

TEST(Record, DecodesWhatAUserMayHaveChosen) {
  EXPECT_EQ(decode_untrusted("\"dummy\""), "dummy");
  EXPECT_EQ(decode_untrusted("6120620A"), "a b\n");
  EXPECT_EQ(decode_untrusted("612"), "612");
  EXPECT_EQ(decode_untrusted("6a"), "6a");
  EXPECT_EQ(decode_untrusted("dummy"), "dummy");
  EXPECT_EQ(decode_untrusted("(null)"), std::nullopt);
  EXPECT_EQ(decode_untrusted("\"(null)\""), "(null)");
  EXPECT_TRUE(is_untrusted(1309, "a0"));
  EXPECT_TRUE(is_untrusted(1309, "a12[3]"));
  EXPECT_FALSE(is_untrusted(1309, "a1_len"));
  EXPECT_FALSE(is_untrusted(1300, "a0"));
  EXPECT_TRUE(is_untrusted(1302, "name"));
}

TEST(Record, KeysAreJoinedByOneByte) {
  EXPECT_EQ(decode_keys("\"modules\""), std::vector<std::string>{"modules"});
  EXPECT_EQ(decode_keys("6D6F64756C65730173746967"), (std::vector<std::string>{"modules", "stig"}));
  EXPECT_EQ(decode_keys("(null)"), std::vector<std::string>{});
}

}  // namespace
}  // namespace modtrail
