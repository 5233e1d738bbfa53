#include "modtrail/trail/log_source.h"

#include <string>

#include "modtrail/base/unpack.h"
#include "modtrail/trail/trail_source.h"

namespace modtrail {

bool are_lines(ByteSource& file) {
  const auto head = first_bytes(file, kJournalHead);
  return head && packing_of(*head) == Packing::None && journal_form_of(*head) == JournalForm::None && !is_trail(*head);
}

Result<std::unique_ptr<ByteSource>> log_lines(std::unique_ptr<ByteSource> file, JournalTally& tally) {
  std::string head = TRY(first_bytes(*file, kJournalHead));
  const Packing packing = packing_of(head);
  if (packing != Packing::None) {
    file = TRY(unpack(packing, put_back(std::move(head), std::move(file))));
    head = TRY(first_bytes(*file, kJournalHead));
  }
  const JournalForm form = journal_form_of(head);
  const bool sealed = is_trail(head);
  file = put_back(std::move(head), std::move(file));
  if (sealed) return trail_records(std::move(file));
  return form == JournalForm::None ? std::move(file) : journal_lines(form, std::move(file), tally);
}

}  // namespace modtrail
