#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "modtrail/trail/journal.h"
#include "modtrail/trail/record.h"

// Whatever a journal holds: the same comes out in large stretches and in small ones, each line is one record with a
// head, there are as many as are counted, and no entry is both a record and torn.
namespace modtrail {
namespace {

std::string lines_of(JournalForm form, std::string_view journal, std::size_t stretch, JournalTally& tally) {
  const auto source = journal_lines(form, memory_source(journal), tally);
  std::string out;
  std::vector<char> chunk(stretch);
  for (;;) {
    const Result<std::size_t> size = source->read(chunk);
    if (!size || *size > chunk.size()) std::abort();
    if (*size == 0) return out;
    out.append(chunk.data(), *size);
  }
}

void check(JournalForm form, std::string_view journal) {
  JournalTally tally;
  JournalTally again;
  const std::string lines = lines_of(form, journal, 1 << 16, tally);
  if (lines != lines_of(form, journal, 7, again)) std::abort();
  const auto count = static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
  if (count != tally.records || tally.records + tally.torn > tally.entries) std::abort();
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    if (end == std::string::npos) std::abort();
    const auto record = parse_record(std::string_view(lines).substr(at, end - at));
    const bool expected = record || record.error() == Torn::TooLong || record.error() == Torn::BadTime ||
                          record.error() == Torn::BadSerial;  // a journal holds any numbers
    if (!expected) std::abort();
    at = end + 1;
  }
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  modtrail::check(modtrail::JournalForm::Export, text);
  modtrail::check(modtrail::JournalForm::Json, text);
  return 0;
}
