#include <algorithm>
#include <optional>
#include <utility>

#include "controls/aims.h"
#include "controls/obstacles.h"
#include "controls/proposal.h"
#include "controls/refused.h"
#include "controls/remedy.h"
#include "controls/rule_text.h"
#include "controls/spots.h"

// Controls and the scanner are aims besides coverage, and they pull in different directions: a control wants what the
// kernel does, the scanner wants lines that read in its way.  So each aim that is not met proposes rules; the rules are
// put together with those of the plan, tried at each place where rules can be put, and kept if the aim is then met and
// nothing that was reached is lost.  In the end whatever is not missed is taken out again: rules, calls of rules, and
// of two rules one.
//
// A scanner's line may be a rule that the kernel has already in another spelling.  auditctl would stop there, and so it
// gets another key.
namespace modtrail {
namespace {

constexpr std::size_t kMostRounds = 64;
constexpr std::size_t kMostStarts = 9;

std::size_t gaps(const Outcome& outcome) {
  return static_cast<std::size_t>(std::count_if(outcome.rows.begin(), outcome.rows.end(), is_gap));
}

// How much of the site's may be taken out for an aim's sake.
enum class Reach : std::uint8_t { Tasks, Never, Every };

class AimPlanner {
 public:
  // `start`: the place for rules that is tried first.
  AimPlanner(const FixCase& subject, const FixRequest& request, const std::vector<Aim>& aims, FixPlan plan,
             std::size_t start)
      : case_(subject), request_(request), aims_(aims), start_(start), plan_(std::move(plan)) {
    for (const std::string& line : plan_.rules) rules_.push_back(rule_of(line));
  }

  Result<FixPlan> plan();
  // Is an aim unmet for which there are rules?
  bool can_hope() const { return hope_; }
  std::size_t unmet() const { return static_cast<std::size_t>(std::count(met_.begin(), met_.end(), false)); }

 private:
  struct Tried {
    FixPlan plan;
    std::vector<RuleText> rules;
  };

  Result<std::optional<Tried>> tried(FixPlan draft, std::vector<RuleText> rules, std::optional<std::size_t> aim) const;
  bool are_met(const std::vector<std::size_t>& some, const Outcome& outcome) const;
  std::vector<std::vector<std::size_t>> by_cost(std::optional<std::size_t> aim) const;
  Result<bool> keep_if_nothing_is_lost(FixPlan draft, std::vector<RuleText> rules);
  Result<bool> meet(std::size_t aim);
  Result<bool> meet_at(std::size_t aim, const Proposal& proposal, const RuleSpot& spot,
                       const std::vector<RuleText>& rules);
  Result<bool> meet_with(std::size_t aim, const Proposal& proposal);
  Result<bool> meet_by_clearing(std::size_t aim, Reach reach);
  Result<bool> meet_with_every_call(std::size_t aim, const Outcome& base);
  Result<bool> meet_by_dropping_lines(std::size_t aim);
  Result<> clear(std::size_t aim, Reach reach);
  Result<> free_the_end();
  Result<> take_back(std::size_t from);
  std::vector<RuleSpot> all_spots() const;
  std::string key_for(const Outcome& now) const;
  std::vector<Proposal> proposals_for(const Aim& aim, const Outcome& now) const;
  Proposal with_first_placed(Proposal proposal) const;
  std::vector<RuleText> cut(const std::vector<RuleText>& rules) const;
  void keep(Tried tried);
  Result<> make_least();
  Result<bool> drop_something();
  Result<bool> drop_rules();
  Result<bool> drop_calls();
  Result<bool> put_two_together();
  Result<> look_again();
  Result<> tell_what_is_text();
  Result<> tell_the_rest();

