#include "modtrail/trail/journal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace modtrail {
namespace {

struct Told {
  std::string lines;
  JournalTally tally;
};

Told told(std::string_view journal, std::size_t stretch = 100) {
  Told out;
  const std::unique_ptr<ByteSource> source = journal_lines(journal_form_of(journal), memory_source(journal), out.tally);
  std::vector<char> chunk(stretch);
  while (const std::size_t size = source->read(chunk).value()) out.lines.append(chunk.data(), size);
  return out;
}

// A field in the form for bytes that are not text.
std::string binary(const std::string& name, std::string_view value) {
  std::string out = name + "\n";
  for (std::uint64_t size = value.size(), i = 0; i < 8; ++i) out += static_cast<char>(size >> (8 * i) & 0xFF);
  return out + std::string(value) + "\n";
}

constexpr const char* kHead =
    "__CURSOR=s=7;i=1\n__REALTIME_TIMESTAMP=1700000000123999\n_BOOT_ID=ab\n_HOSTNAME=web1\n_TRANSPORT=audit\n"
    "_AUDIT_TYPE=1300\n_AUDIT_ID=45\n_AUDIT_TYPE_NAME=SYSCALL\n_SOURCE_REALTIME_TIMESTAMP=1700000000123000\n";
constexpr const char* kLine = "node=web1 type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313\n";

TEST(Journal, PutsRecordsTogetherAgain) {
  const Told out = told(std::string(kHead) + "MESSAGE=SYSCALL arch=c000003e syscall=313\n_PID=7\n\n");
  EXPECT_EQ(out.lines, kLine);
  EXPECT_EQ(out.tally.entries, 1U);
  EXPECT_EQ(out.tally.records, 1U);
  EXPECT_EQ(out.tally.torn, 0U);
}

TEST(Journal, ReadsJsonToTheSame) {
  const std::string json =
      R"({"_HOSTNAME":"web1","MESSAGE":"SYSCALL arch=c000003e syscall=313","_TRANSPORT":"audit","_AUDIT_ID":"45",)"
      R"("_AUDIT_TYPE":["1300","1301"],"_SOURCE_REALTIME_TIMESTAMP":"1700000000123000","_PID":"7"})";
  EXPECT_EQ(told(json + "\n" + json).lines, std::string(kLine) + kLine);
}

TEST(Journal, TakesBytesInEitherForm) {
  const std::string body = "USER msg='a\nb\x1B'";
  const Told exported = told(std::string(kHead) + binary("MESSAGE", body) + "\n");
  EXPECT_EQ(exported.lines, "node=web1 type=SYSCALL msg=audit(1700000000.123:45): msg='a b\x1B'\n");
  std::string json =
      R"({"_TRANSPORT":"audit","_AUDIT_ID":"45","_AUDIT_TYPE":"1300","_SOURCE_REALTIME_TIMESTAMP":"5","MESSAGE":[)";
  for (const char c : body) json += std::to_string(static_cast<unsigned char>(c)) + ", ";
  json.replace(json.size() - 2, 2, "]}");
  EXPECT_EQ(told(json).lines, "type=SYSCALL msg=audit(0.000:45): msg='a b\x1B'\n");
}

TEST(Journal, TypesWithoutANameHaveTheirNumber) {
  std::string head = kHead;
  head.replace(head.find("1300"), 4, "1999");
  EXPECT_EQ(told(head + "MESSAGE=AUDIT1999 x=1\n").lines,
            "node=web1 type=UNKNOWN[1999] msg=audit(1700000000.123:45): x=1\n");
  head.replace(head.find("1999"), 4, "1330");
  EXPECT_EQ(told(head + "MESSAGE=<audit-1330> name=\"dummy\"\n").lines,
            "node=web1 type=KERN_MODULE msg=audit(1700000000.123:45): name=\"dummy\"\n");
}

// A client of journald can send any text and any field but those with a leading underscore.
TEST(Journal, OthersCannotMakeRecords) {
  const Told out = told(
      "__CURSOR=s\n_TRANSPORT=journal\nTRANSPORT=audit\n_AUDIT_TYPE=1300\n_AUDIT_ID=45\n"
      "_SOURCE_REALTIME_TIMESTAMP=1\nMESSAGE=SYSCALL arch=c000003e syscall=313\n\n"
      "_TRANSPORT=stdout\n" +
      binary("MESSAGE", std::string("x\n\n") + kHead + "MESSAGE=SYSCALL a=b\n") + "\n");
  EXPECT_EQ(out.lines, "");
  EXPECT_EQ(out.tally.entries, 2U);
  EXPECT_EQ(out.tally.torn, 0U);
}

TEST(Journal, TheFirstOfAFieldCounts) {
  EXPECT_EQ(
      told(std::string(kHead) + "_AUDIT_ID=46\nMESSAGE=SYSCALL arch=c000003e syscall=313\nMESSAGE=SYSCALL b\n").lines,
      kLine);
}

TEST(Journal, CountsWhatIsTornAndGoesOn) {
  const std::string whole = std::string(kHead) + "MESSAGE=SYSCALL arch=c000003e syscall=313\n\n";
  const std::vector<std::string> torn = {
      "_TRANSPORT=audit\n_AUDIT_TYPE=1300\n\n",        // no message
      std::string(kHead) + "MESSAGE=SYSCALL\n\n",      // no body
      std::string(kHead) + "_HOSTNAME\n12345678\n\n",  // a size beyond the end of the file
      std::string(kHead) + binary("MESSAGE", std::string("SYSCALL a\0b", 11)) + "\n"};
  for (const std::string& entry : {torn[0], torn[1], torn[3]}) {
    const Told out = told(entry + whole);
    EXPECT_EQ(out.lines, kLine) << entry;
    EXPECT_EQ(out.tally.torn, 1U) << entry;
  }
  EXPECT_EQ(told(torn[2] + whole).tally.torn, 1U);
  EXPECT_EQ(told(whole.substr(0, whole.size() - 3)).tally.torn, 1U);  // the file is cut short
  EXPECT_EQ(told("{\"_AUDIT_ID\":\"45\",\"_TRANSPORT\":\"audit\",\"MESSAGE\":null}\n{\"_AUDIT_\n").tally.torn, 2U);
}

TEST(Journal, LargeFieldsArePassedOver) {
  const std::string large(kLargestEntry + 1, 'x');
  const std::string whole = std::string(kHead) + "MESSAGE=SYSCALL arch=c000003e syscall=313\n\n";
  const Told out = told(std::string(kHead) + binary("COREDUMP", large) + "MESSAGE=SYSCALL a=b\n\n" + whole, 1 << 16);
  EXPECT_EQ(out.lines, kLine);
  EXPECT_EQ(out.tally.torn, 1U);
  EXPECT_EQ(told("_TRANSPORT=stdout\nMESSAGE=" + large + "\n\n" + whole, 1 << 16).lines, kLine);
}

TEST(Journal, IsKnownByItsBeginning) {
  EXPECT_EQ(journal_form_of("__CURSOR=s=1"), JournalForm::Export);
  EXPECT_EQ(journal_form_of("{ \"MESSAGE\" : \"x\""), JournalForm::Json);
  EXPECT_EQ(journal_form_of("type=SYSCALL msg=audit(1.000:1): "), JournalForm::None);
  EXPECT_EQ(journal_form_of("{"), JournalForm::None);
  EXPECT_EQ(journal_form_of(""), JournalForm::None);
}

}  // namespace
}  // namespace modtrail
