#include "modtrail/controls/fix.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "controls/aims.h"
#include "controls/draft.h"
#include "controls/obstacles.h"
#include "controls/places.h"
#include "controls/refused.h"
#include "controls/remedy.h"
#include "controls/spots.h"
#include "modtrail/base/text.h"
#include "modtrail/filter/watch.h"

// The least that makes every load and unload leave a record.
//
// Nothing is believed that has not been tried: a draft of the plan is turned into files, the files are read as auditctl
// and augenrules would read them, and coverage says what is still lost.  In this order:
//
//   1. lines that cost rules are taken out: those auditctl refuses, and an -e 2 with rules behind it; a file's last
//   line
//      that runs into the next file is ended;
//   2. what no exit rule can outrun is taken out: never,task and exclude rules, -e 0, -r;
//   3. for each ABI one rule is added, of the calls that still leave something unrecorded.  It is tried behind the
//   rules
//      there are, then before them, then with -A; the first place where nothing stays lost is taken;
//   4. where no place will do, the never rules in the way are taken out, and 3 is tried again.
//
// So no rule is added that could be left out: each call it names had a gap, and rules for other calls do not close it.
// And no line is taken out for what an added rule can do.
namespace modtrail {
namespace {

constexpr std::size_t kMostRounds = 64;

const std::vector<Statement>& statements(const Reading& reading) {
  return reading.ruleset.statements;
}

class Planner {
 public:
  Planner(const RuleInput& input, const World& world, const FixRequest& request, const std::vector<Aim>& aims)
      : case_{input, world, request.scope}, request_(request), aims_(aims) {
    plan_.heading = request.file.heading;
    if (world.machine.audit.value == AuditBoot::Off) {
      plan_.remaining.push_back(
          "the kernel was started with audit=0, and then records nothing: take that off its command "
          "line, and put audit=1 there");
      case_.world.machine.audit.value = AuditBoot::On;
    }
    reloads_ = world.machine.commit.value == Commit::Reload;
    case_.world.machine.commit.value = Commit::Boot;
  }

  Result<FixPlan> plan();

 private:
  Result<> free_the_load();
  Result<> drop_needless_lock();
  Result<> guard_the_reload();
  Result<> clear_the_way();
  Result<> add_rules();
  Result<> take_back();
  FixPlan draft_at(const RuleSpot& spot, const Outcome& now) const;
  Result<bool> add_at_some_spot();
  Result<> free_the_end();
  Origin before_draft(Origin origin, const FixPlan& draft) const;
  Result<std::optional<FixPlan>> cleared_for(const RuleSpot& spot);
  Result<std::optional<FixPlan>> cleared_for_the_best();
  Result<bool> is_complete(const FixPlan& draft, const Outcome& now) const;
  bool take_out(const Reading& reading, const Origin& origin, std::string reason);
  bool end_line(const Reading& reading, const Origin& origin);
  bool take_out(const Outcome& now, const Obstacle& obstacle);
  bool needs_newline() const;
  RuleStyle style_for(const Filter& filter, Place place) const;
  Result<FixPlan> plan_listing();
  Result<> tell_the_rest();

