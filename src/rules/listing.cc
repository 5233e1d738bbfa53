// The text of `auditctl -l`: rules that are in the kernel.
//
// A listing is looser than a rules file: values are not escaped (a key or a path may hold spaces), numbers are printed
// signed, and a rule may hold what auditctl would refuse but another program sent.  So the line is cut at its options,
// " -F ", " -S ", " -C ", " -k " and " -p ", and what stands between two of them is one value.  It also tells less than
// the kernel knows: a watch may be a never rule, and b64 is printed for every 64-bit machine.
// Releases before 2.3 wrote "LIST_RULES: exit,always arch=3221225534 (0xc000003e) syscall=open key=k".
#include <array>

#include "builder.h"
#include "modtrail/base/text.h"
#include "numbers.h"

namespace modtrail {
namespace {

constexpr std::string_view kOldPrefix = "LIST_RULES: ";

struct Item {
  char option = 0;  // a A w F S C k p
  Token value;
};

bool is_option(std::string_view text, std::size_t at) {
  return text.size() > at + 3 && text[at] == ' ' && text[at + 1] == '-' && text[at + 3] == ' ' &&
         std::string_view("FSCkp").find(text[at + 2]) != std::string_view::npos;
}

std::vector<Item> cut(std::string_view text) {
  std::vector<Item> items;
  std::size_t at = 0;  // of "-X "
  while (at + 3 <= text.size()) {
    const std::size_t start = at + 3;
    std::size_t end = start;
    while (end < text.size() && !is_option(text, end)) ++end;
    const Token value{text.substr(start, end - start), static_cast<std::uint32_t>(start + 1),
                      static_cast<std::uint32_t>(end - start)};
    items.push_back({text[at + 1], value});
    at = end + 1;
  }
  return items;
}

// One listed rule while it is read.
class ListedRule {
 public:
  ListedRule(const ParseContext& context, const Dialect& dialect) : context_(context), dialect_(dialect) {
    builder_.perm_added = true;  // a key needs nothing before it here
  }

  Complaint take(const Item& item) {
    switch (item.option) {
      case 'a':
      case 'A':
        return name_list(item.value);
      case 'w':
        return watch(item.value);
      case 'F':
        return field(item.value);
      case 'C':
        return add_comparison(builder_, item.value, list_of(builder_));
      case 'S':
        return syscalls(item.value);
      case 'k':
        return add_key(builder_, item.value, item.value.text, dialect_);
      case 'p':
        return set_watch_perms(builder_, item.value);
      default:
        return complain(item.value, "this is no line of a listing");
    }
  }

  Complaint field(Token word) {
    if (word.text.starts_with("key=")) return add_key(builder_, word, word.text.substr(4), dialect_);
    const std::string positive = without_sign(word.text);
    if (!positive.empty()) word.text = positive;
    return add_field(builder_, word, {dialect_, context_.names, list_of(builder_)});
  }

  Complaint syscalls(const Token& word) {
    Complaint complaint = add_syscalls(builder_, word, dialect_);
    builder_.syscall_added = false;  // fields may follow in any order
    return complaint;
  }

  Complaint name_list(const Token& word) {
    const std::size_t comma = word.text.find(',');
    std::string_view first = word.text.substr(0, comma);
    std::string_view second = comma == std::string_view::npos ? "" : word.text.substr(comma + 1);
    if (!parse_action(first)) std::swap(first, second);
    builder_.action = parse_action(first);
    builder_.add = parse_filter_list(second, dialect_.version());
    if (!builder_.action || !builder_.add) return complain(word, "a listed rule begins with its action and its list");
    if (builder_.add != FilterList::Exit && builder_.add != FilterList::IoUring && builder_.add != FilterList::Task) {
      builder_.rule.mask.set();
    }
    return std::nullopt;
  }

  Complaint watch(const Token& word) {
    builder_.add = FilterList::Exit;
    builder_.action = Action::Always;
    return add_watch(builder_, word, dialect_, context_.files);
  }

