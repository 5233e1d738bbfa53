#include "modtrail/filter/live.h"

#include <algorithm>
#include <utility>

// Two filters side by side.  Rules are compared as the kernel compares them (audit_compare_rule), so how a rule was
// spelled does not matter; what does is its list, its fields and their order, and in the exit list which of two rules
// comes first.  The rules that both have are taken in the order of the files; the first one that stands elsewhere in
// the kernel is the one that moved.
namespace modtrail {
namespace {

using List = std::vector<FilterRule> Filter::*;
constexpr List kLists[] = {&Filter::user,    &Filter::task,       &Filter::exit,
                           &Filter::exclude, &Filter::filesystem, &Filter::io_uring};

// A rule's place does not count once it is in a list.
bool is_same(const FilterRule& a, const FilterRule& b) {
  if (a.rule.place == b.rule.place) return same_rule(a.rule, b.rule);
  Rule moved = b.rule;
  moved.place = a.rule.place;
  return same_rule(a.rule, moved);
}

// For each rule of the files, where the kernel has it.
std::vector<std::optional<std::size_t>> pair_up(const std::vector<FilterRule>& loaded,
                                                const std::vector<FilterRule>& held) {
  std::vector<std::optional<std::size_t>> out(loaded.size());
  std::vector<bool> taken(held.size());
  std::size_t next = 0;  // mostly the rule behind the last one
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    for (std::size_t step = 0; step < held.size(); ++step) {
      const std::size_t at = (next + step) % held.size();
      if (taken[at] || !is_same(loaded[i], held[at])) continue;
      taken[at] = true;
      out[i] = at;
      next = at + 1;
      break;
    }
  }
  return out;
}

void compare_lists(const std::vector<FilterRule>& loaded, const std::vector<FilterRule>& held,
                   std::vector<Drift>& out) {
  const std::vector<std::optional<std::size_t>> places = pair_up(loaded, held);
  std::vector<bool> known(held.size());
  std::size_t last = 0;
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    if (!places[i]) {
      out.push_back({DriftKind::Missing, loaded[i].rule, {}, "", 0, 0, {}});
      continue;
    }
    known[*places[i]] = true;
    if (*places[i] < last) {
      out.push_back({DriftKind::Order, held[*places[i]].rule, loaded[i].rule, "", 0, 0, {}});
    }
    last = std::max(last, *places[i]);
  }
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (!known[i]) out.push_back({DriftKind::Extra, held[i].rule, {}, "", 0, 0, {}});
  }
}

void compare_settings(const Filter& loaded, const Filter& held, std::vector<Drift>& out) {
  const auto told = [&out](const char* option, std::uint32_t in_files, std::uint32_t in_kernel,
                           const std::optional<Origin>& by) {
    Drift drift;
    drift.kind = DriftKind::Setting;
    drift.setting = option;
    drift.loaded = in_files;
    drift.held = in_kernel;
    drift.set_by = by;
    out.push_back(std::move(drift));
  };
  const bool enabled_differs = loaded.enabled_by ? loaded.enabled != held.enabled : held.enabled == 0;
  if (enabled_differs) told("-e", loaded.enabled, held.enabled, loaded.enabled_by);
  if (loaded.rate_limit != held.rate_limit) told("-r", loaded.rate_limit, held.rate_limit, loaded.rate_limit_by);
}

}  // namespace

RuleInput held_input(const KernelState& state) {
  RuleInput input;
  input.kind = InputKind::Listing;
  input.name = std::string(kKernelName);
  input.held = &state;
  return input;
}

Filter as_held(const KernelState& state, const World& world) {
  Ruleset listing;
  for (const Rule& rule : state.rules) listing.statements.push_back({rule.origin, rule.text, {AddRule{rule}}});
  Filter filter = as_loaded(listing, world);
  filter.enabled = state.enabled;
  filter.failure = state.failure;
  filter.rate_limit = state.rate_limit;
  filter.backlog_limit = state.backlog_limit;
  filter.backlog_wait_time = state.backlog_wait_time;
  return filter;
}

std::vector<Drift> find_drift(const Filter& loaded, const Filter& held) {
  std::vector<Drift> out;
  for (const List list : kLists) compare_lists(loaded.*list, held.*list, out);
  compare_settings(loaded, held, out);
  return out;
}

}  // namespace modtrail
