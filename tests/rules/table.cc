#include "rules/table.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "source_path.h"

namespace modtrail {
namespace {

std::string marked(std::string_view name) {
  if (name == "TAB") return "\t";
  if (name == "CR") return "\r";
  if (name == "BOM") return "\xEF\xBB\xBF";
  if (name == "HASH") return "#";
  if (name == "x01") return "\x01";
  if (name.size() > 2 && name[1] == '*') {
    const auto count = parse_number(name.substr(2));
    if (count) return std::string(*count, name.front());
  }
  return "<" + std::string(name) + ">";
}

std::string replace_markers(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('<'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const std::size_t close = text.find('>');
    if (text.empty()) break;
    const bool is_marker = close != std::string_view::npos && text.substr(0, close).find(' ') == std::string_view::npos;
    out += is_marker ? marked(text.substr(1, close - 1)) : "<";
    text.remove_prefix(is_marker ? close + 1 : 1);
  }
  return out;
}

// "# auditctl 3.1.3", "# arch aarch64"
void read_heading(std::string_view line, Machine& machine) {
  const std::vector<std::string_view> words = split(line, ' ');
  if (words.size() != 3) return;
  if (words[1] == "auditctl") machine.auditctl.value = parse_version(words[2]).value();
  if (words[1] == "arch") machine.arch.value = parse_arch(words[2]).value();
}

TableRow read_row(std::string_view line, const Machine& machine) {
  std::vector<std::string_view> columns = split(line, ';');
  if (columns.size() < 2) throw std::runtime_error("no outcome in " + std::string(line));
  TableRow row;
  row.line = replace_markers(columns[0]);
  row.outcome = std::string(columns[1]);
  row.machine = machine;
  if (columns.size() > 2) row.text = replace_markers(columns[2]);
  if (columns.size() > 3) row.id = std::string(columns[3]);
  return row;
}

std::string_view word(Setting setting) {
  switch (setting) {
    case Setting::Enabled:
      return "enabled";
    case Setting::Failure:
      return "failure";
    case Setting::RateLimit:
      return "rate-limit";
    case Setting::BacklogLimit:
      return "backlog-limit";
    case Setting::BacklogWaitTime:
      return "backlog-wait-time";
  }
  return "";
}

std::string describe(const Step& step, Arch arch) {
  if (const auto* add = std::get_if<AddRule>(&step)) return "add " + print_rule(add->rule, arch);
  if (const auto* remove = std::get_if<DeleteRule>(&step)) return "delete " + print_rule(remove->rule, arch);
  if (const auto* all = std::get_if<DeleteAll>(&step)) return all->key ? "delete-all " + *all->key : "delete-all";
  if (const auto* set = std::get_if<SetSetting>(&step)) {
    return std::string(word(set->setting)) + " " + std::to_string(set->value);
  }
  if (const auto* mode = std::get_if<SetOnError>(&step)) {
    return mode->mode == OnError::Ignore ? "ignore errors" : "continue after errors";
  }
  if (std::holds_alternative<NoEffect>(step)) return "nothing";
  return "fail";
}

}  // namespace

std::vector<TableRow> read_tables() {
  std::vector<std::string> files;
  const std::string directory = source_path("tests/rules");
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".t") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::vector<TableRow> rows;
  for (const std::string& file : files) {
    Machine machine;
    const std::string content = read_file(file, kFileLimit).value();
    std::size_t number = 0;
    for (const std::string_view line : split(content, '\n')) {
      ++number;
      if (line.starts_with('#')) read_heading(line, machine);
      if (line.empty() || line.starts_with('#')) continue;
      rows.push_back(read_row(line, machine));
      rows.back().file = file;
      rows.back().number = number;
    }
  }
  return rows;
}

Told tell(const Statement& statement, Arch arch) {
  const std::vector<Step>& steps = statement.operations;
  if (steps.empty()) return {"none", "", ""};
  if (const auto* refusal = std::get_if<Refusal>(&steps.back())) return {"fail", refusal->reason, refusal->id};
  const auto* add = std::get_if<AddRule>(&steps.back());
  if (add != nullptr && steps.size() == 1) return {"ok", print_rule(add->rule, arch), ""};
  const auto* remove = std::get_if<DeleteRule>(&steps.back());
  if (remove != nullptr && steps.size() == 1) return {"delete", print_rule(remove->rule, arch), ""};
  std::string text;
  for (const Step& step : steps) text += (text.empty() ? "" : ", ") + describe(step, arch);
  return {"does", text, ""};
}

ParseContext table_context(const Machine& machine) {
  static const MemoryTree tree = [] {
    MemoryTree made;
    made.add_file("/etc/passwd", "");
    made.add_file("/usr/bin/kmod", "");
    made.add_directory("/usr/sbin");
    made.add_link("/sbin", "usr/sbin");
    made.add_link("/usr/sbin/insmod", "../bin/kmod");
    return made;
  }();
  ParseContext context;
  context.machine = machine;
  context.names =
      parse_names("root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n", "root:x:0:\nadm:x:4:alice\n");
  context.files = &tree;
  return context;
}

}  // namespace modtrail
