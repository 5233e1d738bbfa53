// A line of a rules file, carried out as auditctl does: the options from left to right, each with its effect at once
// (-e, -b, -D ...), the rule at the end.
//
// Every option leaves a status.  Reply (nothing to send) and Rule (a rule to send) let the next option be read; Silent,
// Failed and Eaten end the line.  What then stands unread is an error, unless the option says that nobody looks
// (Rest::Ignored).  So "-a always,exit -S open -v" prints the version and drops the rule, "-i -c" is an error, and
// "-a always,exit -S open # why" is one too, for the words that belong to no option.
#include "command.h"

#include <algorithm>

#include "modtrail/base/text.h"
#include "numbers.h"

namespace modtrail {

std::optional<FilterList> list_of(const Builder& builder) {
  return builder.add ? builder.add : builder.remove;
}

namespace {

std::optional<FilterList> list_named(std::string_view name, const Dialect& dialect) {
  if (const auto old = parse_filter_list(name, Version{})) return old;  // every version knows it
  return dialect.lists_by_table() ? parse_filter_list(lower(name), dialect.version()) : std::nullopt;
}

Complaint unknown_list(const Token& word, std::string_view list, std::string_view action, const Dialect& dialect) {
  if (parse_filter_list(action, dialect.shown())) {
    return complain(word, "'" + std::string(list) + "' is no action; write always or never, in lower case");
  }
  if (list == "entry") return complain(word, "the entry list is gone; write exit");
  return complain(word,
                  "'" + std::string(list) + "' is no list that auditctl " + to_string(dialect.shown()) + " knows");
}

}  // namespace

Complaint complain(const Token& word, std::string reason, std::string_view id) {
  return Refusal{std::string(id), std::move(reason), word.column, word.width, Ends::Line};
}

LineCommand::LineCommand(const ParseContext& context, const Dialect& dialect, const Words& words)
    : context_(context), dialect_(dialect), words_(words), reader_(words.tokens, dialect) {}

std::vector<Step> LineCommand::run() {
  Option option;
  while ((status_ == Status::Reply || status_ == Status::Rule) && reader_.next(option)) {
    if (option.argument_word.column != option.word.column) argument_columns_.push_back(option.argument_word.column);
    execute(option);
  }
  finish();
  return std::move(steps_);
}

void LineCommand::execute(const Option& option) {
  switch (option.letter) {
    case 0:
      return execute_long(option);
    case 'a':
      return append(option);
    case 'A':
      return dialect_.prepend_deletes() ? remove(option) : prepend(option);
    case 'd':
      return remove(option);
    case 'S':
      return syscalls(option);
    case 'F':
      return field(option);
    case 'C':
      return fail(add_comparison(builder_, option.argument_word, list_of(builder_)));
    case 'w':
      return watch(option);
    case 'W':
      return remove_watch(option);
    case 'k':
      return key(option);
    case 'p':
      return perms(option);
    case 'D':
      return delete_all(option);
    case 'e':
      return switch_to(Setting::Enabled, option);
    case 'f':
      return switch_to(Setting::Failure, option);
    case 'r':
      return number(Setting::RateLimit, option);
    case 'b':
      return number(Setting::BacklogLimit, option);
    case 'i':
      steps_.push_back(SetOnError{OnError::Ignore});
      return end_line(Rest::Checked);
    case 'c':
      steps_.push_back(SetOnError{OnError::Continue});
      return end_line(Rest::Checked);
    case 'l':
      return list(option);
    case 's':
      return status(option);
    case 'm':
      return message(option);
    case 'q':
      return equivalent(option);
    case 't':
      return end_line(Rest::Ignored);
    case 'v':
      return end_line(Rest::Checked);
    case 'R':
      return fail(option.word, "a rules file cannot read another one");
    case 'h':
      if (dialect_.help_succeeds()) return end_line(Rest::Checked);
      return fail(option.word, "-h only prints the usage, and auditctl takes that for an error");
    default:
      return fail(option.word, "'" + std::string(option.word.text) + "' " + std::string(option.complaint));
  }
}

void LineCommand::execute_long(const Option& option) {
  switch (option.long_option) {
    case LongOption::None:
      return;
    case LongOption::Help:
      if (dialect_.help_succeeds()) return end_line(Rest::Checked);
      return fail(option.word, "--help only prints the usage, and auditctl takes that for an error");
    case LongOption::LoginuidImmutable:
    case LongOption::ResetLost:
      return end_line(dialect_.features_end_line() ? Rest::Ignored : Rest::Checked);
    case LongOption::ResetBacklogWaitTimeActual:
      return end_line(Rest::Ignored);
    case LongOption::BacklogWaitTime:
      return number(Setting::BacklogWaitTime, option);
    case LongOption::Signal:
      return signal(option);
  }
}

void LineCommand::fail(const Token& word, std::string reason, std::string_view id) {
  fail(complain(word, std::move(reason), id));
}

void LineCommand::fail(Complaint complaint) {
  if (!complaint) return;
  status_ = Status::Failed;
  if (!complaint_) complaint_ = std::move(complaint);
}

void LineCommand::crash(const Token& word) {
  fail(word, "auditctl crashes on these words and loads nothing after them");
  complaint_->ends = Ends::Auditctl;
}

void LineCommand::end_line(Rest rest) {
  status_ = Status::Silent;
  rest_ = rest;
}

LineCommand::Status LineCommand::eat(const Token& word, Rest rest) {
  builder_.remarks.push_back({word, "auditctl skips a rule with the action 'possible' without a word", ""});
  rest_ = rest;
  return Status::Eaten;
}

// "list,action" or "action,list".
LineCommand::Status LineCommand::name_list(const Option& option, std::optional<FilterList>& list, Rest rest) {
  const Token& word = option.argument_word;
  const auto bad = [&](std::string reason) {
    fail(word, std::move(reason));
    return Status::Failed;
  };
  if (builder_.list_keyword_seen) return bad("a line takes one of -a, -A and -d, once");
  builder_.list_keyword_seen = true;
  const std::size_t comma = word.text.find(',');
  if (comma == std::string_view::npos || word.text.find(',', comma + 1) != std::string_view::npos) {
    return bad("write a list and an action with a comma between them, such as always,exit");
  }
  std::string_view first = word.text.substr(0, comma);
  std::string_view second = word.text.substr(comma + 1);
  const bool list_first = !parse_action(first);
  if (list_first) std::swap(first, second);
  if (word.text.starts_with("possible,") && dialect_.eats_possible_first()) return eat(word, rest);
  // "action,list" is understood only while no list is set: "-w /x -a always,exit" is not, "-w /x -a exit,always" is.
  if (list && !list_first) return bad("the watch before has set the list already; write the rule without -a");
  list = list_named(second, dialect_);
  if (list == FilterList::Exclude) builder_.exclude_named = true;
  if (!list) {
    builder_.unknown_list = unknown_list(word, second, first, dialect_);
    if (list_first || !dialect_.lists_by_table()) return bad(builder_.unknown_list->reason);
    list = FilterList::IoUring;  // -1, cut to the bits of a list
  }
  const auto action = parse_action(first);
  if (!action) return bad("'" + std::string(first) + "' is no action; write always or never");
  if (action == Action::Possible) {
    if (!list_first) return bad("'possible' is no action; write always or never");
    return eat(word, rest);
  }
  builder_.action = action;
  return Status::Rule;
}

void LineCommand::append(const Option& option) {
  if (builder_.syscall_added && option.argument.find("task") != std::string_view::npos) {
    return fail(option.argument_word, "the task list takes no syscalls: it is asked at fork");
  }
  status_ = name_list(option, builder_.add, Rest::Ignored);
}

void LineCommand::prepend(const Option& option) {
  if (builder_.syscall_added && option.argument.find("task") != std::string_view::npos) {
    return fail(option.argument_word, "the task list takes no syscalls: it is asked at fork");
  }
  status_ = name_list(option, builder_.add, dialect_.eats_trailing_options() ? Rest::Ignored : Rest::Checked);
  builder_.place = Place::Prepend;
}

void LineCommand::remove(const Option& option) {
  if (option.letter == 'd' && !dialect_.has_delete()) {
    return fail(option.word, "auditctl " + to_string(dialect_.shown()) + " has lost the option -d");
  }
  status_ = name_list(option, builder_.remove, dialect_.eats_trailing_deletes() ? Rest::Ignored : Rest::Checked);
}

void LineCommand::syscalls(const Option& option) {
  fail(add_syscalls(builder_, option.argument_word, dialect_));
  if (status_ != Status::Failed && list_of(builder_) == FilterList::IoUring && !builder_.unknown_list)
    status_ = Status::Rule;
}

void LineCommand::field(const Option& option) {
  const Token& word = option.argument_word;
  if (!list_of(builder_)) {
    // Left from the days of "-F arch=... -t": the only field that may come without a list.
    const Token* next = reader_.word(reader_.index());
    if (next == nullptr || next->text != "-t" || word.text.find("arch=") == std::string_view::npos) {
      return fail(word, "a field needs -a, -A, -d, -w or -W before it");
    }
  }
  if (word.text.starts_with("key=")) return fail(add_key(builder_, word, word.text.substr(4), dialect_));
  fail(add_field(builder_, word, field_context()));
}

void LineCommand::watch(const Option& option) {
  if (list_of(builder_))
    return fail(option.word, "-w begins a rule of its own: it cannot follow -a, -A, -d or a watch");
  builder_.add = FilterList::Exit;
  builder_.action = Action::Always;
  status_ = Status::Rule;
  fail(add_watch(builder_, option.argument_word, dialect_, context_.files));
}

void LineCommand::remove_watch(const Option& option) {
  builder_.remove = FilterList::Exit;
  builder_.action = Action::Always;
  status_ = Status::Rule;
  fail(add_watch(builder_, option.argument_word, dialect_, context_.files));
}

void LineCommand::key(const Option& option) {
  const bool due = builder_.syscall_added || builder_.perm_added || builder_.exe_added || builder_.fstype_added;
  if (!due || !list_of(builder_)) {
    return fail(option.word, "-k needs a watch, or a list and -S, perm=, exe= or fstype=, before it");
  }
  fail(add_key(builder_, option.argument_word, option.argument, dialect_));
}

void LineCommand::perms(const Option& option) {
  if (!list_of(builder_)) return fail(option.word, "-p needs a watch before it");
  status_ = Status::Rule;
  fail(set_watch_perms(builder_, option.argument_word));
}

// -D, or -D -k KEY and nothing else.
void LineCommand::delete_all(const Option& option) {
  DeleteAll step;
  if (reader_.count() > 4 || reader_.count() == 3) {
    return fail(option.word, "-D stands alone, or as -D -k KEY");
  }
  if (reader_.count() == 4) {
    const Token* next = reader_.word(reader_.index());
    if (next == nullptr) return crash(option.word);
    if (next->text != "-k") return fail(*next, "-D stands alone, or as -D -k KEY");
    const std::string_view key = reader_.word(3)->text;
    if (dialect_.measures_asked_key()) {
      if (auto complaint = add_key(builder_, *reader_.word(3), key, dialect_)) return fail(std::move(complaint));
    }
    step.key = std::string(key.substr(0, kMaxKey));
    reader_.forget_last(2);
  }
  listed_ = true;
  steps_.push_back(std::move(step));
  end_line(Rest::Checked);
}

// -l, -l -i or -l -k KEY.
void LineCommand::list(const Option& option) {
  if (reader_.count() > 4) return fail(option.word, "-l takes -i or -k KEY only");
  const Token* next = reader_.word(reader_.index());
  if (reader_.count() == 3) {
    if (next == nullptr) return crash(option.word);
    if (next->text != "-i") return fail(*next, "-l takes -i or -k KEY only");
    reader_.forget_last(1);
  } else if (reader_.count() == 4) {
    if (next == nullptr || next->text != "-k") return fail(option.word, "-l takes -i or -k KEY only");
    if (dialect_.measures_asked_key()) {
      const Token& key = *reader_.word(3);
      if (auto complaint = add_key(builder_, key, key.text, dialect_)) return fail(std::move(complaint));
    }
    reader_.forget_last(2);
  }
  listed_ = true;
  end_line(Rest::Checked);
}

void LineCommand::status(const Option& option) {
  if (reader_.count() > 3) return fail(option.word, "-s takes -i only");
  if (reader_.index() == 2 && reader_.count() == 3) {
    if (reader_.word(2)->text != "-i") return fail(*reader_.word(2), "-s takes -i only");
    reader_.forget_last(1);
  }
  end_line(Rest::Checked);
}

void LineCommand::equivalent(const Option& option) {
  if (builder_.syscall_added) return fail(option.word, "-q stands alone");
  const std::string_view text = option.argument;
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || comma + 1 == text.size() ||
      text.find(',', comma + 1) != std::string_view::npos) {
    return fail(option.argument_word, "-q takes a mount point and a directory with a comma between them");
  }
  end_line(Rest::Ignored);
}

