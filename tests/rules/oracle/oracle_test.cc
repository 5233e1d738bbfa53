// Our reading of rules files against a real auditctl's, byte for byte of what it would send to the kernel.
//
// MODTRAIL_AUDITCTL is the command of an unpacked auditctl, MODTRAIL_AUDITCTL_VERSION its version; without them these
// tests are skipped.  The program runs under netlink_shim.cc and as nobody: it reaches no kernel.  MODTRAIL_LINES and
// MODTRAIL_SEED choose how many random lines and which.
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "modtrail/base/text.h"
#include "modtrail/rules/parse.h"
#include "modtrail/rules/wire.h"
#include "rules/oracle/line_maker.h"
#include "rules/table.h"

namespace modtrail {
namespace {

constexpr std::uint32_t kMarker = 0x7A000000;

std::string variable(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::string(value);
}

// What one line did: messages ("add BYTES", "set 1 0"), and whether it was refused.
struct Deeds {
  std::vector<std::string> messages;
  bool refused = false;
  bool ended = false;  // auditctl itself ended here
  std::string said;
};

std::string hex(std::string_view bytes) {
  std::ostringstream out;
  for (const char byte : bytes) {
    out << "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4] << "0123456789abcdef"[byte & 15];
  }
  return out.str();
}

// A rule message without the padding behind it.
std::string rule_bytes(std::string_view payload) {
  std::uint32_t length = 0;
  std::memcpy(&length, payload.data() + 1036, sizeof(length));
  return hex(payload.substr(0, 1040 + length));
}

std::string set_message(std::uint32_t mask, std::uint32_t value) {
  return "set " + std::to_string(mask) + " " + std::to_string(value);
}

struct Message {
  std::uint32_t type;
  std::string payload;
};

std::vector<Message> read_log(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Message> messages;
  std::uint32_t head[2];
  while (in.read(reinterpret_cast<char*>(head), sizeof(head))) {
    Message message{head[0], std::string(head[1], '\0')};
    in.read(message.payload.data(), head[1]);
    messages.push_back(std::move(message));
  }
  return messages;
}

struct Status {
  std::uint32_t mask, enabled, failure, pid, rate_limit, backlog_limit, lost, backlog, features, wait_time;
};

Status status_of(const Message& message) {
  Status status{};
  std::memcpy(&status, message.payload.data(), std::min(sizeof(status), message.payload.size()));
  return status;
}

std::optional<std::string> describe(const Status& status) {
  switch (status.mask) {
    case 1:
      return set_message(1, status.enabled);
    case 2:
      return set_message(2, status.failure);
    case 8:
      return set_message(8, status.rate_limit);
    case 16:
      return set_message(16, status.backlog_limit);
    case 32:
      return set_message(32, status.wait_time);
    default:
      return std::nullopt;
  }
}

class RealAuditctl {
 public:
  RealAuditctl() {
    std::string name = "/tmp/modtrail-oracle-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    ::chmod(directory_.c_str(), 0777);
    std::filesystem::copy_file(MODTRAIL_NETLINK_SHIM,
                               directory_ / "shim.so");  // the user it drops to may not look into ours
    ::chmod((directory_ / "shim.so").c_str(), 0755);
  }
  ~RealAuditctl() { std::filesystem::remove_all(directory_); }
  RealAuditctl(const RealAuditctl&) = delete;
  RealAuditctl& operator=(const RealAuditctl&) = delete;

  std::vector<Deeds> run(const std::vector<std::string>& lines) {
    std::vector<Deeds> deeds(lines.size());
    for (std::size_t from = 0; from < lines.size();) from = run_from(lines, from, deeds);
    return deeds;
  }

 private:
  // Returns the line to go on with: past the last, unless auditctl ended early.
  std::size_t run_from(const std::vector<std::string>& lines, std::size_t from, std::vector<Deeds>& deeds) {
    write_rules(lines, from);
    execute();
    const std::size_t last = read_messages(from, deeds);
    read_errors(from, deeds);
    if (last + 1 < lines.size() || !completed_) deeds[last].ended = true;
    return last + 1;
  }

