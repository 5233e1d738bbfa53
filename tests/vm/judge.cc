// judge FACT=VALUE...: the model's answers to a job that a guest was given (tests/vm/guest/main.cc says what a job is),
// in the guest's own form, so that the two can be compared line by line.
//
// Lines that only a kernel can answer (auditctl, list, dump) are passed over.  A change of the world that the model
// does not follow makes the rest of its ruleset "attempt unfollowed".

#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "guest_world.h"
#include "modtrail/base/text.h"
#include "modtrail/filter/evaluate.h"
#include "modtrail/filter/load.h"
#include "modtrail/rules/lines.h"
#include "modtrail/rules/parse.h"
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
      if (!change_guest_tree(tree_, rest)) followed_ = false;
    } else if (what == "load") {
      load_rules(from_hex(rest));
    } else if (what == "attempt") {
      attempt(rest);
    } else if (what == "end") {
      say("end " + id_);
    }
  }

 private:
  void begin(std::string_view id) {
    id_ = std::string(id);
    tree_ = guest_tree();
    loaded_ = {};
    followed_ = true;
    say("ruleset " + id_);
  }

  World world() const { return known_world(machine_, tree_); }

  void load_rules(const std::string& content) {
    const ParseContext context{machine_, parse_names(kGuestPasswd, kGuestGroup), &tree_};
    loaded_ = load(parse_rules(split_lines(content, "rules"), context), world());
    say("rc " + std::to_string(loaded_.exit_status));
    for (const LineResult& line : loaded_.lines)
      if (line.outcome == LineOutcome::Failed) say("says " + line.reason);
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
  MemoryTree tree_;
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