  FixCase case_;
  const FixRequest& request_;
  const std::vector<Aim>& aims_;
  bool reloads_ = false;
  FixPlan plan_;
};

// False where there is no such line, or it is taken out already.
bool Planner::take_out(const Reading& reading, const Origin& origin, std::string reason) {
  if (origin.line == 0) return false;
  const auto same = std::find_if(plan_.changes.begin(), plan_.changes.end(), [&](const LineChange& change) {
    return change.origin.file == origin.file && change.origin.line == origin.line;
  });
  if (same == plan_.changes.end()) {
    plan_.changes.push_back(commented(reading, origin, std::move(reason)));
    return true;
  }
  if (same->before != same->after) return false;
  *same = commented(reading, origin, std::move(reason));  // it was only ended with a newline
  return true;
}

// Ends the last line of a file that runs into the next file's first.
bool Planner::end_line(const Reading& reading, const Origin& origin) {
  const std::size_t before = plan_.changes.size();
  take_out(reading, origin, "the file ends without a newline, and its last line runs into the next file's first");
  if (plan_.changes.size() == before) return false;
  plan_.changes.back().after = plan_.changes.back().before;
  return true;
}

// Step 1.

Result<> Planner::free_the_load() {
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    const Outcome now = TRY(outcome_of(case_, plan_));
    bool changed = false;
    for (const Origin& origin : glued_rules(now.reading.merged)) changed = end_line(now.reading, origin) || changed;
    if (changed) continue;
    if (const std::optional<LineChange> lock = early_lock(now.reading)) {
      changed = take_out(now.reading, lock->origin, lock->reason);
      plan_.settings = {"-e 2"};
    } else if (loses_rules(now.reading)) {
      for (const LineChange& change : refused_lines(now.reading, case_.world)) {
        changed = take_out(now.reading, change.origin, change.reason) || changed;
      }
    }
    if (!changed) break;
  }
  return drop_needless_lock();
}

// The lock that was taken out is not missed where another stands behind it.
Result<> Planner::drop_needless_lock() {
  FixPlan draft = plan_;
  draft.settings.clear();
  if (!plan_.settings.empty() && TRY(outcome_of(case_, draft)).reading.loaded.filter.enabled == 2)
    plan_.settings.clear();
  return {};
}

// Loaded over itself, a ruleset without -D stops at its first rule.
Result<> Planner::guard_the_reload() {
  if (!reloads_) return {};
  const Outcome now = TRY(outcome_of(case_, plan_));
  for (const Statement& statement : statements(now.reading)) {
    const auto guards = [](const Step& step) {
      const auto* all = std::get_if<DeleteAll>(&step);
      return (all != nullptr && !all->key) || std::holds_alternative<SetOnError>(step);
    };
    if (std::any_of(statement.operations.begin(), statement.operations.end(), guards)) return {};
    if (!has_rule(statement)) continue;
    LineChange change =
        commented(now.reading, statement.origin, "loaded again it is a duplicate, and loading stops here");
    change.after = "-D\n" + change.before;
    plan_.changes.push_back(std::move(change));
    return {};
  }
  return {};
}

// Step 2.

std::string reason_of(ObstacleKind kind) {
  switch (kind) {
    case ObstacleKind::Exit:
      return "no rule can be put before it";
    case ObstacleKind::Task:
      return "a task born under it is never recorded, whatever exit rules there are";
    case ObstacleKind::Exclude:
      return "it drops records that rules have asked for";
    case ObstacleKind::Disabled:
      return "it switches auditing off";
    case ObstacleKind::RateLimit:
      break;
  }
  return "it throws records away";
}

std::optional<Origin> origin_of(const Filter& filter, const Obstacle& obstacle) {
  if (obstacle.kind == ObstacleKind::Disabled) return filter.enabled_by;
  if (obstacle.kind == ObstacleKind::RateLimit) return filter.rate_limit_by;
  return rule_of(filter, obstacle)->rule.origin;
}

bool Planner::take_out(const Outcome& now, const Obstacle& obstacle) {
  const std::optional<Origin> origin = origin_of(now.reading.loaded.filter, obstacle);
  return origin && take_out(now.reading, *origin, reason_of(obstacle.kind));
}

Result<> Planner::clear_the_way() {
  for (std::size_t round = 0; round < kMostRounds; ++round) {
    const Outcome now = TRY(outcome_of(case_, plan_));
    bool changed = false;
    if (all_recorded(now.rows)) break;
    for (const Obstacle& obstacle : find_obstacles(now.reading.loaded.filter, case_.world, case_.scope)) {
      if (obstacle.kind != ObstacleKind::Exit) changed = take_out(now, obstacle) || changed;
    }
    if (!changed) break;
  }
  return {};
}

// Step 3.

// Is there a file in the directory that lacks its last newline?
bool Planner::needs_newline() const {
  const Result<Outcome> now = outcome_of(case_, plan_);
  return now && std::any_of(now->reading.merged.files.begin(), now->reading.merged.files.end(),
                            [](const ReadFile& file) { return !file.content.empty() && file.content.back() != '\n'; });
}

Result<bool> Planner::is_complete(const FixPlan& draft, const Outcome& now) const {
  const Outcome then = TRY(outcome_of(case_, draft));
  return all_recorded(then.rows) && loads_as_well(then, now);
}

RuleStyle Planner::style_for(const Filter& filter, Place place) const {
  const std::string key = request_.key.empty() ? site_key(filter, case_.world.machine.arch.value) : request_.key;
  return {key, place, request_.cut};
}

// Rules for what is lost now, put there.
FixPlan Planner::draft_at(const RuleSpot& spot, const Outcome& now) const {
  FixPlan draft = plan_;
  draft.place = spot.place;
  draft.file = spot.file;
  draft.before_line = spot.before_line;
  draft.rules =
      lines_for_gaps(now.rows, case_.world.machine.arch.value, style_for(now.reading.loaded.filter, spot.place));
  return draft;
}

Result<bool> Planner::add_at_some_spot() {
  const Outcome now = TRY(outcome_of(case_, plan_));
  if (all_recorded(now.rows)) return true;
  for (const RuleSpot& spot : spots(case_.input, case_.world.machine, now.reading, request_.file.stem)) {
    FixPlan draft = draft_at(spot, now);
    if (!TRY(is_complete(draft, now))) continue;
    plan_ = std::move(draft);
    return true;
  }
  return false;
}

// The load stops at a line that costs no rules yet, and would cost those that are added behind it.
Result<> Planner::free_the_end() {
  const Outcome now = TRY(outcome_of(case_, plan_));
  if (!now.reading.loaded.stop) return {};
  const std::size_t stop = *now.reading.loaded.stop;
  take_out(now.reading, statements(now.reading)[stop].origin, now.reading.loaded.lines[stop].reason);
  return {};
}

// A place in the files of a draft, as it was before the draft's rules were put in.
Origin Planner::before_draft(Origin origin, const FixPlan& draft) const {
  const bool shifts =
      !merged_directory(case_.input, case_.world.machine) && draft.before_line != 0 && !draft.rules.empty();
  const auto added = static_cast<std::uint32_t>(draft.rules.size() + 1);
  if (shifts && origin.line >= draft.before_line + added) origin.line -= added;
  return origin;
}

// Step 4 for one spot: what rules put there cannot outrun is taken out.  Nothing if that does not help either.
Result<std::optional<FixPlan>> Planner::cleared_for(const RuleSpot& spot) {
  const FixPlan kept = plan_;
  const Outcome now = TRY(outcome_of(case_, plan_));
  const FixPlan first = draft_at(spot, now);
  const Outcome then = TRY(outcome_of(case_, first));
  const Filter& filter = then.reading.loaded.filter;
  for (const Obstacle& obstacle : find_obstacles(filter, case_.world, case_.scope)) {
    const std::optional<Origin> origin = origin_of(filter, obstacle);
    if (origin) take_out(now.reading, before_draft(*origin, first), reason_of(obstacle.kind));
  }
  const Outcome cleared = TRY(outcome_of(case_, plan_));
  FixPlan draft = draft_at(spot, cleared);
  plan_ = kept;
  if (!TRY(is_complete(draft, now))) return std::optional<FixPlan>();
  return std::optional<FixPlan>(std::move(draft));
}

Result<std::optional<FixPlan>> Planner::cleared_for_the_best() {
  const Outcome now = TRY(outcome_of(case_, plan_));
  std::optional<FixPlan> best;
  for (const RuleSpot& spot : spots(case_.input, case_.world.machine, now.reading, request_.file.stem)) {
    std::optional<FixPlan> draft = TRY(cleared_for(spot));
    if (draft && (!best || draft->changes.size() < best->changes.size())) best = std::move(draft);
  }
  return best;
}

Result<> Planner::add_rules() {
  if (TRY(add_at_some_spot())) return {};
  TRY(free_the_end());
  if (TRY(add_at_some_spot())) return {};
  std::optional<FixPlan> best = TRY(cleared_for_the_best());
  const Outcome now = TRY(outcome_of(case_, plan_));
  plan_ = best ? std::move(*best)
               : draft_at(spots(case_.input, case_.world.machine, now.reading, request_.file.stem).front(), now);
  return {};
}

// Takes back what was taken out and need not have been: one obstacle may have hidden that another was none.
Result<> Planner::take_back() {
  const Outcome now = TRY(outcome_of(case_, plan_));
  if (!all_recorded(now.rows)) return {};
  for (std::size_t i = plan_.changes.size(); i-- > 0;) {
    FixPlan draft = plan_;
    draft.changes.erase(draft.changes.begin() + static_cast<std::ptrdiff_t>(i));
    if (TRY(is_complete(draft, now))) plan_ = std::move(draft);
  }
  return {};
}

// A listing has no files to change: rules are added to the running kernel, and what is in the way is named.
Result<FixPlan> Planner::plan_listing() {
  const Outcome now = TRY(outcome_of(case_, plan_));
  const Filter& filter = now.reading.loaded.filter;
  for (const Obstacle& obstacle : find_obstacles(filter, case_.world, case_.scope)) {
    const FilterRule* entry = rule_of(filter, obstacle);
    if (obstacle.kind == ObstacleKind::Exit) plan_.place = Place::Prepend;
    if (obstacle.kind == ObstacleKind::Exit || entry == nullptr) continue;
    plan_.remaining.push_back("delete the rule '" + printable(entry->rule.text) + "': " + reason_of(obstacle.kind));
  }
  plan_.rules = lines_for_gaps(now.rows, case_.world.machine.arch.value, style_for(filter, plan_.place));
  return plan_;
}

// What is left, and what coverage does not speak of.

Result<> Planner::tell_the_rest() {
  const Outcome then = TRY(outcome_of(case_, plan_));
  for (std::string& gap : gaps_left(then.rows)) plan_.remaining.push_back(std::move(gap));
  if (then.reading.ruleset.unreadable) {
    plan_.remaining.push_back("auditctl does not read the file: " + *then.reading.ruleset.unreadable);
  }
  if (loses_rules(then.reading)) plan_.remaining.push_back("auditctl still refuses lines of the rules");
  if (case_.world.machine.audit.value == AuditBoot::Absent) {
    plan_.notes.push_back("tasks older than the first rule stay unrecorded: put audit=1 on the kernel's command line");
  }
  for (const FilterRule& entry : then.reading.loaded.filter.exit) {
    if (inspect_watch(entry, case_.world).state != WatchState::SymbolicLink || !entry.target) continue;
    plan_.notes.push_back("the watch on " + entry.target->path +
                          " sits on a link, and running through it does not fire it: "
                          "watch what it leads to");
  }
  plan_.notes.push_back("modules loaded before the rules, in the initramfs and at early boot, leave no record");
  return {};
}

Result<FixPlan> Planner::plan() {
  if (case_.input.kind == InputKind::Listing) {
    if (!aims_.empty()) plan_.remaining.emplace_back("controls are fixed in files, and a listing has none");
    return plan_listing();
  }
  if (plan_.heading.substr(0, 1) != "\n" && needs_newline()) plan_.heading.insert(0, "\n");
  TRY(free_the_load());
  TRY(clear_the_way());
  TRY(add_rules());
  TRY(take_back());
  const bool locks = !plan_.settings.empty();
  if (!aims_.empty()) plan_ = TRY(with_aims(case_, request_, aims_, std::move(plan_)));
  if (!locks && !plan_.settings.empty()) {
    plan_.notes.emplace_back("with -e 2 the rules are locked: the next change to them takes a reboot");
  }
  TRY(guard_the_reload());
  if (plan_.file.empty() && !plan_.settings.empty() && merged_directory(case_.input, case_.world.machine)) {
    plan_.file = unused_name(case_.input, case_.world.machine, "99-" + request_.file.stem);
  }
  TRY(tell_the_rest());
  return plan_;
}

}  // namespace

Result<FixPlan> plan_fix(const RuleInput& input, const World& world, const FixRequest& request) {
  const std::vector<Profile> all = TRY(profiles());
  const std::vector<Aim> aims = aims_of(TRY(choose_controls(all, request.profiles, request.controls)), request.pool);
  return Planner(input, world, request, aims).plan();
}

}  // namespace modtrail
