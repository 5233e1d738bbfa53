#include "dialect.h"

#include <algorithm>

#include "modtrail/uapi/perms.h"

// Source: audit-userspace src/auditctl.c and lib/libaudit.c of 3.0, 3.0.9, 4.1.2 and 4.2.1, and its ChangeLog; 4.0.2 by
// running it.
namespace modtrail {

Dialect::Dialect(const Machine& machine, PermSyscalls perm)
    : version_(machine.auditctl.value), arch_(machine.arch.value), perm_(perm) {}

const Version& Dialect::version() const {
  holds_for_ = {version_, {version_.major, version_.minor, version_.patch + 1}};
  return version_;
}

bool Dialect::since(const Version& version) const {
  const bool is = version_ >= version;
  if (is)
    holds_for_.first = std::max(holds_for_.first, version);
  else
    holds_for_.beyond = std::min(holds_for_.beyond, version);
  return is;
}

bool Dialect::eats_possible_first() const {
  return !since({3, 0, 4});
}
bool Dialect::eats_trailing_options() const {
  return !since({4, 0, 3});
}
bool Dialect::eats_trailing_deletes() const {
  return !since({4, 0, 3}) || since({4, 2, 0});
}
bool Dialect::lists_by_table() const {
  return since({3, 1, 0});
}
bool Dialect::exclude_is_narrow() const {
  return !since({3, 1, 0});
}
bool Dialect::perm_on_exclude() const {
  return since({3, 1, 0});
}
bool Dialect::perm_chooses() const {
  return perm_ == PermSyscalls::ByVersion && since(kPermChoosesSince);
}
bool Dialect::watch_must_be_first() const {
  return since({4, 1, 0});
}
bool Dialect::has_delete() const {
  return !since({4, 0, 3}) || since({4, 0, 5});
}
bool Dialect::prepend_deletes() const {
  return since({4, 0, 5}) && !since({4, 1, 1});
}
bool Dialect::features_end_line() const {
  return !since({4, 0, 3});
}
bool Dialect::signal_ends_auditctl() const {
  return since({4, 0, 0});
}
bool Dialect::signal_words() const {
  return since({3, 1, 1});
}
bool Dialect::long_help() const {
  return since({4, 0, 0});
}
bool Dialect::help_succeeds() const {
  return since({4, 2, 0});
}
bool Dialect::checks_key_separator() const {
  return since({4, 2, 0});
}
bool Dialect::measures_asked_key() const {
  return since({4, 2, 0});
}
std::uint32_t Dialect::families() const {
  return since({3, 0, 9}) ? 46 : 45;
}
bool Dialect::has_room(std::size_t words, std::size_t bytes) const {
  if (words < bytes / 3 + 1) return true;
  return words < bytes / 2 + 1 && since({4, 2, 0});
}
bool Dialect::too_many_words_fail() const {
  return since({4, 2, 0});
}

Dialect listing_dialect(const Machine& machine) {
  Machine newest = machine;
  newest.auditctl.value = Version{4, 2, 0};
  return Dialect(newest, PermSyscalls::Never);
}

}  // namespace modtrail
