#include "modtrail/trail/encode.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "modtrail/base/json.h"
#include "modtrail/uapi/attempt.h"

// What the schemas say is held against real events by tests/records; here, what each field is made of.
namespace modtrail {
namespace {

constexpr Observer kObserver = {"modtrail", "0.1.0"};

ModuleEvent unload() {
  ModuleEvent event;
  event.id = {"web1", 1700000000123, 45};
  event.syscall = Syscall::DeleteModule;
  event.machine = AuditMachine::X86_64;
  event.abi = Abi::B64;
  event.module = "dummy";
  event.outcome = ModuleOutcome::Busy;
  event.success = false;
  event.exit = -11;
  event.auid = 1000;
  event.auid_name = "alice";
  event.uid = 0;
  event.uid_name = "root";
  event.session = 3;
  event.pid = 114;
  event.ppid = 113;
  event.tty = "pts0";
  event.comm = "rmmod";
  event.exe = "/usr/bin/kmod";
  event.proctitle = "rmmod dummy";
  event.command = {"rmmod", "dummy"};
  event.keys = {"modules", "stig"};
  event.origin = ModuleOrigin::Login;
  event.records = {"type=SYSCALL msg=audit(1700000000.123:45): x", "type=EOE msg=audit(1700000000.123:45): "};
  return event;
}

// Bytes that are no text, and text that means something to a terminal or a spreadsheet.
ModuleEvent hostile() {
  ModuleEvent event = unload();
  event.id.node = "\x1B[2J";
  event.module = "=cmd|' /C calc'!A0,\"x\"\r\n\x1B]0;t\x07\xFF\xC2\x9B\xE2\x80\xAE";
  event.comm = "@SUM(1)";
  event.exe = "+1";
  event.proctitle = "-1\t\"";
  event.command = {std::string("a\0b", 3), "\xED\xA0\x80"};
  event.keys = {"\x01", "<script>"};
  event.subj = "\x7F";
  event.auid_name = "\n";
  return event;
}

ModuleEvent bare() {
  ModuleEvent event;
  event.id = {"", 0, 0};
  return event;
}

using Encoder = void (*)(std::string&, const ModuleEvent&);
void ecs(std::string& out, const ModuleEvent& event) {
  append_ecs(out, event, kObserver);
}
void ocsf(std::string& out, const ModuleEvent& event) {
  append_ocsf(out, event, kObserver);
}

std::string encoded(Encoder encoder, const ModuleEvent& event) {
  std::string out;
  encoder(out, event);
  return out;
}

// a.b.0 in the JSON that one of the encoders wrote; null where there is none.
Json at(std::string_view text, const std::vector<std::string>& path) {
  Json json = parse_json(text).value();
  for (const std::string& name : path) {
    const auto member =
        std::find_if(json.members.begin(), json.members.end(), [&](const Json::Member& m) { return m.name == name; });
    Json next = json.kind == Json::Kind::Array && !json.items.empty() ? json.items.front() : Json();
    if (member != json.members.end()) next = member->value;
    json = next;
  }
  return json;
}

struct Expected {
  std::vector<std::string> path;
  std::string text;
};

TEST(EncodeEcs, FillsWhatElasticsRulesAskFor) {
  const std::string line = encoded(ecs, unload());
  for (const Expected& expected : std::vector<Expected>{{{"@timestamp"}, "2023-11-14T22:13:20.123Z"},
                                                        {{"event", "kind"}, "event"},
                                                        {{"event", "category", "0"}, "driver"},
                                                        {{"event", "type", "0"}, "end"},
                                                        {{"event", "action"}, "unloaded-kernel-module"},
                                                        {{"event", "outcome"}, "failure"},
                                                        {{"host", "os", "type"}, "linux"},
                                                        {{"host", "name"}, "web1"},
                                                        {{"user", "id"}, "0"},
                                                        {{"user", "audit", "name"}, "alice"},
                                                        {{"process", "executable"}, "/usr/bin/kmod"},
                                                        {{"error", "code"}, "EAGAIN"},
                                                        {{"tags", "0"}, "modules"},
                                                        {{"auditd", "data", "syscall"}, "delete_module"},
                                                        {{"auditd", "data", "arch"}, "x86_64"},
                                                        {{"auditd", "result"}, "fail"},
                                                        {{"auditd", "summary", "object", "primary"}, "dummy"},
                                                        {{"auditd", "summary", "actor", "primary"}, "alice"}}) {
    EXPECT_EQ(at(line, expected.path).text, expected.text) << line;
  }
  EXPECT_EQ(at(line, {"event", "sequence"}).number, 45U);
  EXPECT_EQ(at(line, {"process", "parent", "pid"}).number, 113U);
}

TEST(EncodeEcs, ALoadStarts) {
  ModuleEvent event = unload();
  event.syscall = Syscall::FinitModule;
  event.success = true;
  event.exit = 0;
  event.auid = kUnset;
  event.auid_name = std::nullopt;
  const std::string line = encoded(ecs, event);
  EXPECT_EQ(at(line, {"event", "action"}).text, "loaded-kernel-module");
  EXPECT_EQ(at(line, {"event", "type", "0"}).text, "start");
  EXPECT_EQ(at(line, {"event", "outcome"}).text, "success");
  EXPECT_EQ(at(line, {"error"}).kind, Json::Kind::Null);
  EXPECT_EQ(at(line, {"user", "audit"}).kind, Json::Kind::Null);
  EXPECT_EQ(at(line, {"auditd", "summary", "actor", "primary"}).text, "unset");
}

TEST(EncodeOcsf, IsKernelExtensionActivity) {
  const std::string line = encoded(ocsf, unload());
  EXPECT_EQ(at(line, {"class_uid"}).number, 1002U);
  EXPECT_EQ(at(line, {"category_uid"}).number, 1U);
  EXPECT_EQ(at(line, {"activity_id"}).number, 2U);
  EXPECT_EQ(at(line, {"type_uid"}).number, 100202U);
  EXPECT_EQ(at(line, {"time"}).number, 1700000000123U);
  EXPECT_EQ(at(line, {"status_id"}).number, 2U);
  EXPECT_EQ(at(line, {"status_code"}).text, "-11");
  EXPECT_EQ(at(line, {"status_detail"}).text, "busy");
  EXPECT_EQ(at(line, {"driver", "file", "name"}).text, "dummy");
  EXPECT_EQ(at(line, {"device", "hostname"}).text, "web1");
  EXPECT_EQ(at(line, {"actor", "user", "name"}).text, "alice");
  EXPECT_EQ(at(line, {"actor", "process", "user", "name"}).text, "root");
  EXPECT_EQ(at(line, {"actor", "process", "cmd_line"}).text, "rmmod dummy");
  EXPECT_EQ(at(line, {"actor", "session", "terminal"}).text, "pts0");
}

TEST(EncodeOcsf, WhatIsRequiredIsThereWithoutASyscallRecord) {
  const std::string line = encoded(ocsf, bare());
  EXPECT_EQ(at(line, {"type_uid"}).number, 100200U);
  EXPECT_EQ(at(line, {"driver", "file", "name"}).text, "unknown");
  EXPECT_EQ(at(line, {"device", "hostname"}).text, "unknown");
  EXPECT_EQ(at(line, {"actor", "app_name"}).text, "unknown");
}

ModuleEvent looked_into() {
  ModuleEvent event = unload();
  event.syscall = Syscall::FinitModule;
  LoadedModule loaded;
  loaded.path = "/lib/modules/6.1/dummy.ko";
  loaded.file_known = Known::AtTheTime;
  loaded.match = FileMatch::Same;
  loaded.sha256 = std::string(64, 'a');
  loaded.vermagic = "6.1 SMP";
  loaded.signing = Signing::Valid;
  loaded.signer = "A \x1b[2Jkey";
  loaded.digest = "sha256";
  loaded.owner = {Ownership::Package, "linux-image-6.1", ""};
  loaded.taints = "O";
  event.loaded = loaded;
  event.service = parse_cgroup("0::/system.slice/x.service");
  return event;
}

TEST(Encode, WhatWasFoundOfALoadedModule) {
  std::string json;
  append_json(json, looked_into(), Lines::Leave);
  EXPECT_EQ(at(json, {"loaded", "file", "known"}).text, "at-the-time");
  EXPECT_EQ(at(json, {"loaded", "file", "signature", "state"}).text, "valid");
  EXPECT_EQ(at(json, {"loaded", "package", "name"}).text, "linux-image-6.1");
  EXPECT_EQ(at(json, {"loaded", "kernel", "taints"}).text, "O");
  std::string leaf;
  append_found(leaf, looked_into());
  EXPECT_EQ(at(leaf, {"schema"}).text, "modtrail.found/1");
  EXPECT_EQ(at(leaf, {"id", "serial"}).number, 45U);
  const std::string elastic = encoded(ecs, looked_into());
  EXPECT_EQ(at(elastic, {"file", "path"}).text, "/lib/modules/6.1/dummy.ko");
  EXPECT_EQ(at(elastic, {"file", "hash", "sha256"}).text, std::string(64, 'a'));
  EXPECT_EQ(at(elastic, {"file", "code_signature", "subject_name"}).text, "A \x1b[2Jkey");
  EXPECT_EQ(at(elastic, {"package", "name"}).text, "linux-image-6.1");
  const std::string open = encoded(ocsf, looked_into());
  EXPECT_EQ(at(open, {"driver", "file", "name"}).text, "dummy.ko");
  EXPECT_EQ(at(open, {"driver", "file", "hashes", "0", "value"}).text, std::string(64, 'a'));
  EXPECT_EQ(at(open, {"unmapped", "module"}).text, "dummy");
}

TEST(Encode, WhoseServiceItIs) {
  std::string json;
  append_json(json, looked_into(), Lines::Leave);
  EXPECT_EQ(at(json, {"service", "in"}).text, "unit");
  EXPECT_EQ(at(json, {"service", "unit"}).text, "x.service");
  EXPECT_EQ(at(json, {"service", "cgroup"}).text, "/system.slice/x.service");
  EXPECT_EQ(at(json, {"service", "of"}).text, "caller");
  EXPECT_EQ(at(encoded(ecs, looked_into()), {"labels", "service"}).text, "x.service");
  EXPECT_EQ(at(encoded(ocsf, looked_into()), {"actor", "app_name"}).text, "x.service");
  ModuleEvent event = unload();
  event.service = parse_cgroup("");
  json.clear();
  append_json(json, event, Lines::Leave);
  EXPECT_EQ(at(json, {"service", "unit"}).kind, Json::Kind::Null);
  EXPECT_EQ(at(json, {"service", "unknown_because"}).text, "its control group cannot be read");
  EXPECT_EQ(at(encoded(ocsf, event), {"actor", "app_name"}).kind, Json::Kind::Null);
  std::string text;
  append_text(text, looked_into());
  EXPECT_NE(text.find("/usr/bin/kmod[114]: rmmod dummy; in x.service\n"), std::string::npos) << text;
}

TEST(Encode, AFileThatWasNotTheOneLoadedIsNoneOfTheEvents) {
  ModuleEvent event = looked_into();
  event.loaded->match = FileMatch::Other;
  EXPECT_EQ(at(encoded(ecs, event), {"file"}).kind, Json::Kind::Null);
  EXPECT_EQ(at(encoded(ocsf, event), {"driver", "file", "name"}).text, "dummy");
}

TEST(EncodeText, TellsWhatWasFound) {
  std::string text;
  append_text(text, looked_into());
  EXPECT_NE(
      text.find("\n    /lib/modules/6.1/dummy.ko, the one loaded, as it was then; sha256 " + std::string(64, 'a') +
                "\n    signed by A \\x1b[2Jkey, which the kernel took; not in-tree; of package linux-image-6.1; for "
                "6.1 SMP; taints O\n"),
      std::string::npos)
      << text;
  ModuleEvent event = looked_into();
  event.loaded = LoadedModule();
  event.loaded->unread = "no file of this name is known";
  text.clear();
  append_text(text, event);
  EXPECT_NE(text.find("\n    file not known; not read: no file of this name is known; gone by now\n"),
            std::string::npos)
      << text;
}

TEST(EncodeCsv, IsARowOfTheHeader) {
  EXPECT_EQ(
      encoded(append_csv, unload()),
      "web1,2023-11-14T22:13:20.123Z,45,unload,dummy,busy,delete_module,b64,-11,EAGAIN,1000,alice,0,root,3,114,113,"
      "pts0,rmmod,/usr/bin/kmod,\"rmmod dummy\",\"modules stig\",login\r\n");
  EXPECT_EQ(encoded(append_csv, bare()), ",1970-01-01T00:00:00.000Z,0,,,,,,,,,,,,,,,,,,,,unknown\r\n");
  EXPECT_EQ(std::count(csv_header().begin(), csv_header().end(), ','), 22);
}

TEST(EncodeCsv, NothingIsAFormula) {
  const std::string row = encoded(append_csv, hostile());
  EXPECT_NE(row.find("\"'=cmd|' /C calc'!A0,\"\"x\"\"\\x0d\\x0a\\x1b]0;t\\x07\\xff\\xc2\\x9b\\xe2\\x80\\xae\""),
            std::string::npos)
      << row;
  EXPECT_NE(row.find(",'@SUM(1),'+1,"), std::string::npos) << row;
  EXPECT_NE(row.find(",\"'-1\\x09\"\"\","), std::string::npos) << row;
}

TEST(EncodeRaw, IsTheLogsOwnLines) {
  EXPECT_EQ(encoded(append_raw, unload()),
            "type=SYSCALL msg=audit(1700000000.123:45): x\ntype=EOE msg=audit(1700000000.123:45): \n");
}

TEST(Encode, NoOutputHoldsAControlByte) {
  for (const Encoder encoder : {Encoder(ecs), Encoder(ocsf), Encoder(append_csv)}) {
    const std::string out = encoded(encoder, hostile());
    ASSERT_TRUE(out.ends_with('\n'));
    std::string_view line = std::string_view(out).substr(0, out.size() - 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (const std::string_view bytes : {"\xC2\x9B", "\xE2\x80\xAE", "\x7F", "\xFF"}) {
      EXPECT_EQ(line.find(bytes), std::string_view::npos) << line;
    }
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; }))
        << line;
    EXPECT_TRUE(!line.starts_with('{') || parse_json(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace modtrail
