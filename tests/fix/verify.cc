#include "fix/verify.h"

#include <algorithm>
#include <random>

#include "fix/random_rules.h"
#include "modtrail/controls/assess.h"
#include "modtrail/controls/scanner.h"

namespace modtrail::testing_fix {
namespace {

// OSPP's scanner compares a whole file of rules.d.
bool needs_a_directory(const std::string& text) {
  return text.find("audit_module_load") != std::string::npos;
}

bool is_excused(const Site& site, const std::string& text) {
  return site.kind == InputKind::File && needs_a_directory(text);
}

bool is_good(CheckVerdict verdict) {
  return verdict == CheckVerdict::Pass || verdict == CheckVerdict::NotApplicable;
}

void judge(const Profile& profile, const Site& site, std::vector<std::string>& out) {
  AssessOptions options;
  options.profiles = {profile.name};
  const Result<Assessment> assessment = assess(site.input(), site.world(), options);
  if (!assessment) return out.push_back(assessment.error().message);
  for (const ControlResult& control : assessment->controls) {
    if (!is_good(control.verdict)) out.push_back(control.id + ": " + control.reason);
  }
  for (const Row& row : assessment->coverage) {
    if (row.recorded == Recorded::Always || row.recorded == Recorded::Unreachable) continue;
    out.push_back(std::string(name(row.syscall)) + " on " + std::string(name(row.abi)) + ": " + row.reason);
  }
}

void predict(const Profile& profile, const Site& site, std::vector<std::string>& out) {
  for (const Control& control : profile.controls) {
    if (!control.checks) continue;
    for (const std::string& rule : control.checks->rules) {
      const ScannerChecks check{control.checks->product, {rule}};
      const auto said = predict_scanner(site.input(), site.world().machine, {check}).front();
      if (!said || is_excused(site, rule)) continue;
      if (said->verdict == ScannerVerdict::Pass || said->verdict == ScannerVerdict::NotApplicable) continue;
      out.push_back(rule + " is predicted to " + std::string(name(said->verdict)));
    }
  }
}

}  // namespace

RuleInput Site::input() const {
  RuleInput out;
  out.kind = kind;
  out.name = "site";
  out.tree = &tree;
  out.path = kind == InputKind::Directory ? "/" : "/10-base.rules";
  return out;
}

World Site::world() const {
  return assumed_world(Machine());
}

Site random_site(unsigned seed) {
  std::mt19937 random(seed);
  Site out;
  out.tree.add_file("/10-base.rules", "\n" + random_rules(random));
  if (random() % 3 == 0) out.kind = InputKind::File;
  if (out.kind == InputKind::Directory && random() % 2 == 0) out.tree.add_file("/90-last.rules", random_rules(random));
  return out;
}

Result<FixPlan> plan_for(const Profile& profile, const Site& site) {
  FixRequest request;
  request.profiles = {profile.name};
  return plan_fix(site.input(), site.world(), request);
}

Result<Site> applied(const Site& site, const FixPlan& plan) {
  Site out = site;
  for (const FileEdit& edit : TRY(edits_of(plan, site.input(), site.world()))) out.tree.add_file(edit.path, edit.after);
  return out;
}

std::string text_of(const Site& site) {
  std::string out;
  const auto names = site.tree.list("/");
  if (!names) return out;
  for (const std::string& name : *names) {
    out += "==> " + name + "\n" + site.tree.read("/" + name, kFileLimit).value_or("");
  }
  return out;
}

std::vector<std::string> complaints_about(const Profile& profile, const Site& site, const FixPlan& plan,
                                          const Site& after) {
  std::vector<std::string> out;
  for (const std::string& gap : plan.remaining) {
    if (!is_excused(site, gap)) out.push_back("left: " + gap);
  }
  judge(profile, after, out);
  predict(profile, after, out);
  const Result<FixPlan> second = plan_for(profile, after);
  if (!second) out.push_back(second.error().message);
  if (second && !is_empty(*second)) out.push_back("left to fix:\n" + print_rules_file(*second));
  return out;
}

}  // namespace modtrail::testing_fix
