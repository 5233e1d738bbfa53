#include "modtrail/controls/scanner.h"

#include <algorithm>
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

// The rules are for machines that have auditd.  A tree without a package database says nothing of that, and then they
// are taken to apply.
enum class Auditd : std::uint8_t { NotKnownAbsent, Absent };

bool is_installed(std::string_view paragraph) {
  constexpr std::string_view kStatus = "\nStatus: ";
  const std::size_t at = paragraph.find(kStatus);
  const std::string_view line =
      at == std::string_view::npos ? "" : paragraph.substr(at + 1, paragraph.find('\n', at + 1) - at - 1);
  return line.ends_with(" installed");
}

Auditd auditd_in(const RuleInput& input) {
  if (input.kind != InputKind::Root) return Auditd::NotKnownAbsent;
  const Result<std::string> status = input.tree->read("/var/lib/dpkg/status", kFileLimit);
  if (!status) return Auditd::NotKnownAbsent;
  const std::string all = "\n" + *status;
  const std::size_t at = all.find("\nPackage: auditd\n");
  if (at == std::string::npos) return Auditd::Absent;
  const std::string_view rest = std::string_view(all).substr(at);
  return is_installed(rest.substr(0, rest.find("\n\n"))) ? Auditd::NotKnownAbsent : Auditd::Absent;
}

bool has_dpkg(std::string_view product) {
  return product == "debian12" || product == "ubuntu2404";
}

// What every rule is predicted with.
struct Setting {
  const Machine& machine;
  ContentVersion content;
  Auditd auditd;
};

std::optional<ScannerPrediction> predict_rule(std::string_view product, std::string_view rule, const Setting& setting,
                                              scanner::Evaluator& evaluator) {
  const std::optional<scanner::ContentRule> found = scanner::find_rule(product, rule, setting.content);
  if (!found) return std::nullopt;
  ScannerPrediction out;
  out.content = setting.content;
  const bool no_auditd = has_dpkg(product) && setting.auditd == Auditd::Absent;
  if (no_auditd || found->not_on == setting.machine.arch.value) {
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

std::optional<ScannerPrediction> predict_checks(const ScannerChecks& checks, const Setting& setting,
                                                scanner::Evaluator& evaluator) {
  std::optional<ScannerPrediction> out;
  for (const std::string& rule : checks.rules) {
    const std::optional<ScannerPrediction> one = predict_rule(checks.product, rule, setting, evaluator);
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
  const bool asks = std::any_of(checks.begin(), checks.end(), [](const auto& one) { return has_dpkg(one.product); });
  const Setting setting{machine, content, asks ? auditd_in(input) : Auditd::NotKnownAbsent};
  for (std::size_t i = 0; i < checks.size(); ++i) out[i] = predict_checks(checks[i], setting, evaluator);
  return out;
}

}  // namespace modtrail