void LineCommand::message(const Option& option) {
  if (reader_.count() > 3) return fail(option.word, "-m TEXT stands alone, and TEXT is one word");
  const bool signed_char = dialect_.arch() == Arch::X86_64 || dialect_.arch() == Arch::I386;
  for (const char byte : option.argument) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 32 || (signed_char && code > 127)) return fail(option.argument_word, "-m takes plain text only");
  }
  end_line(Rest::Ignored);
}

void LineCommand::signal(const Option& option) {
  std::vector<std::string_view> known = {"TERM", "HUP", "USR1", "USR2", "CONT"};
  if (dialect_.signal_words()) known.insert(known.end(), {"stop", "reload", "rotate", "resume", "state"});
  const auto same = [&](std::string_view each) { return equal_ignoring_case(each, option.argument); };
  if (std::any_of(known.begin(), known.end(), same)) return end_line(Rest::Checked);
  fail(option.argument_word, "auditctl cannot send a signal of that name");
  if (dialect_.signal_ends_auditctl()) complaint_->ends = Ends::Auditctl;
}

void LineCommand::switch_to(Setting setting, const Option& option) {
  const std::string_view text = option.argument;
  if (text != "0" && text != "1" && text != "2") {
    return fail(option.argument_word, "'" + std::string(option.word.text.substr(0, 2)) + "' takes 0, 1 or 2");
  }
  steps_.push_back(SetSetting{setting, static_cast<std::uint32_t>(text.front() - '0')});
}

