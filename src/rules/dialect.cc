#include "dialect.h"

#include "modtrail/uapi/perms.h"

namespace modtrail {

// Source: audit-userspace src/auditctl.c and lib/libaudit.c of 3.0, 3.0.9, 4.1.2 and 4.2.1, and its ChangeLog; 4.0.2 by
// running it.
Dialect dialect_of(const Machine& machine) {
  const Version& version = machine.auditctl.value;
  Dialect dialect;
  dialect.version = version;
  dialect.arch = machine.arch.value;
  dialect.eats_possible_first = version < Version{3, 0, 4};
  dialect.eats_trailing_options = version < Version{4, 0, 3};
  dialect.eats_trailing_deletes = version < Version{4, 0, 3} || version >= Version{4, 2, 0};
  dialect.lists_by_table = version >= Version{3, 1, 0};
  dialect.exclude_is_narrow = version < Version{3, 1, 0};
  dialect.perm_on_exclude = version >= Version{3, 1, 0};
  dialect.perm_chooses = perm_chooses_syscalls(version);
  dialect.watch_must_be_first = version >= Version{4, 1, 0};
  dialect.has_delete = version < Version{4, 0, 3} || version >= Version{4, 0, 5};
  dialect.prepend_deletes = version >= Version{4, 0, 5} && version < Version{4, 1, 1};
  dialect.features_end_line = version < Version{4, 0, 3};
  dialect.signal_ends_auditctl = version >= Version{4, 0, 0};
  dialect.signal_words = version >= Version{3, 1, 1};
  dialect.long_help = version >= Version{4, 0, 0};
  dialect.help_succeeds = version >= Version{4, 2, 0};
  dialect.checks_key_separator = version >= Version{4, 2, 0};
  dialect.measures_asked_key = version >= Version{4, 2, 0};
  dialect.families = version < Version{3, 0, 9} ? 45 : 46;
  dialect.token_divisor = version < Version{4, 2, 0} ? 3 : 2;
  dialect.too_many_tokens_fail = version >= Version{4, 2, 0};
  return dialect;
}

Dialect listing_dialect(const Machine& machine) {
  Machine newest = machine;
  newest.auditctl.value = Version{4, 2, 0};
  Dialect dialect = dialect_of(newest);
  dialect.perm_chooses = false;
  return dialect;
}

}  // namespace modtrail
