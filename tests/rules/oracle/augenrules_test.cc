// Our merge of rules.d against the real augenrules, byte for byte, on random directories.
//
// MODTRAIL_AUGENRULES is an unpacked script, MODTRAIL_AUDITCTL_VERSION its version, MODTRAIL_AWK the awk it is to use
// and MODTRAIL_AWK_KIND "mawk-old", "mawk" or "gawk"; without the first these tests are skipped.  The script is run on
// a temporary directory, with its paths changed, and loads nothing.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "modtrail/rules/lines.h"

namespace modtrail {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::string(value);
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

class Augenrules : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string script = variable("MODTRAIL_AUGENRULES", "");
    if (script.empty()) GTEST_SKIP() << "MODTRAIL_AUGENRULES names no script";
    std::string name = "/tmp/modtrail-augenrules-XXXXXX";
    root_ = ::mkdtemp(name.data());
    fs::create_directory(root_ / "bin");
    fs::create_symlink(variable("MODTRAIL_AWK", "/usr/bin/mawk"), root_ / "bin/awk");
    machine_.auditctl.value = *parse_version(variable("MODTRAIL_AUDITCTL_VERSION", "3.0.9"));
    const auto kind = set_fact(machine_, "awk", variable("MODTRAIL_AWK_KIND", "mawk-old"), FactSource::Option);
    ASSERT_TRUE(kind.has_value());
    std::string text = *read_file(script, kFileLimit);
    text = replace_all(text, "/etc/audit/rules.d", (root_ / "rules.d").string());
    text = replace_all(text, "/etc/audit/audit.rules", (root_ / "audit.rules").string());
    std::ofstream(root_ / "augenrules") << replace_all(text, "/sbin/", (root_ / "none/").string());
  }
  void TearDown() override {
    if (!root_.empty()) fs::remove_all(root_);
  }

  std::string real() {
    fs::remove(root_ / "audit.rules");
    const std::string at = root_.string();
    const std::string command = "PATH=" + at + "/bin:$PATH LC_ALL=C.UTF-8 sh " + at + "/augenrules >/dev/null 2>&1";
    EXPECT_NE(std::system(command.c_str()), -1);
    std::ifstream in(root_ / "audit.rules", std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return replace_all(text.str(), (root_ / "rules.d").string(), "/etc/audit/rules.d");
  }

  std::string ours() {
    const auto tree = std::move(open_tree(root_.string())).take();
    const auto merged = merge_rules(*tree, "/rules.d", "rules.d", machine_);
    if (!merged) return merged.error().message;
    std::string text;
    for (const Line& line : merged->lines) {
      if (line.origin.column > 1) text.pop_back();
      text += line.text + "\n";
    }
    return text;
  }

  fs::path root_;
  Machine machine_;
};

class DirectoryMaker {
 public:
  explicit DirectoryMaker(std::uint64_t seed) : random_(seed) {}

  void fill(const fs::path& directory) {
    fs::remove_all(directory);
    fs::create_directory(directory);
    for (std::size_t count = below(6); count > 0; --count) make(directory / name());
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string name() {
    static const std::vector<std::string> kNames = {"9-x.rules",
                                                    "10-x.rules",
                                                    "75-modules.rules",
                                                    "010-x.rules",
                                                    "a.rules",
                                                    "a1.rules",
                                                    "a10.rules",
                                                    "a2.rules",
                                                    "A.rules",
                                                    "10.rules",
                                                    "1.rules",
                                                    "a b.rules",
                                                    "b.rules",
                                                    "a",
                                                    ".h.rules",
                                                    "x.rules~",
                                                    "x.rules.bak",
                                                    "x.conf",
                                                    "~x.rules",
                                                    "x-1.2.rules",
                                                    "x-1.10.rules",
                                                    "x_.rules",
                                                    "x-.rules",
                                                    "x.a.rules",
                                                    "x.1.rules",
                                                    "00.rules",
                                                    "0.rules",
                                                    "99-\xC3\xA9.rules",
                                                    "x.rules",
                                                    "xx.rules",
                                                    "x1y2.rules",
                                                    "x1y10.rules",
                                                    "x01y2.rules",
                                                    "10 -x.rules",
                                                    "-x.rules",
                                                    "10-x-y.rules",
                                                    "10-x_y.rules",
                                                    "10-x+y.rules",
                                                    "README"};
    return kNames[below(kNames.size())];
  }

  void make(const fs::path& path) {
    fs::remove_all(path);
    const std::size_t kind = below(20);
    if (kind == 0) {
      fs::create_directory(path);
      std::ofstream(path / "in.rules") << "-w /in\n";
    } else if (kind == 1) {
      fs::create_symlink("nowhere", path);
    } else if (kind == 2) {
      fs::create_symlink("x.rules", path);
    } else {
      std::ofstream(path, std::ios::binary) << content();
    }
  }

  std::string content() {
    static const std::vector<std::string> kLines = {"-D",
                                                    "-D -k x",
                                                    " -D",
                                                    "-D ",
                                                    "-D\r",
                                                    "-e 2",
                                                    "  -e 2",
                                                    "\t-e 1",
                                                    "-e 2\r",
                                                    "-b 8192",
                                                    "-bad",
                                                    " -b 1",
                                                    "-f 2",
                                                    "-f",
                                                    "\t-f 1",
                                                    "# note",
                                                    "  # note",
                                                    "\t# note",
                                                    "s# note",
                                                    "s-e x",
                                                    "ss-D",
                                                    "-Ds",
                                                    "s-b",
                                                    "",
                                                    " ",
                                                    "\t",
                                                    "\r",
                                                    "-w /etc",
                                                    "-a always,exit -S open -k x",
                                                    "-w /x\r",
                                                    "\x0B-e 2",
                                                    "\x0C-D",
                                                    "--e",
                                                    "\xFF-e",
                                                    "-i",
                                                    "-c",
                                                    "-e",
                                                    "-w /a\\",
                                                    "%s %d",
                                                    "\\n"};
    std::string text;
    for (std::size_t count = below(7); count > 0; --count) {
      text += kLines[below(kLines.size())];
      if (below(40) == 0) text += std::string(7000, 'x');
      if (count > 1 || below(4) != 0) text += "\n";
    }
    return text;
  }

  std::mt19937_64 random_;
};

TEST_F(Augenrules, RandomDirectories) {
  DirectoryMaker maker(std::stoull(variable("MODTRAIL_SEED", "1")));
  const std::size_t count = std::stoul(variable("MODTRAIL_DIRECTORIES", "200"));
  std::size_t differences = 0;
  for (std::size_t i = 0; i < count && differences < 10; ++i) {
    maker.fill(root_ / "rules.d");
    const std::string theirs = real();
    ASSERT_TRUE(theirs.starts_with("## This file is automatically generated")) << "the script did not run";
    const std::string mine = ours();
    if (theirs == mine) continue;
    ++differences;
    std::string names;
    for (const auto& entry : fs::directory_iterator(root_ / "rules.d"))
      names += entry.path().filename().string() + " | ";
    ADD_FAILURE() << "directory " << i << ": " << names << "\nreal:\n"
                  << printable(theirs) << "\nours:\n"
                  << printable(mine);
  }
  std::cout << "merged " << count << " directories as augenrules " << to_string(machine_.auditctl.value) << " with "
            << fact(machine_, "awk").value << ": " << differences << " differ\n";
}

}  // namespace
}  // namespace modtrail
