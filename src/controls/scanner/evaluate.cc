#include "controls/scanner/evaluate.h"

#include <algorithm>
#include <utility>
#include <vector>

// A test whose files could not be searched is an error whatever else was found.  Joined by AND one false is false, by
// OR one true is true, even beside an error; what is not applicable does not count unless there is nothing else.
namespace modtrail::scanner {
namespace {

struct Item {
  const ScannedFile* file;
  std::string_view content;
  Found found;
};

// Line of the first byte of the match that is not blank.
Origin origin_of(const Item& item, const ScannerFiles& files) {
  const std::string_view match = item.content.substr(item.found.begin, item.found.end - item.found.begin);
  const std::size_t ink = match.find_first_not_of(" \t\n\v\f\r");
  const std::size_t at = item.found.begin + (ink == std::string_view::npos ? 0 : ink);
  const auto before = item.content.begin() + static_cast<std::ptrdiff_t>(at);
  const auto newlines = std::count(item.content.begin(), before, '\n');
  return {files.shown(*item.file), static_cast<std::uint32_t>(newlines) + 1, 0};
}

Truth truth_of(bool holds) {
  return holds ? Truth::True : Truth::False;
}

Truth exists(Existence existence, std::size_t count) {
  switch (existence) {
    case Existence::AtLeastOne:
    case Existence::All:
      return truth_of(count > 0);
    case Existence::OnlyOne:
      return truth_of(count == 1);
    case Existence::None:
      break;
  }
  return truth_of(count == 0);
}

bool has_text(const Item& item, std::string_view text) {
  return item.content.substr(item.found.begin, item.found.end - item.found.begin) == text;
}

Answer judge(const TextTest& test, const std::vector<Item>& items, const ScannerFiles& files) {
  Answer out;
  out.truth = exists(test.existence, items.size());
  if (!items.empty()) {
    const bool second_is_guilty = test.existence == Existence::OnlyOne && items.size() > 1;
    out.because = origin_of(second_is_guilty ? items[1] : items[0], files);
  }
  if (out.truth != Truth::True || !test.text) return out;
  const bool same =
      std::all_of(items.begin(), items.end(), [&](const Item& item) { return has_text(item, *test.text); });
  out.truth = truth_of(same);
  return out;
}

int rank(Truth truth, Truth decisive) {
  if (truth == decisive) return 4;
  if (truth == Truth::Error) return 3;
  if (truth == Truth::Unknown) return 2;
  return truth == Truth::NotApplicable ? 0 : 1;
}

// `decisive`: what one alone makes of the whole: False for AND, True for OR.  Of equals the last has the say.
Answer join(const std::vector<Answer>& answers, Truth decisive) {
  Answer out{Truth::NotApplicable, std::nullopt};
  for (const Answer& answer : answers) {
    const int had = rank(out.truth, decisive);
    const int has = rank(answer.truth, decisive);
    const bool says_more = has == had && answer.because && (!out.because || decisive == Truth::False);
    if (has > had || says_more) out = answer;
  }
  return out;
}

std::string key_of(const TextTest& test) {
  return test.files.start + '\n' + test.files.pattern.value_or("") + '\n' + test.pattern + '\n' +
         std::to_string(static_cast<int>(test.existence)) + std::to_string(static_cast<int>(test.instances));
}

}  // namespace

Answer Evaluator::evaluate_test(const TextTest& test) {
  const Selection& selection = files_.select(test.files);
  if (selection.walk == Walk::CutShort) return {Truth::Unknown, std::nullopt};
  std::vector<Item> items;
  if (selection.files.empty()) return judge(test, items, files_);
  const std::optional<Pattern> pattern =
      Pattern::compile(test.pattern, test.lines == Lines::Multi ? PatternUse::Lines : PatternUse::WholeText);
  if (!pattern) return {Truth::Unknown, std::nullopt};
  for (const ScannedFile& file : selection.files) {
    const Content& content = files_.content(file);
    if (content.state == Content::State::TooLarge) return {Truth::Unknown, std::nullopt};
    if (content.state == Content::State::Unreadable) return {Truth::Error, Origin{files_.shown(file), 0, 0}};
    const Collected collected = collect(*pattern, test.instances, content.bytes, budget_);
    if (collected.result == MatchResult::Exhausted) return {Truth::Unknown, std::nullopt};
    if (collected.result == MatchResult::Error) return {Truth::Error, Origin{files_.shown(file), 0, 0}};
    for (const Found& found : collected.items) items.push_back({&file, content.bytes, found});
  }
  return judge(test, items, files_);
}

Answer Evaluator::evaluate_text(const TextTest& test) {
  const std::string key = key_of(test);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, evaluate_test(test)).first->second;
}

Answer Evaluator::unit(const Criteria& criteria, Truth assumed) {
  if (unit_ == Unit::AssumedAugenrules) return {assumed, std::nullopt};
  Answer out = evaluate(criteria.of.front());
  if (out.truth != Truth::Error) out.because.reset();  // it is the rules that are wanted
  return out;
}

// oscap asks the machine it runs on, and with OSCAP_PROBE_ROOT nobody.
Truth Evaluator::not_64_bit() const {
  if (place_ == Place::Root) return Truth::NotApplicable;
  return truth_of(arch_ == Arch::I386);
}

Answer Evaluator::evaluate(const Criteria& criteria) {
  switch (criteria.kind) {
    case Criteria::Kind::Text:
      return evaluate_text(criteria.test);
    case Criteria::Kind::Augenrules:
      return unit(criteria, Truth::True);
    case Criteria::Kind::Auditctl:
      return unit(criteria, Truth::False);
    case Criteria::Kind::Not64Bit:
      return {not_64_bit(), std::nullopt};
    case Criteria::Kind::And:
    case Criteria::Kind::Or:
      break;
  }
  std::vector<Answer> answers;
  for (const Criteria& part : criteria.of) answers.push_back(evaluate(part));
  return join(answers, criteria.kind == Criteria::Kind::And ? Truth::False : Truth::True);
}

}  // namespace modtrail::scanner