  Result<Rule> finish() {
    if (!builder_.add) return fail("a listed rule begins with its action and its list");
    if (auto complaint = finish_key(builder_, {dialect_, context_.names, builder_.add})) return fail(complaint->reason);
    Rule rule = std::move(builder_.rule);
    rule.list = *builder_.add;
    rule.action = *builder_.action;
    return rule;
  }

  void every_syscall() { builder_.rule.mask.set(); }

 private:
  // "gid=-2" as "gid=4294967294"; "" where the value is not a negative number or may be one.
  static std::string without_sign(std::string_view text) {
    const std::size_t at = text.find('-');
    if (at == std::string_view::npos || at == 0 || !is_negative_number(text.substr(at))) return "";
    const std::string_view before = text.substr(0, at);
    const std::size_t name_end = before.find_first_of("=!<>&");
    if (name_end == std::string_view::npos || before.find_first_not_of("=!<>&", name_end) != std::string_view::npos) {
      return "";
    }
    const auto id = parse_field(before.substr(0, name_end));
    if (!id || info(*id).kind == FieldKind::Errno) return "";
    return std::string(before) + std::to_string(scan_value(text.substr(at), Sign::Signed));
  }

  const ParseContext& context_;
  const Dialect& dialect_;
  Builder builder_;
};

// "name=value" of the old form, in today's words.
Complaint take_old(ListedRule& rule, const Token& word) {
  if (word.text.starts_with('(')) return std::nullopt;  // the value again, in hexadecimal
  const std::size_t equals = word.text.find('=');
  const std::string_view name = word.text.substr(0, equals);
  Token value = word;
  if (equals != std::string_view::npos) value.text = word.text.substr(equals + 1);
  if (name == "syscall") return rule.syscalls(value);
  if (name != "watch") return rule.field(word);
  rule.every_syscall();
  const std::string path = "path=" + std::string(value.text);
  value.text = path;
  return rule.field(value);
}

Complaint read_old(ListedRule& rule, std::string_view text) {
  std::size_t at = kOldPrefix.size();
  bool first = true;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const Token word{text.substr(at, end - at), static_cast<std::uint32_t>(at + 1),
                     static_cast<std::uint32_t>(end - at)};
    if (!word.text.empty()) {
      if (auto complaint = first ? rule.name_list(word) : take_old(rule, word)) return complaint;
      first = false;
    }
    at = end + 1;
  }
  return std::nullopt;
}

Complaint read_items(ListedRule& rule, std::string_view text) {
  const bool begins =
      text.size() > 3 && (text.starts_with("-a ") || text.starts_with("-A ") || text.starts_with("-w "));
  if (!begins) {
    return complain({text, 1, static_cast<std::uint32_t>(text.size())}, "this is no line of auditctl -l");
  }
  for (const Item& item : cut(text)) {
    if (auto complaint = rule.take(item)) return complaint;
  }
  return std::nullopt;
}

Step read_listed(std::string_view text, const ParseContext& context, const Dialect& dialect) {
  ListedRule rule(context, dialect);
  Complaint complaint = text.starts_with(kOldPrefix) ? read_old(rule, text) : read_items(rule, text);
  if (complaint) return std::move(*complaint);
  Result<Rule> read = rule.finish();
  if (!read) return Refusal{"", read.error().message, 1, static_cast<std::uint32_t>(text.size()), Ends::Line};
  return AddRule{std::move(read).take()};
}

}  // namespace

Ruleset parse_listing(const std::vector<Line>& lines, const ParseContext& context) {
  Ruleset ruleset;
  const Dialect dialect = listing_dialect(context.machine);
  for (const Line& line : lines) {
    std::string_view text = line.text;
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    if (text.empty() || text == "No rules") continue;
    Statement statement{line.origin, std::string(text), {}};
    statement.operations.push_back(read_listed(text, context, dialect));
    if (auto* added = std::get_if<AddRule>(&statement.operations.back())) {
      added->rule.origin = line.origin;
      added->rule.text = statement.text;
    }
    ruleset.statements.push_back(std::move(statement));
  }
  return ruleset;
}

}  // namespace modtrail