void LineCommand::number(Setting setting, const Option& option) {
  const Scanned scanned = scan_number(option.argument, 0, Sign::Unsigned);
  if (!starts_with_digit(option.argument) || scanned.overflow) {
    return fail(option.argument_word, "'" + std::string(option.argument) + "' is no number");
  }
  const auto value = static_cast<std::uint32_t>(scanned.value);
  if (scanned.used < option.argument.size()) {
    builder_.remarks.push_back(
        {option.argument_word, "auditctl reads " + std::to_string(value) + " here and ignores the rest", ""});
  }
  steps_.push_back(SetSetting{setting, value});
}

// Words that no option took.
void LineCommand::check_rest() {
  if (reader_.index() == 1) {
    if (status_ == Status::Failed) return;
    const Token& word = *reader_.word(1);
    if (status_ == Status::Silent) return fail(word, "nothing can stand behind this option in its word");
    return fail(word, "a rule begins with an option such as -a or -w");
  }
  if (reader_.index() >= reader_.count() || status_ == Status::Failed) return;
  const Token& word = *reader_.word(reader_.index());
  if (status_ == Status::Silent || status_ == Status::Eaten) {
    return fail(word, "auditctl stops reading before this word and takes it for an error");
  }
  fail(word, "this word belongs to no option: a value is one word, and a list of syscalls has no spaces");
}