  void write_rules(const std::vector<std::string>& lines, std::size_t from) {
    std::ofstream out(directory_ / "rules", std::ios::binary);
    out << "-c\n";
    for (std::size_t i = from; i < lines.size(); ++i) out << "-r " << kMarker + i << "\n" << lines[i] << "\n";
    out << "-r " << kMarker + 0x00FFFFFF << "\n";
    out.close();
    ::chmod((directory_ / "rules").c_str(), 0644);
  }

  void execute() {
    std::filesystem::remove(directory_ / "log");
    const std::string at = directory_.string();
    const std::string drop = ::geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
    const std::string command = drop + "env LD_PRELOAD=" + at + "/shim.so MODTRAIL_SHIM_LOG=" + at + "/log " +
                                variable("MODTRAIL_AUDITCTL", "") + " -R " + at + "/rules >/dev/null 2>" + at +
                                "/errors";
    ASSERT_NE(std::system(command.c_str()), -1);
  }

  std::size_t read_messages(std::size_t from, std::vector<Deeds>& deeds) {
    std::size_t at = from;
    std::size_t lists = 0;
    completed_ = false;
    bool started = false;
    for (const Message& message : read_log(directory_ / "log")) {
      const Status status = message.type == AUDIT_SET ? status_of(message) : Status{};
      if (status.mask == 8 && status.rate_limit >= kMarker) {
        if (lists > 0) deeds[at].messages.push_back(lists == 2 ? "delete all" : "list");
        lists = 0;
        completed_ = status.rate_limit == kMarker + 0x00FFFFFF;
        if (!completed_) at = status.rate_limit - kMarker;
        started = true;
        continue;
      }
      if (!started) continue;
      if (message.type == AUDIT_SET) {
        if (const auto text = describe(status)) deeds[at].messages.push_back(*text);
      }
      if (message.type == AUDIT_ADD_RULE) deeds[at].messages.push_back("add " + rule_bytes(message.payload));
      if (message.type == AUDIT_DEL_RULE) deeds[at].messages.push_back("delete " + rule_bytes(message.payload));
      if (message.type == AUDIT_LIST_RULES) ++lists;
    }
    if (!started) throw std::runtime_error("the auditctl under test did not run under the shim");
    return at;
  }

  // "There was an error in line N of FILE"; lines count from 1: "-c", then a marker and a line in turn.
  void read_errors(std::size_t from, std::vector<Deeds>& deeds) {
    std::ifstream in(directory_ / "errors", std::ios::binary);
    std::string said;
    for (std::string text; std::getline(in, text);) {
      const std::string_view start = "There was an error in line ";
      const std::size_t found = text.find(start);
      if (found == std::string::npos) {
        said += text + "; ";
        continue;
      }
      const std::size_t number = std::stoul(text.substr(found + start.size()));
      Deeds& line = deeds[from + (number - 3) / 2];
      line.refused = true;
      line.said = std::exchange(said, "");
    }
  }