  const FixCase& case_;
  const FixRequest& request_;
  const std::vector<Aim>& aims_;
  std::size_t start_;
  FixPlan plan_;
  std::vector<RuleText> rules_;
  std::size_t given_ = plan_.changes.size();  // changes that the plan had
  std::optional<Outcome> first_;              // of the plan as it was given
  std::vector<bool> met_;
  bool hope_ = false;
};

std::vector<RuleText> AimPlanner::cut(const std::vector<RuleText>& rules) const {
  const std::vector<RuleText> whole = put_together(rules);
  return request_.cut == RuleCut::PerCall ? taken_apart(whole) : whole;
}

// Ends the last lines of the site's files that run into one of the draft's.  Was there any?
bool end_lines(const Reading& reading, FixPlan& draft) {
  if (draft.files.empty()) return false;
  const std::vector<Origin> glued = glued_lines(reading.merged);
  for (const Origin& origin : glued) {
    LineChange change = commented(reading, origin,
                                  "the file ends without a newline, and its last line runs into the next file's first");
    change.after = change.before;
    draft.changes.push_back(std::move(change));
  }
  return !glued.empty();
}

bool AimPlanner::are_met(const std::vector<std::size_t>& some, const Outcome& outcome) const {
  std::vector<Aim> aims;
  for (const std::size_t i : some) aims.push_back(aims_[i]);
  const std::vector<AimState> states = states_of(case_, aims, outcome);
  return std::all_of(states.begin(), states.end(), [](const AimState& state) { return state.met; });
}

// What must hold of a draft: the aim it is for, then all that are met; text is read sooner than calls are searched, and
// those sooner than runs of programs.
std::vector<std::vector<std::size_t>> AimPlanner::by_cost(std::optional<std::size_t> aim) const {
  std::vector<std::vector<std::size_t>> out(4);
  if (aim) out[0].push_back(*aim);
  for (std::size_t i = 0; i < aims_.size(); ++i) {
    if (!met_[i] || i == aim) continue;
    const bool runs = aims_[i].requirement && !aims_[i].requirement->tools.empty();
    out[runs ? 3 : aims_[i].requirement ? 2 : 1].push_back(i);
  }
  return out;
}

// Nothing if the draft loses what coverage had, or rules.
Result<std::optional<AimPlanner::Tried>> AimPlanner::tried(FixPlan draft, std::vector<RuleText> rules,
                                                           std::optional<std::size_t> aim) const {
  draft.rules.clear();
  for (const RuleText& rule : rules) draft.rules.push_back(line_of(rule, draft.place));
  Outcome outcome = TRY(outcome_of(case_, draft));
  if (end_lines(outcome.reading, draft)) outcome = TRY(outcome_of(case_, draft));
  if (gaps(outcome) > gaps(*first_) || !loads_as_well(outcome, *first_)) return std::optional<Tried>();
  for (const std::vector<std::size_t>& some : by_cost(aim)) {
    if (!are_met(some, outcome)) return std::optional<Tried>();
  }
  return std::optional<Tried>(Tried{std::move(draft), std::move(rules)});
}

void AimPlanner::keep(Tried tried) {
  plan_ = std::move(tried.plan);
  rules_ = std::move(tried.rules);
}

// The plan without what it adds: places are the site's.
FixPlan changes_of(const FixPlan& plan) {
  FixPlan out;
  out.changes = plan.changes;
  return out;
}

std::vector<RuleText> joined(std::vector<RuleText> a, const std::vector<RuleText>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Where the plan's rules are now, and then everywhere else.
std::vector<RuleSpot> AimPlanner::all_spots() const {
  const std::vector<RuleSpot> all = spots(case_.input, case_.world.machine, first_->reading, request_.file.stem);
  std::vector<RuleSpot> out;
  if (start_ == 0 && !plan_.rules.empty()) out.push_back({plan_.place, plan_.file, plan_.before_line});
  for (std::size_t i = 0; i < all.size(); ++i) out.push_back(all[(start_ + i) % all.size()]);
  return out;
}

Result<bool> AimPlanner::meet_with(std::size_t aim, const Proposal& proposal) {
  const std::vector<RuleText> behind = cut(joined(rules_, proposal.rules));
  const std::vector<RuleText> before = cut(joined(proposal.rules, rules_));
  const bool directory = merged_directory(case_.input, case_.world.machine).has_value();
  if (!directory && !proposal.files.empty()) return false;
  for (const RuleSpot& spot : all_spots()) {
    if (TRY(meet_at(aim, proposal, spot, behind))) return true;
    if (before != behind && TRY(meet_at(aim, proposal, spot, before))) return true;
  }
  return false;
}

Result<bool> AimPlanner::meet_at(std::size_t aim, const Proposal& proposal, const RuleSpot& spot,
                                 const std::vector<RuleText>& rules) {
  FixPlan draft = plan_;
  draft.place = spot.place;
  draft.file = spot.file;
  draft.before_line = spot.before_line;
  draft.first.insert(draft.first.end(), proposal.first.begin(), proposal.first.end());
  draft.files.insert(draft.files.end(), proposal.files.begin(), proposal.files.end());
  for (const std::string& setting : proposal.settings) {
    if (draft.settings.empty()) draft.settings.push_back(setting);
  }
  std::optional<Tried> next = TRY(tried(std::move(draft), rules, aim));
  if (!next) return false;
  keep(std::move(*next));
  met_[aim] = true;
  return true;
}

std::string AimPlanner::key_for(const Outcome& now) const {
  if (!request_.key.empty()) return request_.key;
  return site_key(now.reading.loaded.filter, case_.world.machine.arch.value);
}

// Before all that is there, wherever the plan's other rules go.
Proposal prepended(Proposal proposal) {
  for (RuleText& rule : proposal.rules) rule.place = Place::Prepend;
  return proposal;
}

std::vector<Proposal> AimPlanner::proposals_for(const Aim& aim, const Outcome& now) const {
  const std::string key = key_for(now);
  const Proposal proposal = propose_for(aim, case_, now, key);
  if (aim.requirement) return {proposal, prepended(proposal)};
  return {proposal, propose_for(aim, case_, now, key + "-audit")};
}

// In a directory what is to come first is a file that sorts first.
Proposal AimPlanner::with_first_placed(Proposal proposal) const {
  if (proposal.first.empty() || !merged_directory(case_.input, case_.world.machine)) return proposal;
  const std::string name = unused_name(case_.input, case_.world.machine, "0-0-" + request_.file.stem);
  proposal.files.push_back({name, proposal.first.front() + "\n"});
  proposal.first.clear();
  return proposal;
}

Result<bool> AimPlanner::meet(std::size_t aim) {
  const Outcome now = TRY(outcome_of(case_, plan_));
  for (const Proposal& proposal : proposals_for(aims_[aim], now)) {
    if (!proposal.is_empty() && TRY(meet_with(aim, with_first_placed(proposal)))) return true;
  }
  if (TRY(meet_with_every_call(aim, now))) return true;
  if (!aims_[aim].requirement && TRY(meet_by_dropping_lines(aim))) return true;
  const bool attempts = aims_[aim].requirement && !aims_[aim].requirement->setting;
  for (const Reach reach : {Reach::Tasks, Reach::Never, Reach::Every}) {
    if (reach != Reach::Tasks && !attempts) break;
    if (TRY(meet_by_clearing(aim, reach))) return true;
  }
  return false;
}

// Lines of the site that no added rule gets past: settings and rules about tasks and records, then never rules, then
// all that take module calls, or programs.

bool takes_as(const Aim& aim, const Rule& rule, Arch arch) {
  return !aim.requirement || !aim.requirement->tools.empty() || concerns_modules(rule, arch);
}

std::vector<Origin> lines_in_the_way(const Filter& filter, Reach reach, const Aim& aim, Arch arch) {
  std::vector<Origin> out;
  const bool locks = aim.requirement && aim.requirement->setting == SettingDemand::Locked;
  const bool switches = filter.enabled == 0 || (locks && filter.enabled != 2);
  if (switches && filter.enabled_by) out.push_back(*filter.enabled_by);
  if (filter.rate_limit != 0 && filter.rate_limit_by) out.push_back(*filter.rate_limit_by);
  for (const FilterRule& entry : filter.task) out.push_back(entry.rule.origin);
  for (const FilterRule& entry : filter.exclude) out.push_back(entry.rule.origin);
  for (const FilterRule& entry : filter.exit) {
    const bool never = entry.rule.action == Action::Never;
    const bool reached = reach == Reach::Every || (reach == Reach::Never && never);
    if (reached && takes_as(aim, entry.rule, arch)) out.push_back(entry.rule.origin);
  }
  return out;
}

RuleText every_call(Abi abi, const std::string& key) {
  RuleText out;
  out.abi = abi;
  out.calls.assign(kModuleSyscalls.begin(), kModuleSyscalls.end());
  out.key = key;
  return out;
}

// The load stops at lines that cost no rules yet, and would cost those that are added behind them.
Result<> AimPlanner::free_the_end() {
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    const Outcome base = TRY(outcome_of(case_, changes_of(plan_)));
    if (!base.reading.loaded.stop) break;
    const std::size_t stop = *base.reading.loaded.stop;
    const Origin& origin = base.reading.ruleset.statements[stop].origin;
    if (origin.line == 0) break;
    plan_.changes.push_back(commented(base.reading, origin, base.reading.loaded.lines[stop].reason));
  }
  return {};
}

// Whatever is taken out and need not have been is put back.
Result<> AimPlanner::take_back(std::size_t from) {
  for (std::size_t i = plan_.changes.size(); i-- > from;) {
    FixPlan draft = plan_;
    draft.changes.erase(draft.changes.begin() + static_cast<std::ptrdiff_t>(i));
    TRY(keep_if_nothing_is_lost(std::move(draft), rules_));
  }
  return {};
}

// Its lines may end what coverage rested on, a load that stopped before a -D.
Result<bool> AimPlanner::meet_with_every_call(std::size_t aim, const Outcome& base) {
  for (Proposal proposal : proposals_for(aims_[aim], base)) {
    if (proposal.is_empty()) continue;
    for (const Abi abi : abis(case_.world.machine.arch.value)) {
      if (abi != Abi::X32) proposal.rules.push_back(every_call(abi, key_for(base)));
    }
    if (TRY(meet_with(aim, with_first_placed(proposal)))) return true;
  }
  return false;
}

// The scanner wants some lines once and no more: one of the site's is taken out, or all.
Result<bool> AimPlanner::meet_by_dropping_lines(std::size_t aim) {
  const FixPlan kept = plan_;
  const std::string& id = aims_[aim].check.rules.front();
  const std::string program = id.substr(id.rfind('_') + 1);
  const Outcome base = TRY(outcome_of(case_, changes_of(plan_)));
  std::vector<LineChange> dropped;
  for (const Statement& statement : base.reading.ruleset.statements) {
    if (!is_rule_line(statement.text) || statement.text.find(program) == std::string::npos) continue;
    dropped.push_back(commented(base.reading, statement.origin, "the scanner wants such a line once"));
    plan_.changes.push_back(dropped.back());
    if (TRY(meet_with(aim, Proposal()))) return true;
    plan_ = kept;
  }
  if (dropped.empty()) return false;
  plan_.changes.insert(plan_.changes.end(), dropped.begin(), dropped.end());
  if (TRY(meet_with(aim, Proposal()))) return true;
  for (const Proposal& proposal : proposals_for(aims_[aim], base)) {
    if (TRY(meet_with(aim, proposal))) return true;
  }
  plan_ = kept;
  return false;
}

// Again and again: a duplicate was refused as long as the first stood before it.
Result<> AimPlanner::clear(std::size_t aim, Reach reach) {
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    const Outcome base = TRY(outcome_of(case_, changes_of(plan_)));
    const std::vector<Origin> lines =
        lines_in_the_way(base.reading.loaded.filter, reach, aims_[aim], case_.world.machine.arch.value);
    if (lines.empty()) break;
    for (const Origin& origin : lines) {
      plan_.changes.push_back(commented(base.reading, origin, "no added rule gets past it, for " + aims_[aim].name));
    }
  }
  return {};
}

Result<bool> AimPlanner::meet_by_clearing(std::size_t aim, Reach reach) {
  const FixPlan kept = plan_;
  TRY(clear(aim, reach));
  if (plan_.changes.size() == kept.changes.size()) return false;
  const Outcome base = TRY(outcome_of(case_, changes_of(plan_)));
  bool met = TRY(meet_with(aim, Proposal()));
  met = met || TRY(meet_with_every_call(aim, base));
  if (!met) {
    plan_ = kept;
    return false;
  }
  TRY(take_back(kept.changes.size()));
  return true;
}

// What is not missed.

Result<bool> AimPlanner::keep_if_nothing_is_lost(FixPlan draft, std::vector<RuleText> rules) {
  std::optional<Tried> next = TRY(tried(std::move(draft), std::move(rules), std::nullopt));
  if (!next) return false;
  keep(std::move(*next));
  return true;
}

Result<bool> AimPlanner::drop_something() {
  bool dropped = false;
  for (std::size_t i = plan_.files.size(); i-- > 0;) {
    FixPlan draft = plan_;
    draft.files.erase(draft.files.begin() + static_cast<std::ptrdiff_t>(i));
    if (TRY(keep_if_nothing_is_lost(std::move(draft), rules_))) dropped = true;
  }
  if (plan_.first.empty()) return dropped;
  FixPlan draft = plan_;
  draft.first.clear();
  return TRY(keep_if_nothing_is_lost(std::move(draft), rules_)) || dropped;
}

Result<bool> AimPlanner::drop_rules() {
  bool dropped = false;
  for (std::size_t i = rules_.size(); i-- > 0;) {
    std::vector<RuleText> rules = rules_;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(i));
    if (TRY(keep_if_nothing_is_lost(plan_, std::move(rules)))) dropped = true;
  }
  return dropped;
}

