#include "controls/scanner/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <utility>

#include "modtrail/base/utf8.h"

// oscap reads a file whole, cuts it at the first NUL byte, and searches it again and again, each time from where the
// last match ended (one byte further if that was empty).  A file that is not UTF-8 is an error, and so is a search that
// would begin behind the end or inside a character, or that takes more than ten million steps.
//
// A hostile file could cost ten million steps for each of its lines, in every test.  So a line is first tried with few
// steps, which is enough for any rule people write; what it costs to try it with more is paid from a budget.
namespace modtrail::scanner {
namespace {

constexpr std::uint32_t kFewSteps = 200'000;
constexpr std::array<std::uint32_t, 2> kMillions = {1,
                                                    10};  // the last is PCRE's own limit, which oscap leaves as it is

std::uint32_t options_of(PatternUse use) {
  switch (use) {
    case PatternUse::Lines:
      return PCRE2_UTF | PCRE2_MULTILINE;
    case PatternUse::WholeText:
      return PCRE2_UTF | PCRE2_DOTALL;
    case PatternUse::Path:
      return PCRE2_UTF;
    case PatternUse::Directory:
      break;
  }
  return 0;
}

std::uint32_t match_options_of(PatternUse use) {
  switch (use) {
    case PatternUse::Lines:
    case PatternUse::WholeText:
      return PCRE2_NO_UTF_CHECK;
    case PatternUse::Path:
      return 0;
    case PatternUse::Directory:
      break;
  }
  return PCRE2_PARTIAL_SOFT;
}

bool begins_line(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '\n';
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80U) {
      ++at;
      continue;
    }
    const std::optional<CodePoint> point = decode_utf8(text.substr(at));
    if (!point) return false;
    at += point->bytes;
  }
  return true;
}

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

}  // namespace

struct Pattern::Code {
  pcre2_code* pattern = nullptr;
  pcre2_match_data* data = nullptr;
  pcre2_match_context* context = nullptr;

  Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() {
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    pcre2_code_free(pattern);
  }
};

Pattern::Pattern(std::unique_ptr<Code> code, PatternUse use) : code_(std::move(code)), use_(use) {}
Pattern::Pattern(Pattern&& other) noexcept = default;
Pattern& Pattern::operator=(Pattern&& other) noexcept = default;
Pattern::~Pattern() = default;

std::optional<Pattern> Pattern::compile(std::string_view text, PatternUse use) {
  auto code = std::make_unique<Code>();
  pcre2_compile_context* const how = pcre2_compile_context_create(nullptr);
  if (how == nullptr) return std::nullopt;
  pcre2_set_newline(how, PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  const auto* const bytes = reinterpret_cast<PCRE2_SPTR>(text.data());
  code->pattern = pcre2_compile(bytes, text.size(), options_of(use), &error, &offset, how);
  pcre2_compile_context_free(how);
  code->data = pcre2_match_data_create(1, nullptr);
  code->context = pcre2_match_context_create(nullptr);
  if (code->pattern == nullptr || code->data == nullptr || code->context == nullptr) return std::nullopt;
  return Pattern(std::move(code), use);
}

Match Pattern::at(std::string_view text, std::size_t from, std::uint32_t options, MatchBudget& budget) const {
  const auto* const bytes = reinterpret_cast<PCRE2_SPTR>(text.data());
  const auto run = [&](std::uint32_t steps) {
    pcre2_set_match_limit(code_->context, steps);
    return pcre2_match(code_->pattern, bytes, text.size(), from, options, code_->data, code_->context);
  };
  int count = run(kFewSteps);
  for (const std::uint32_t millions : kMillions) {
    if (count != PCRE2_ERROR_MATCHLIMIT) break;
    if (budget.steps < millions) return {MatchResult::Exhausted};
    budget.steps -= millions;
    count = run(millions * 1'000'000);
  }
  if (count == PCRE2_ERROR_NOMATCH) return {MatchResult::No};
  if (count == PCRE2_ERROR_PARTIAL) return {MatchResult::Yes};
  if (count < 0) return {MatchResult::Error};
  const PCRE2_SIZE* const found = pcre2_get_ovector_pointer(code_->data);
  return {MatchResult::Yes, found[0], found[1]};
}

// Every pattern for lines begins with ^, so it can only match where a line begins.
Match Pattern::find_line(std::string_view text, std::size_t from, MatchBudget& budget) const {
  std::size_t start = from;
  if (!begins_line(text, start)) {
    const std::size_t newline = text.find('\n', start);
    if (newline == std::string_view::npos) return {};
    start = newline + 1;
  }
  for (;;) {
    const Match match = at(text, start, match_options_of(use_) | PCRE2_ANCHORED, budget);
    if (match.result != MatchResult::No) return match;
    const std::size_t newline = text.find('\n', start);
    if (newline == std::string_view::npos) return {};
    start = newline + 1;
  }
}

Match Pattern::find(std::string_view text, std::size_t from, MatchBudget& budget) const {
  if (from > text.size()) return {MatchResult::Error};
  const bool in_text = use_ == PatternUse::Lines || use_ == PatternUse::WholeText;
  if (in_text && is_inside_character(text, from)) return {MatchResult::Error};
  if (use_ == PatternUse::Lines) return find_line(text, from, budget);
  return at(text, from, match_options_of(use_), budget);
}

Collected collect(const Pattern& pattern, Instances instances, std::string_view content, MatchBudget& budget) {
  const std::string_view text = content.substr(0, content.find('\0'));
  Collected out;
  if (!is_utf8(text)) {
    out.result = MatchResult::Error;
    return out;
  }
  for (std::size_t from = 0; from <= content.size();) {
    const Match match = pattern.find(text, from, budget);
    if (match.result == MatchResult::No) break;
    out.result = match.result;
    if (match.result != MatchResult::Yes) return out;
    if (instances == Instances::Every || out.items.empty()) out.items.push_back({match.begin, match.end});
    from = match.end == from ? from + 1 : match.end;
  }
  return out;
}

}  // namespace modtrail::scanner
