#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "modtrail/base/byte_source.h"

// Audit records out of the systemd journal, for hosts without auditd: journald listens to the kernel too.
namespace modtrail {

// `journalctl -o export` (systemd's Journal Export Format) and `journalctl -o json`, one object a line.
enum class JournalForm : std::uint8_t { None, Export, Json };

// By the first bytes; kJournalHead of them tell.
inline constexpr std::size_t kJournalHead = 64;
JournalForm journal_form_of(std::string_view head);

struct JournalTally {
  std::uint64_t entries = 0;  // of any kind
  std::uint64_t records = 0;  // audit records among them, each one line now
  std::uint64_t torn = 0;     // entries that cannot be read, or audit records without time, serial, type or text
};

// The audit records of a journal, in its order, as lines of an audit log:
// `node=HOST type=NAME msg=audit(SECONDS.MS:SERIAL): BODY`.  Entries that did not come from the kernel's audit are left
// out, whatever they say; a torn one is counted, and reading goes on after it.  Bodies are as the kernel wrote them,
// but a line feed in one becomes a blank, as auditd does.  `tally` outlives the source.
//
// Errors are the source's own.  Memory: one entry, kLargestEntry at most; a larger one is torn.
inline constexpr std::size_t kLargestEntry = std::size_t{1} << 20;
std::unique_ptr<ByteSource> journal_lines(JournalForm form, std::unique_ptr<ByteSource> journal, JournalTally& tally);

}  // namespace modtrail
