#include "scanner/ruleset_file.h"

#include <algorithm>
#include <map>
#include <optional>

#include "modtrail/base/text.h"

namespace modtrail::rulesets {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) out.emplace_back(word);
  }
  return out;
}

// \t is a tab, \r a carriage return; a backslash at the end only shows that a blank stands before it.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (++i < text.size()) {
      out += text[i] == 't' ? '\t' : '\r';
    }
  }
  return out;
}

class Reader {
 public:
  Result<> read(std::string_view line, std::size_t number);
  Result<RulesetFile> finish();

 private:
  Result<> directive(const std::vector<std::string>& words, std::string_view line, std::size_t number);
  Result<> says(const std::vector<std::string>& words);
  void content(std::string_view line);
  void end_file();
  Ruleset& now() { return file_.rulesets.back(); }

  RulesetFile file_;
  std::map<std::string, std::vector<std::string>> blocks_;
  std::string block_;  // the one being read
  bool in_file_ = false;
  bool terminated_ = true;
};

void Reader::content(std::string_view line) {
  if (!in_file_) {
    blocks_[block_].emplace_back(line);
    return;
  }
  std::string& text = now().files.back().second;
  if (line.substr(0, 1) != "@") text += unescaped(line) + '\n';
  for (const std::string& one : line.substr(0, 1) == "@" ? blocks_[std::string(line.substr(1))] : blocks_[""]) {
    text += one + '\n';
  }
}

void Reader::end_file() {
  if (in_file_ && !terminated_ && !now().files.back().second.empty()) now().files.back().second.pop_back();
  in_file_ = false;
  block_.clear();
}

Result<> Reader::says(const std::vector<std::string>& words) {
  if (words.size() != 6) return fail("'says' takes five words");
  const auto recorded = parse_number(std::string_view(words[3]).substr(0, words[3].find('/')));
  const auto status = parse_number(words[4]);
  if (!recorded || !status) return fail("'says' takes numbers");
  now().rhcos4 = words[1];
  now().rhel9 = words[2];
  now().recorded = static_cast<std::size_t>(*recorded);
  now().status = static_cast<int>(*status);
  if (words[5] == "-") return {};
  for (const std::string_view tool : split(words[5], ',')) now().tools.emplace_back(tool);
  return {};
}

Result<> Reader::directive(const std::vector<std::string>& words, std::string_view line, std::size_t number) {
  end_file();
  const std::string& word = words.front();
  const std::string_view rest = trim(line.substr(word.size()));
  if (word == "attempt") {
    file_.attempts.emplace_back(rest);
    return {};
  }
  if (word == "block") {
    block_ = rest;
    return {};
  }
  if (word == "case") {
    file_.rulesets.emplace_back();
    now().line = number;
    now().id = rest;
    return {};
  }
  if (file_.rulesets.empty()) return fail("'" + word + "' outside a case");
  if (word == "says") return says(words);
  if (word == "because") {
    now().otherwise = rest;
    return {};
  }
  if (word == "directory") {
    now().directories.emplace_back(rest);
    return {};
  }
  if (word == "with") {
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::size_t equals = words[i].find('=');
      now().facts.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
    }
    return {};
  }
  if (word != "file" || words.size() < 2) return fail("what is '" + word + "'?");
  now().files.emplace_back(words[1], "");
  in_file_ = true;
  terminated_ = std::find(words.begin(), words.end(), "unterminated") == words.end();
  return {};
}

Result<> Reader::read(std::string_view line, std::size_t number) {
  if (line.substr(0, 2) == "  ") {
    content(line.substr(2));
    return {};
  }
  if (line.empty() || line.front() == '#') return {};
  return directive(words_of(line), line, number);
}

Result<RulesetFile> Reader::finish() {
  end_file();
  return std::move(file_);
}

}  // namespace

Result<RulesetFile> parse_rulesets(std::string_view text) {
  Reader reader;
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    const Result<> read = reader.read(line, ++number);
    if (!read) return fail("line " + std::to_string(number) + ": " + read.error().message);
  }
  return reader.finish();
}

}  // namespace modtrail::rulesets
