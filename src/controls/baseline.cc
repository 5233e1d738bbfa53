#include "modtrail/controls/baseline.h"

#include <algorithm>
#include <array>
#include <optional>

#include "modtrail/base/json.h"
#include "modtrail/controls/fingerprint.h"

namespace modtrail {

namespace {

constexpr std::string_view kReason = "as it was in the baseline";

// ---- reading ----

const Json* member(const Json& json, std::string_view name, Json::Kind kind) {
  for (const Json::Member& each : json.members) {
    if (each.name == name && each.value.kind == kind) return &each.value;
  }
  return nullptr;
}

std::string text_of(const Json& json, std::string_view name) {
  const Json* found = member(json, name, Json::Kind::String);
  return found == nullptr ? "" : found->text;
}

const std::vector<Json>& items_of(const Json& json, std::string_view name) {
  static const std::vector<Json> kNone;
  const Json* found = member(json, name, Json::Kind::Array);
  return found == nullptr ? kNone : found->items;
}

std::string key_of(std::string_view kind, std::string_view name) {
  return std::string(kind) + " " + std::string(name);
}

void add_assessment(const Json& json, Baseline& out) {
  const Json* target = member(json, "target", Json::Kind::Object);
  if (target == nullptr) return;
  BaselineTarget& known = out[key_of(text_of(*target, "kind"), text_of(*target, "name"))];
  for (const Json& finding : items_of(json, "findings")) known.findings.insert(text_of(finding, "fingerprint"));
  for (const Json& row : items_of(json, "coverage")) {
    known.ways[text_of(row, "abi") + " " + text_of(row, "syscall")] = text_of(row, "recorded");
  }
  for (const Json& control : items_of(json, "controls")) {
    known.controls[text_of(control, "profile") + " " + text_of(control, "id")] = text_of(control, "verdict");
  }
}

// ---- comparing ----

// From best to worst; what a baseline says that is none of these is better than all.
constexpr std::array<std::string_view, 5> kRows = {"unreachable", "always", "undecided", "partly", "never"};
constexpr std::array<std::string_view, 4> kVerdicts = {"notapplicable", "pass", "undecided", "fail"};

template <class Words>
bool was_as_bad(const std::map<std::string, std::string>& then, const std::string& what, std::string_view now,
                const Words& words) {
  const auto found = then.find(what);
  if (found == then.end()) return false;
  const auto rank = [&](std::string_view word) { return std::find(words.begin(), words.end(), word) - words.begin(); };
  return rank(found->second) < static_cast<std::ptrdiff_t>(words.size()) && rank(now) <= rank(found->second);
}

void leave_out_known(const BaselineTarget& then, Assessment& assessment) {
  const std::vector<std::string> names = fingerprints(assessment.findings);
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (then.findings.count(names[i]) == 0) kept.push_back(std::move(assessment.findings[i]));
  }
  assessment.known += names.size() - kept.size();
  assessment.findings = std::move(kept);
}

void accept(Assessment& assessment, std::string_view kind, std::string what, std::string message) {
  Accepted one;
  one.kind = kind;
  one.name = std::move(what);
  one.message = std::move(message);
  one.reason = kReason;
  assessment.accepted.push_back(std::move(one));
}

void accept_known(const BaselineTarget& then, Assessment& assessment) {
  for (const std::vector<Row>* rows : {&assessment.coverage, &assessment.restart}) {
    for (const Row& row : *rows) {
      const bool counts = row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable;
      if (!counts || is_accepted(assessment, row)) continue;
      if (was_as_bad(then.ways, way_name(row), name(row.recorded), kRows)) {
        accept(assessment, "way", way_name(row), row.reason);
      }
    }
  }
  for (const ControlResult& control : assessment.controls) {
    const bool counts = control.verdict == CheckVerdict::Fail || control.verdict == CheckVerdict::Undecided;
    if (!counts || is_accepted(assessment, control)) continue;
    if (was_as_bad(then.controls, control_name(control), name(control.verdict), kVerdicts)) {
      accept(assessment, "control", control_name(control), control.title);
    }
  }
}

}  // namespace

Result<Baseline> parse_baseline(std::string_view text) {
  const Json json = TRY(parse_json(text));
  const std::string schema = text_of(json, "schema");
  Baseline out;
  if (schema == "modtrail.assessment/1") {
    add_assessment(json, out);
  } else if (schema == "modtrail.assessments/1") {
    for (const Json& each : items_of(json, "assessments")) add_assessment(each, out);
  } else {
    return fail("no answer of modtrail check --format json");
  }
  return out;
}

Assessment since(Assessment assessment, const Baseline& baseline) {
  const auto then = baseline.find(key_of(assessment.target.kind, assessment.target.name));
  if (then == baseline.end()) return assessment;
  leave_out_known(then->second, assessment);
  accept_known(then->second, assessment);
  assessment.verdict = verdict_of(assessment);
  return assessment;
}

}  // namespace modtrail
