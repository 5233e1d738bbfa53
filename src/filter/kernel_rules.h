#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/filter/load.h"

// The kernel's rules while they are loaded: added, looked for and deleted one by one.
namespace modtrail {

std::vector<FilterRule>& list_of(Filter& filter, FilterList list);

// The rules while they come and go.  A list is ordered by priority, highest first, as the kernel prints it; a rule is
// found by its fingerprint, since a walk for each of ten thousand lines would take seconds.
class KernelRules {
 public:
  // The first in its list that the kernel would call the same, or null.
  const FilterRule* find(const Rule& rule) const;
  void add(FilterRule entry, Place place);
  void remove(const FilterRule& entry);
  // Those whose key contains the word, or all.
  bool has(const std::optional<std::string>& word) const;
  void remove_all(const std::optional<std::string>& word);
  void move_to(Filter& filter);

 private:
  using List = std::map<std::int64_t, FilterRule, std::greater<>>;
  // A fingerprint and a priority: of rules that are the same, the first in the list stands first here too.
  struct Mark {
    std::size_t fingerprint = 0;
    std::int64_t priority = 0;
    bool operator<(const Mark& other) const {
      return fingerprint != other.fingerprint ? fingerprint < other.fingerprint : priority > other.priority;
    }
  };

  std::map<FilterList, List> lists_;
  std::map<Mark, const FilterRule*> known_;
  std::int64_t low_ = 0;   // the last appended priority
  std::int64_t high_ = 0;  // the last prepended one
};

}  // namespace modtrail