Result<bool> AimPlanner::drop_calls() {
  bool dropped = false;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    for (std::size_t call = rules_[i].calls.size(); call-- > 0 && rules_[i].calls.size() > 1;) {
      std::vector<RuleText> rules = rules_;
      rules[i].calls.erase(rules[i].calls.begin() + static_cast<std::ptrdiff_t>(call));
      if (TRY(keep_if_nothing_is_lost(plan_, std::move(rules)))) dropped = true;
    }
  }
  return dropped;
}

// Of two rules for one ABI one, with the calls of both.
Result<bool> AimPlanner::put_two_together() {
  if (request_.cut == RuleCut::PerCall) return false;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    for (std::size_t j = 0; j < rules_.size(); ++j) {
      if (i == j || rules_[i].calls.empty() || rules_[j].calls.empty() || rules_[i].abi != rules_[j].abi) continue;
      std::vector<RuleText> rules = rules_;
      RuleText other = rules_[i];
      other.calls = rules_[j].calls;
      rules[j] = other;
      if (TRY(keep_if_nothing_is_lost(plan_, put_together(rules)))) return true;
    }
  }
  return false;
}

Result<> AimPlanner::make_least() {
  while (TRY(drop_something()) || TRY(drop_rules()) || TRY(put_two_together()) || TRY(drop_calls())) {
  }
  TRY(take_back(given_));
  if (rules_.empty() && plan_.settings.empty()) plan_.file.clear();
  return {};
}

