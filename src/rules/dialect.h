#pragma once

#include <cstddef>
#include <cstdint>

#include "modtrail/uapi/machine.h"
#include "modtrail/uapi/version.h"

namespace modtrail {

enum class PermSyscalls : std::uint8_t { ByVersion, Never };

// auditctl's grammar is one grammar with thresholds.  Each question says what a version does; the numbers stand in
// dialect.cc and nowhere else.
//
// A question that is asked is remembered with its answer: holds_for() tells of which versions all the answers since
// forget() are true, and so which versions read a line alike.  Ask last what other conditions can settle.
class Dialect {
 public:
  explicit Dialect(const Machine& machine, PermSyscalls perm = PermSyscalls::ByVersion);

  Arch arch() const { return arch_; }
  const Version& shown() const { return version_; }  // for messages; it decides nothing
  const Version& version() const;                    // what hangs on it holds for no other

  bool since(const Version& version) const;

  bool eats_possible_first() const;    // "-a possible,exit" is skipped in silence, as "-a exit,possible" always is
  bool eats_trailing_options() const;  // "-A exit,possible -S open" too: later versions complain of the rest
  bool eats_trailing_deletes() const;  // the same for -d
  bool lists_by_table() const;         // lists in any case; one it does not know after the action is left to the kernel
  bool exclude_is_narrow() const;      // the exclude list takes msgtype, pid, uid, gid, auid, subj_* and exe only
  bool perm_on_exclude() const;
  bool perm_chooses() const;          // perm= after arch= (or -S) adds the permission's syscalls
  bool watch_must_be_first() const;   // -w and -W refuse what stands before them
  bool has_delete() const;            // -d is known
  bool prepend_deletes() const;       // -A takes the rule away
  bool features_end_line() const;     // --loginuid-immutable and --reset-lost: the rest of the line is not looked at
  bool signal_ends_auditctl() const;  // --signal with an unknown name ends the program
  bool signal_words() const;          // --signal stop, reload, rotate, resume, state
  bool long_help() const;             // --help is known
  bool help_succeeds() const;         // -h is no error
  bool checks_key_separator() const;  // a 0x01 in a key is an error
  bool measures_asked_key() const;    // -D -k and -l -k check the key
  std::uint32_t families() const;     // AF_MAX of the headers it was built with
  bool has_room(std::size_t words, std::size_t bytes) const;  // for one more word on a line of so many bytes
  bool too_many_words_fail() const;                           // else they are dropped in silence

  void forget() { holds_for_ = {}; }
  const VersionSpan& holds_for() const { return holds_for_; }

 private:
  Version version_;
  Arch arch_ = Arch::X86_64;
  PermSyscalls perm_ = PermSyscalls::ByVersion;
  mutable VersionSpan holds_for_;
};

// What reads back a listing: the newest names, and no side effects.
Dialect listing_dialect(const Machine& machine);

}  // namespace modtrail
