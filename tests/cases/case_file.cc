#include "cases/case_file.h"

#include <algorithm>
#include <array>

#include "modtrail/base/text.h"

namespace modtrail::cases {
namespace {

constexpr std::array<std::string_view, 9> kWorld = {"directory", "file",  "text",  "link",   "hardlink",
                                                    "mode",      "inode", "mount", "missing"};

std::pair<std::string, std::string> cut(std::string_view text, std::string_view separator) {
  auto at = text.find(separator);
  if (at == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + separator.size()))};
}

char byte_of(std::string_view digits) {
  return static_cast<char>(parse_number(digits, 16).value_or(0));
}

// \t, \r, \\, \xHH, and \- for nothing.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char next = text[++i];
    if (next == 't') out += '\t';
    if (next == 'r') out += '\r';
    if (next == '\\') out += '\\';
    if (next != 'x') continue;
    out += byte_of(text.substr(i + 1, 2));
    i += 2;
  }
  return out;
}

std::string unpercent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i] == '%' ? byte_of(text.substr(i + 1, 2)) : text[i];
    if (text[i] == '%') i += 2;
  }
  return out;
}

void add_facts(std::string_view text, std::vector<std::pair<std::string, std::string>>& facts) {
  for (std::string_view word : split(text, ' ')) {
    if (!word.empty()) facts.push_back(cut(word, "="));
  }
}

Attempt parse_attempt(std::string_view text) {
  auto [words, outcome] = cut(text, " -> ");
  auto [verdict, key] = cut(outcome, " key=");
  Attempt attempt{"", verdict == "recorded", unpercent(key)};
  for (std::string_view word : split(words, ' ')) {
    if (word.empty() || word.front() == '@') continue;
    attempt.words += (attempt.words.empty() ? "" : " ") + std::string(word);
  }
  return attempt;
}

class Reader {
 public:
  Result<std::vector<Case>> read(std::string_view text) {
    for (std::string_view line : split(text, '\n')) {
      ++number_;
      if (!take(line)) return fail("line " + std::to_string(number_) + " means nothing");
    }
    return std::move(cases_);
  }

 private:
  enum class Block { None, Rules, Escaped, Lists };

  bool take(std::string_view line) {
    if (line.starts_with("  ")) return take_indented(line.substr(2));
    block_ = Block::None;
    auto [word, rest] = cut(line, " ");
    if (word.empty() || word.front() == '#') return true;
    if (word == "case") return begin(rest);
    if (word == "facts") return take_facts(rest);
    return !cases_.empty() && take_word(word, rest);
  }

  bool begin(const std::string& rest) {
    cases_.push_back({});
    cases_.back().line = number_;
    cases_.back().id = cut(rest, " ").first;
    cases_.back().facts = defaults_;
    return true;
  }

  bool take_facts(const std::string& rest) {
    add_facts(rest, cases_.empty() ? defaults_ : cases_.back().facts);
    return true;
  }

  bool take_word(const std::string& word, const std::string& rest) {
    Case& now = cases_.back();
    if (word == "rules") {
      block_ = rest == "escaped" ? Block::Escaped : Block::Rules;
      now.rules = "";
    } else if (word == "lists") {
      block_ = Block::Lists;
      now.listed.emplace();
    } else if (word == "undecided") {
      cases_.back().undecided = rest;
    } else if (word == "loads") {
      now.status = static_cast<int>(parse_number(cut(rest, "rc=").second).value_or(99));
    } else if (word == "attempt") {
      now.steps.emplace_back(parse_attempt(rest));
    } else if (word == "then") {
      auto [change, what] = cut(rest, " ");
      now.steps.emplace_back(Change{change, what});
    } else {
      now.world.push_back({word, rest});
      return std::find(kWorld.begin(), kWorld.end(), word) != kWorld.end();
    }
    return true;
  }

  bool take_indented(std::string_view text) {
    if (block_ == Block::None) return false;
    Case& now = cases_.back();
    if (block_ == Block::Lists) {
      now.listed->emplace_back(text);
    } else {
      *now.rules += (block_ == Block::Escaped ? unescaped(text) : std::string(text)) + "\n";
    }
    return true;
  }

  std::size_t number_ = 0;
  Block block_ = Block::None;
  std::vector<Case> cases_;
  std::vector<std::pair<std::string, std::string>> defaults_;
};

}  // namespace

Result<std::vector<Case>> parse_cases(std::string_view text) {
  return Reader().read(text);
}

}  // namespace modtrail::cases
