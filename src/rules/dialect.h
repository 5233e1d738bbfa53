#pragma once

#include <cstddef>
#include <cstdint>

#include "modtrail/uapi/machine.h"
#include "modtrail/uapi/version.h"

namespace modtrail {

// auditctl's grammar is one grammar with thresholds.  Each member says what a version does; the numbers stand in
// dialect.cc and nowhere else.
struct Dialect {
  Version version;
  Arch arch = Arch::X86_64;

  bool eats_possible_first = false;    // "-a possible,exit" is skipped in silence, as "-a exit,possible" always is
  bool eats_trailing_options = false;  // "-A exit,possible -S open" too: later versions complain of the rest
  bool eats_trailing_deletes = false;  // the same for -d
  bool lists_by_table = false;         // lists in any case; one it does not know after the action is left to the kernel
  bool exclude_is_narrow = false;      // the exclude list takes msgtype, pid, uid, gid, auid, subj_* and exe only
  bool perm_on_exclude = false;
  bool perm_chooses = false;          // perm= after arch= (or -S) adds the permission's syscalls
  bool watch_must_be_first = false;   // -w and -W refuse what stands before them
  bool has_delete = true;             // -d is known
  bool prepend_deletes = false;       // -A takes the rule away
  bool features_end_line = false;     // --loginuid-immutable and --reset-lost: the rest of the line is not looked at
  bool signal_ends_auditctl = false;  // --signal with an unknown name ends the program
  bool signal_words = false;          // --signal stop, reload, rotate, resume, state
  bool long_help = false;             // --help is known
  bool help_succeeds = false;         // -h is no error
  bool checks_key_separator = false;  // a 0x01 in a key is an error
  bool measures_asked_key = false;    // -D -k and -l -k check the key
  std::uint32_t families = 46;        // AF_MAX of the headers it was built with
  std::size_t token_divisor = 3;      // a line of n bytes has room for n / divisor + 1 words
  bool too_many_tokens_fail = false;  // more than that: an error, else they are dropped in silence
};

Dialect dialect_of(const Machine& machine);
// What reads back a listing: the newest names, and no side effects.
Dialect listing_dialect(const Machine& machine);

}  // namespace modtrail