// Rules that nothing needs but the scanner, which wants to read them.
Result<> AimPlanner::tell_what_is_text() {
  const std::vector<bool> all = met_;
  for (std::size_t i = 0; i < aims_.size(); ++i) met_[i] = all[i] && aims_[i].requirement;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    std::vector<RuleText> rules = rules_;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(i));
    if (TRY(tried(plan_, std::move(rules), std::nullopt))) {
      plan_.notes.push_back("for the scanner alone, no load, unload or control needs it: " + plan_.rules[i]);
    }
  }
  met_ = all;
  return {};
}

Result<> AimPlanner::tell_the_rest() {
  if (unmet() == 0) return {};
  const Outcome then = TRY(outcome_of(case_, plan_));
  const std::vector<AimState> states = states_of(case_, aims_, then);
  for (std::size_t i = 0; i < aims_.size(); ++i) {
    if (!states[i].met) plan_.remaining.push_back(aims_[i].name + ": " + states[i].reason);
  }
  return {};
}

// Which aims the plan meets as it is.
Result<> AimPlanner::look_again() {
  met_.clear();
  for (const AimState& state : states_of(case_, aims_, TRY(outcome_of(case_, plan_)))) met_.push_back(state.met);
  return {};
}

Result<FixPlan> AimPlanner::plan() {
  first_ = TRY(outcome_of(case_, plan_));
  TRY(look_again());
  bool grown = false;
  if (std::find(met_.begin(), met_.end(), false) == met_.end()) return plan_;
  const FixPlan given = plan_;
  const std::size_t unmet_before = unmet();
  TRY(free_the_end());
  if (plan_.changes.size() != given_) TRY(look_again());  // a line that is taken out was text for the scanner
  for (std::size_t aim = 0; aim < aims_.size(); ++aim) {
    if (grown) TRY(look_again());
    grown = false;
    if (met_[aim]) continue;
    if (TRY(meet(aim))) grown = true;
    if (!met_[aim]) hope_ = hope_ || !proposals_for(aims_[aim], *first_).front().is_empty();
  }
  if (grown) TRY(look_again());
  if (unmet() < unmet_before) {
    TRY(make_least());
    TRY(tell_what_is_text());
  } else {
    plan_ = given;
    TRY(look_again());
  }
  TRY(tell_the_rest());
  return plan_;
}

}  // namespace

// Most often the first try meets every aim.  Where one is left, each place for rules is tried as the first, for all
// rules stand in one, and the best is taken.
Result<FixPlan> with_aims(const FixCase& subject, const FixRequest& request, const std::vector<Aim>& aims,
                          FixPlan plan) {
  std::optional<FixPlan> best;
  std::size_t least = aims.size() + 1;
  for (std::size_t start = 0; start < kMostStarts && least > 0; ++start) {
    AimPlanner planner(subject, request, aims, plan, start);
    FixPlan next = TRY(planner.plan());
    if (planner.unmet() >= least) continue;
    least = planner.unmet();
    best = std::move(next);
    if (!planner.can_hope()) break;
  }
  return best ? std::move(*best) : std::move(plan);
}

}  // namespace modtrail
