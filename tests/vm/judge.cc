// judge FACT=VALUE...: the model's answers to a job that a guest was given (tests/vm/guest/main.cc says what a job is),
// in the guest's own form, so that the two can be compared line by line.
//
// Lines that only a kernel can answer (auditctl, list, wire) are passed over.  A change of the world that the model
// does not follow makes the rest of its ruleset "attempt unfollowed".

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "guest_world.h"
#include "modtrail/base/text.h"
#include "modtrail/filter/evaluate.h"
#include "modtrail/filter/load.h"
#include "modtrail/rules/lines.h"
#include "modtrail/rules/parse.h"
#include "modtrail/rules/wire.h"
#include "modtrail/uapi/attempt_reader.h"

namespace modtrail {
namespace {

void say(const std::string& line) {
  std::fputs((line + "\n").c_str(), stdout);
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes += static_cast<char>(parse_number(text.substr(i, 2), 16).value_or(0));
  return bytes;
}

std::string to_hex(const std::vector<std::byte>& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::byte byte : bytes) {
    const auto value = std::to_integer<unsigned>(byte);
    out.append(1, kDigits[value >> 4U]).append(1, kDigits[value & 15U]);
  }
  return out;
}

// As in tests/cases: bytes outside 33 to 126 and % as %hh; nothing as -.
std::string escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 32 && byte < 127 && c != '%') {
      out += c;
    } else {
      out.append(1, '%').append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    }
  }
  return out.empty() ? "-" : out;
}

// Words that tell the guest how to bring an attempt about are nothing to the filter.
std::string without_hints(std::string_view words) {
  std::string out;
  for (std::string_view word : split(words, ' '))
    if (!word.empty() && word.front() != '@') out.append(word).append(1, ' ');
  return out;
}

class Judge {
 public:
  explicit Judge(Machine machine) : machine_(std::move(machine)) {}

  void step(std::string_view what, std::string_view rest) {
    if (what == "ruleset") {
      begin(rest);
    } else if (what == "world") {
      change_world(rest);
    } else if (what == "load") {
      load_rules(from_hex(rest));
    } else if (what == "dump") {
      dump();
    } else if (what == "attempt") {
      attempt(rest);
    } else if (what == "end") {
      say("end " + id_);
    }
  }

 private:
  void begin(std::string_view id) {
    id_ = std::string(id);
    changes_.clear();
    replaced_.clear();
    tree_ = guest_tree();
    rules_.reset();
    loaded_ = {};
    followed_ = true;
    say("ruleset " + id_);
  }

  World world() const { return known_world(machine_, tree_); }

  // A watch stays with its name (kernel/audit_watch.c), so the rules are attached again after a file came or went: the
  // first time only, since from the second on the order of rules on one path turns.  Directories that move are not
  // followed: their rules go.
  void change_world(std::string_view change) {
    const std::vector<std::string_view> words = split(change, ' ');
    if (words[0] == "rename" && words.size() == 3) {
      rename_file(words[1], words[2]);
    } else if (words[0] == "bind" && words.size() == 3) {
      changes_.push_back("hardlink " + std::string(words[2]) + " " + std::string(words[1]));
    } else {
      changes_.emplace_back(change);
    }
    tree_ = guest_tree();
    for (const std::string& line : changes_)
      if (!change_guest_tree(tree_, line)) followed_ = false;
    if (rules_) loaded_ = load(*rules_, world());
  }

  void rename_file(std::string_view from, std::string_view to) {
    const std::string made = "file " + std::string(from);
    const auto line = std::find(changes_.begin(), changes_.end(), made);
    if (line == changes_.end() || !replaced_.insert(std::string(to)).second) {
      followed_ = false;
      return;
    }
    changes_.erase(line);
    std::erase(changes_, "file " + std::string(to));
    changes_.push_back("file " + std::string(to));
  }

  void load_rules(const std::string& content) {
    const ParseContext context{machine_, parse_names(kGuestPasswd, kGuestGroup), &tree_};
    rules_ = parse_rules(split_lines(content, "rules"), context);
    loaded_ = load(*rules_, world());
    say("rc " + std::to_string(loaded_.exit_status));
    for (const LineResult& line : loaded_.lines)
      if (line.outcome == LineOutcome::Failed) say("says " + line.reason);
  }

  // As the kernel lists them: one list after the other, in the order of their numbers.
  void dump() const {
    const Filter& filter = loaded_.filter;
    for (const auto* list :
         {&filter.user, &filter.task, &filter.exit, &filter.exclude, &filter.filesystem, &filter.io_uring})
      for (const FilterRule& entry : *list) say("rule " + to_hex(encode_rule(entry.rule)));
  }

  void attempt(std::string_view words) {
    if (!followed_) return say("attempt unfollowed - " + std::string(words));
    const Result<SyscallEvent> event = read_attempt_words(without_hints(words));
    if (!event) return say("attempt error " + escaped(event.error().message) + " " + std::string(words));
    const Decision decision = evaluate(loaded_.filter, world(), *event);
    const char* verdict = "undecided";
    if (decision.recorded == Tri::Yes) verdict = "recorded";
    if (decision.recorded == Tri::No) verdict = "lost";
    const std::string key = decision.recorded == Tri::Yes ? escaped(decision.key) : "-";
    say("attempt " + std::string(verdict) + " " + key + " " + std::string(words) +
        " @reason=" + escaped(decision.reason));
  }

  Machine machine_;
  std::vector<std::string> changes_;  // of the guest's tree
  std::set<std::string> replaced_;    // what was renamed over
  MemoryTree tree_;
  std::optional<Ruleset> rules_;
  Loaded loaded_;
  std::string id_;
  bool followed_ = true;
};

int judge_job(const std::vector<std::string_view>& facts) {
  Machine machine;
  for (std::string_view word : facts) {
    const std::size_t equals = word.find('=');
    const Result<> set = equals == std::string_view::npos
                             ? fail("not a fact: " + std::string(word))
                             : set_fact(machine, word.substr(0, equals), word.substr(equals + 1), FactSource::Option);
    if (set) continue;
    std::fprintf(stderr, "judge: %s\n", set.error().message.c_str());
    return 2;
  }
  Judge judge(machine);
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t space = std::min(line.find(' '), line.size());
    judge.step(std::string_view(line).substr(0, space),
               std::string_view(line).substr(std::min(space + 1, line.size())));
  }
  return 0;
}

}  // namespace
}  // namespace modtrail

int main(int count, char** words) {
  return modtrail::judge_job(std::vector<std::string_view>(words + 1, words + count));
}
