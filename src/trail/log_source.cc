#include "modtrail/trail/log_source.h"

#include <string>

#include "modtrail/base/unpack.h"
#include "modtrail/trail/trail_source.h"

namespace modtrail {
namespace {

// Up to `size` bytes from the start.  A pipe may give them one by one.
Result<std::string> beginning(ByteSource& source, std::size_t size) {
  std::string head(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const std::size_t got = TRY(source.read(std::span(head).subspan(filled)));
    if (got == 0) break;
    filled += got;
  }
  head.resize(filled);
  return head;
}

}  // namespace

bool are_lines(ByteSource& file) {
  const auto head = beginning(file, kJournalHead);
  return head && packing_of(*head) == Packing::None && journal_form_of(*head) == JournalForm::None && !is_trail(*head);
}

Result<std::unique_ptr<ByteSource>> log_lines(std::unique_ptr<ByteSource> file, JournalTally& tally) {
  std::string head = TRY(beginning(*file, kJournalHead));
  const Packing packing = packing_of(head);
  if (packing != Packing::None) {
    file = TRY(unpack(packing, put_back(std::move(head), std::move(file))));
    head = TRY(beginning(*file, kJournalHead));
  }
  const JournalForm form = journal_form_of(head);
  const bool sealed = is_trail(head);
  file = put_back(std::move(head), std::move(file));
  if (sealed) return trail_records(std::move(file));
  return form == JournalForm::None ? std::move(file) : journal_lines(form, std::move(file), tally);
}

}  // namespace modtrail