  std::filesystem::path directory_;
  bool completed_ = false;
};

std::string bytes_of(const Rule& rule) {
  const std::vector<std::byte> bytes = encode_rule(rule);
  return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::uint32_t mask_of(Setting setting) {
  switch (setting) {
    case Setting::Enabled:
      return 1;
    case Setting::Failure:
      return 2;
    case Setting::RateLimit:
      return 8;
    case Setting::BacklogLimit:
      return 16;
    case Setting::BacklogWaitTime:
      return 32;
  }
  return 0;
}

Deeds deeds_of(const Statement& statement) {
  Deeds deeds;
  for (const Step& step : statement.operations) {
    if (const auto* add = std::get_if<AddRule>(&step)) deeds.messages.push_back("add " + bytes_of(add->rule));
    if (const auto* remove = std::get_if<DeleteRule>(&step))
      deeds.messages.push_back("delete " + bytes_of(remove->rule));
    if (std::holds_alternative<DeleteAll>(step)) deeds.messages.push_back("delete all");
    if (const auto* set = std::get_if<SetSetting>(&step)) {
      deeds.messages.push_back(set_message(mask_of(set->setting), set->value));
    }
    if (const auto* refusal = std::get_if<Refusal>(&step)) {
      deeds.refused = true;
      deeds.ended = refusal->ends == Ends::Auditctl;
      deeds.said = refusal->reason;
    }
  }
  return deeds;
}

std::string show(const Deeds& deeds) {
  std::string text = deeds.ended ? "[auditctl ended] " : deeds.refused ? "[refused] " : "[taken] ";
  for (const std::string& message : deeds.messages) {
    text += message.substr(0, message.find(' ') + 1);
    if (message.size() < 40) {
      text += message + " ";
      continue;
    }
    std::string bytes;
    const std::string digits = message.substr(message.find(' ') + 1);
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
      bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    const auto rule = decode_rule({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()});
    text += rule ? print_rule(*rule, Arch::X86_64) + " " : rule.error().message + " ";
  }
  return text + "(" + deeds.said + ")";
}

class Oracle : public ::testing::Test {
 protected:
  void SetUp() override {
    if (variable("MODTRAIL_AUDITCTL", "").empty()) GTEST_SKIP() << "MODTRAIL_AUDITCTL names no auditctl";
    const auto version = parse_version(variable("MODTRAIL_AUDITCTL_VERSION", "3.0.9"));
    ASSERT_TRUE(version.has_value());
    context_.machine.auditctl.value = *version;
    const std::string machine = variable("MODTRAIL_SHIM_MACHINE", "x86_64");
    if (const auto arch = parse_arch(machine)) context_.machine.arch.value = *arch;
    tree_ = std::move(open_tree("/")).take();
    context_.files = tree_.get();
    context_.names = parse_names(*tree_->read("/etc/passwd", kFileLimit), *tree_->read("/etc/group", kFileLimit));
  }

  // How many lines we read otherwise than the real one.
  std::size_t compare(const std::vector<std::string>& lines) {
    const std::vector<Deeds> real = RealAuditctl().run(lines);
    std::size_t differences = 0;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Statement statement = parse_line({lines[i], {"", 1, 1}}, context_);
      const Deeds ours = deeds_of(statement);
      Deeds theirs = real[i];
      std::erase(theirs.messages, "list");
      // Versions that do not check the list's name send -1 for it, which the kernel refuses.
      const auto sends_no_list = [](const std::string& message) {
        return message.starts_with("add ffffff") || message.starts_with("delete ffffff");
      };
      if (std::erase_if(theirs.messages, sends_no_list) > 0) theirs.refused = true;
      if (theirs.ended) theirs.refused = true;
      taken += ours.refused ? 0 : 1;
      const bool same =
          ours.messages == theirs.messages && ours.refused == theirs.refused && ours.ended == theirs.ended;
      if (same) continue;
      if (++differences <= 20) {
        ADD_FAILURE() << printable(lines[i]) << "\n  real: " << show(theirs) << "\n  ours: " << show(ours);
      }
    }
    std::cout << "compared " << lines.size() << " lines with auditctl " << to_string(context_.machine.auditctl.value)
              << " on " << name(context_.machine.arch.value) << ": " << taken << " taken, " << differences
              << " read otherwise\n";
    return differences;
  }

  std::unique_ptr<FileTree> tree_;
  ParseContext context_;
};

TEST_F(Oracle, RandomLines) {
  LineMaker maker(std::stoull(variable("MODTRAIL_SEED", "1")));
  std::vector<std::string> lines(std::stoul(variable("MODTRAIL_LINES", "2000")));
  for (std::string& line : lines) line = maker.line();
  EXPECT_EQ(compare(lines), 0U);
}

TEST_F(Oracle, TableLines) {
  std::set<std::string> lines;
  for (const TableRow& row : read_tables()) {
    if (row.line.find("--signal") == std::string::npos) lines.insert(row.line);
  }
  EXPECT_EQ(compare({lines.begin(), lines.end()}), 0U);
}

}  // namespace
}  // namespace modtrail
