#include "modtrail/controls/scanner.h"

#include <array>

#include "controls/scanner/content.h"
#include "controls/scanner/evaluate.h"

namespace modtrail {
namespace {

using scanner::Answer;
using scanner::Place;
using scanner::Truth;

bool is_machine(const RuleInput& input) {
  return input.kind != InputKind::Root || input.name.empty() || input.name == "/";
}

std::optional<ScannerVerdict> verdict_of(Truth truth) {
  switch (truth) {
    case Truth::True:
      return ScannerVerdict::Pass;
    case Truth::False:
      return ScannerVerdict::Fail;
    case Truth::Error:
      return ScannerVerdict::Error;
    case Truth::NotApplicable:
      return ScannerVerdict::NotApplicable;
    case Truth::Unknown:
      break;
  }
  return std::nullopt;
}

std::optional<ScannerPrediction> predict_rule(std::string_view product, std::string_view rule, const Machine& machine,
                                              ContentVersion content, scanner::Evaluator& evaluator) {
  const std::optional<scanner::ContentRule> found = scanner::find_rule(product, rule, content);
  if (!found) return std::nullopt;
  ScannerPrediction out;
  out.content = content;
  if (found->not_on == machine.arch.value) {
    out.verdict = ScannerVerdict::NotApplicable;
    return out;
  }
  const Answer answer = evaluator.evaluate(found->criteria);
  const std::optional<ScannerVerdict> verdict = verdict_of(answer.truth);
  if (!verdict) return std::nullopt;
  out.verdict = *verdict;
  out.because = answer.because;
  out.verified = found->verified == scanner::Verified::Yes;
  return out;
}

int badness(ScannerVerdict verdict) {
  switch (verdict) {
    case ScannerVerdict::NotApplicable:
      return 0;
    case ScannerVerdict::Pass:
      return 1;
    case ScannerVerdict::Fail:
      return 2;
    case ScannerVerdict::Error:
      break;
  }
  return 3;
}

std::optional<ScannerPrediction> predict_checks(const ScannerChecks& checks, const Machine& machine,
                                                ContentVersion content, scanner::Evaluator& evaluator) {
  std::optional<ScannerPrediction> out;
  for (const std::string& rule : checks.rules) {
    const std::optional<ScannerPrediction> one = predict_rule(checks.product, rule, machine, content, evaluator);
    if (!one) return std::nullopt;
    const bool verified = one->verified && (!out || out->verified);
    if (!out || badness(one->verdict) > badness(out->verdict)) out = one;
    out->verified = verified;
  }
  return out;
}

}  // namespace

std::string_view name(ScannerVerdict verdict) {
  constexpr std::array<std::string_view, 4> kNames = {"pass", "fail", "notapplicable", "error"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view name(ContentVersion version) {
  constexpr std::array<std::string_view, 2> kNames = {"0.1.65", "0.1.83"};
  return kNames[static_cast<std::size_t>(version)];
}

std::vector<std::optional<ScannerPrediction>> predict_scanner(const RuleInput& input, const Machine& machine,
                                                              const std::vector<ScannerChecks>& checks,
                                                              ContentVersion content) {
  std::vector<std::optional<ScannerPrediction>> out(checks.size());
  if (input.kind == InputKind::Listing || input.tree == nullptr) return out;
  const Place place = is_machine(input) ? Place::Machine : Place::Root;
  const scanner::Unit unit = input.kind == InputKind::Root ? scanner::Unit::Read : scanner::Unit::AssumedAugenrules;
  scanner::ScannerFiles files(input, place);
  scanner::Evaluator evaluator(files, place, unit, machine.arch.value);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    out[i] = predict_checks(checks[i], machine, content, evaluator);
  }
  return out;
}

}  // namespace modtrail
