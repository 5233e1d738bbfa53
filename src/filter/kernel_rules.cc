#include "filter/kernel_rules.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

// The kernel's lists of rules.  Entry point: KernelRules.
namespace modtrail {

std::vector<FilterRule>& list_of(Filter& filter, FilterList list) {
  switch (list) {
    case FilterList::Task:
      return filter.task;
    case FilterList::Exclude:
      return filter.exclude;
    case FilterList::Filesystem:
      return filter.filesystem;
    case FilterList::User:
      return filter.user;
    case FilterList::IoUring:
      return filter.io_uring;
    case FilterList::Exit:
      break;
  }
  return filter.exit;
}

namespace {

// A hash of all that same_rule() compares, so that looking for a duplicate does not cost a walk.
std::size_t fingerprint(const Rule& rule) {
  std::size_t hash = std::hash<SyscallMask>()(rule.mask);
  const auto mix = [&hash](std::size_t value) { hash = (hash ^ value) * 0x9E3779B97F4A7C15U; };
  mix(static_cast<std::size_t>(rule.list));
  mix(static_cast<std::size_t>(rule.action));
  for (const Field& field : rule.fields) {
    mix(static_cast<std::size_t>(field.id));
    mix(static_cast<std::size_t>(field.op));
    mix(field.value);
    mix(std::hash<std::string>()(field.text));
  }
  return hash;
}

bool has_word(const FilterRule& entry, const std::optional<std::string>& word) {
  return !word || key_of(entry.rule).find(*word) != std::string::npos;
}

}  // namespace

const FilterRule* KernelRules::find(const Rule& rule) const {
  const Mark first{fingerprint(rule), std::numeric_limits<std::int64_t>::max()};
  for (auto each = known_.lower_bound(first); each != known_.end(); ++each) {
    if (each->first.fingerprint != first.fingerprint) break;
    if (same_rule(each->second->rule, rule)) return each->second;
  }
  return nullptr;
}

void KernelRules::add(FilterRule entry, Place place) {
  entry.priority = place == Place::Prepend ? ++high_ : --low_;
  const Mark mark{fingerprint(entry.rule), entry.priority};
  List& list = lists_[entry.rule.list];
  known_.emplace(mark, &list.emplace(mark.priority, std::move(entry)).first->second);
}

void KernelRules::remove(const FilterRule& entry) {
  known_.erase({fingerprint(entry.rule), entry.priority});
  lists_[entry.rule.list].erase(entry.priority);
}

bool KernelRules::has(const std::optional<std::string>& word) const {
  return std::any_of(lists_.begin(), lists_.end(), [&](const auto& list) {
    return std::any_of(list.second.begin(), list.second.end(),
                       [&](const auto& each) { return has_word(each.second, word); });
  });
}

void KernelRules::remove_all(const std::optional<std::string>& word) {
  for (auto& [name, list] : lists_) {
    for (auto each = list.begin(); each != list.end();) {
      const bool goes = has_word(each->second, word);
      if (goes) known_.erase({fingerprint(each->second.rule), each->second.priority});
      each = goes ? list.erase(each) : std::next(each);
    }
  }
}

void KernelRules::move_to(Filter& filter) {
  known_.clear();
  for (auto& [name, list] : lists_) {
    std::vector<FilterRule>& out = list_of(filter, name);
    out.reserve(list.size());
    for (; !list.empty(); list.erase(list.begin())) out.push_back(std::move(list.begin()->second));
  }
}

}  // namespace modtrail