void LineCommand::finish() {
  if (rest_ == Rest::Checked || status_ == Status::Reply || status_ == Status::Rule) check_rest();
  if (!listed_ && status_ != Status::Failed && rest_ == Rest::Checked) fail(finish_key(builder_, field_context()));
  switch (status_) {
    case Status::Failed:
      return blame();
    case Status::Rule:
      return send();
    case Status::Reply:
      if (!builder_.syscall_added) break;
      fail(words_.tokens.front(), "the rule names no list: begin it with -a always,exit");
      return blame();
    case Status::Silent:
      if (list_of(builder_)) {
        builder_.remarks.push_back(
            {words_.tokens.front(), "the rule is dropped: an option on the line makes auditctl stop before it", ""});
      }
      break;
    case Status::Eaten:
      break;
  }
  if (steps_.empty()) steps_.push_back(NoEffect{});
}

void LineCommand::send() {
  if (builder_.unknown_list) {
    fail(std::move(builder_.unknown_list));
    return blame();
  }
  Rule& rule = builder_.rule;
  rule.list = *list_of(builder_);
  rule.action = *builder_.action;
  rule.place = builder_.place;
  if (rule.list != FilterList::Task && !builder_.syscall_added) rule.mask.set();
  if (builder_.add) {
    steps_.push_back(AddRule{std::move(rule)});
  } else {
    steps_.push_back(DeleteRule{std::move(rule)});
  }
}

// Says what is wrong in the words of the cause: a comment behind the rule, a tab, a carriage return, a quote.
void LineCommand::blame() {
  Refusal& refusal = *complaint_;
  const Token* comment = nullptr;
  const Token* guilty = nullptr;
  for (const Token& word : words_.tokens) {
    const bool taken =
        std::find(argument_columns_.begin(), argument_columns_.end(), word.column) != argument_columns_.end();
    if (comment == nullptr && !taken && word.text.starts_with('#')) comment = &word;
    if (word.column <= refusal.column && refusal.column < word.column + std::max(word.width, 1U)) guilty = &word;
  }
  if (comment != nullptr && comment->column <= refusal.column) {
    refusal = {"trailing-comment", "a comment needs a line of its own: auditctl takes these words for part of the rule",
               comment->column, comment->width, refusal.ends};
  } else if (guilty != nullptr && refusal.id.empty()) {
    const std::string_view text = guilty->text;
    if (text.find('\t') != std::string_view::npos) {
      refusal.id = "tab";
      refusal.reason = "only spaces part words, a tab is part of this one: " + refusal.reason;
    } else if (text.find('\r') != std::string_view::npos) {
      refusal.id = "carriage-return";
      refusal.reason = "the line ends in a carriage return, which is part of this word: " + refusal.reason;
    } else if (text.starts_with("\xEF\xBB\xBF")) {
      refusal.reason = "the file begins with a byte order mark, which is part of this word: " + refusal.reason;
    } else if (text.find('"') != std::string_view::npos || text.find('\'') != std::string_view::npos) {
      refusal.reason += "; quotes mean nothing here, a space in a value is written '\\ '";
    }
  }
  steps_.push_back(std::move(refusal));
}

}  // namespace modtrail
