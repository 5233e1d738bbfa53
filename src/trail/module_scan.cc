#include "trail/module_scan.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "modtrail/trail/module_event.h"

// How few module events are found among millions of lines, exactly.
//
// The assembler makes events of whatever records it is shown, and what it makes of one event depends on that event's
// records and their places alone (assembler.cc).  So it need not see the rest: the scan shows it
//
//   - each record that is one of a module call, which opens an event or joins one;
//   - before the one that opens it, the earlier records with its id, out of the last `gap` bytes, which LogBlocks
//   keeps;
//   - after it, every record with its id, until the log has gone on for `gap` bytes without one.
//
// Of all other lines only the head is looked at (head.h): line feeds are found 64 bytes at a time, the id is hashed as
// it stands, and feed and hash are kept for whoever comes later.  A set of the hashes of open events tells in one load
// that a line is of none of them.  Hashes only ever say no; what they let through is compared in full.
//
// A file's last line ends as if it had a feed: what stands in the next one begins a byte further on.
//
// The lines of a part's lead are kept as all others, but open nothing; those after it only join.  Neither is counted.
namespace modtrail {

namespace {

// Scanned at a time: it stays in the nearest cache from its line feeds to its heads.
constexpr std::size_t kChunk = std::size_t{8} << 10;

}  // namespace

ModuleScan::ModuleScan(const Bounds& bounds, Sinks sinks)
    : bounds_(bounds),
      sinks_(std::move(sinks)),
      blocks_(bounds.gap),
      assembler_(bounds, [this](const Event& event) { take_event(event); }) {}

void ModuleScan::take_event(const Event& event) {
  open_.remove(id_hash(event.id().node, event.id().time, event.id().serial));
  sinks_.event(event);
}

void ModuleScan::lead(std::uint64_t own_from) {
  phase_ = Phase::Lead;
  own_from_ = own_from;
}

Result<> ModuleScan::read(ByteSource& source) {
  if (phase_ != Phase::After) line_ = 0;
  const Result<> read = read_blocks(source);
  end_file();
  return read;
}

Result<> ModuleScan::read_blocks(ByteSource& source) {
  while (!is_done()) {
    const std::size_t got = TRY(next_bytes(source));
    if (got == 0) break;
    scan_new_bytes();
    if (sinks_.progress) sinks_.progress(got);
  }
  return {};
}

Result<std::size_t> ModuleScan::next_bytes(ByteSource& source) {
  const std::size_t open = blocks_.open_bytes();
  const std::string_view view = TRY(source.view(open));
  if (!view.empty()) {
    blocks_.look_at(view);
    return view.size() - open;
  }
  const std::size_t got = TRY(source.read(blocks_.room()));
  blocks_.take(got);
  return got;
}

void ModuleScan::scan_new_bytes() {
  LogBlocks::Block& block = blocks_.current();
  while (block.searched < block.filled) {
    const std::size_t to = std::min(block.searched + kChunk, block.filled);
    const std::size_t found = find_feeds_(block.bytes, block.searched, to, block.ends.get() + block.count + 1);
    block.searched = to;
    scan_lines(block, found);
  }
  assembler_.advance(block.position + block.open_line);
  if (block.filled - block.open_line <= kLineLimit && !long_line_) return;
  if (!long_line_) long_line_ = block.position + block.open_line;
  block.open_line = block.filled;
}

// Lines that `found` more feeds end.
void ModuleScan::scan_lines(LogBlocks::Block& block, std::size_t found) {
  if (found == 0) return;
  if (long_line_) found = end_long_line(block, found);
  while (found > 0) {
    const std::size_t count = own_lines(block, std::min(found, kMostHeads));
    std::uint64_t again =
        read_heads_(block.bytes, block.ends.get() + block.count, count, open_, block.hashes.get() + block.count);
    if (block.text(block.count).size() > kLineLimit) again |= 1;  // only the first of a chunk can be
    if (again != 0) scan_more(block, count, again);
    block.count += count;
    found -= count;
    if (phase_ != Phase::Own) continue;
    line_ += count;
    counts_.lines += count;
    counts_.bytes += block.start(block.count) - block.start(block.count - count);
  }
  block.open_line = block.start(block.count);
}

// How many of the next lines are of one phase, the one that they bring.
std::size_t ModuleScan::own_lines(const LogBlocks::Block& block, std::size_t count) {
  const std::uint64_t first = block.position + block.start(block.count);
  if (phase_ == Phase::Lead && first >= own_from_) phase_ = Phase::Own;
  if (phase_ == Phase::Own && first >= own_to_) phase_ = Phase::After;
  const std::uint64_t until = phase_ == Phase::Lead ? own_from_ : phase_ == Phase::Own ? own_to_ : UINT64_MAX;
  if (block.position + block.start(block.count + count) <= until) return count;
  std::size_t own = 1;
  while (own < count && block.position + block.start(block.count + own) < until) ++own;
  return own;
}

// Lines to look at again.  An event that begins with one makes others near.
void ModuleScan::scan_more(LogBlocks::Block& block, std::size_t count, std::uint64_t left) {
  for (; left != 0; left &= left - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(left));
    const std::size_t at = block.count + i;
    const std::uint64_t events = opened_;
    scan_line(block, at);
    if (opened_ == events) continue;
    for (std::size_t j = i + 1; j < count; ++j) {
      left |= std::uint64_t{open_.may_hold(block.hashes[block.count + j])} << j;
    }
  }
}

void ModuleScan::scan_line(LogBlocks::Block& block, std::size_t at) {
  text_ = block.text(at);
  block.hashes[at] = 0;
  if (text_.empty() || text_ == "\r") {
    if (phase_ == Phase::Own) ++empty_lines_;
    return;
  }
  const std::uint64_t position = block.position + block.start(at);
  const auto record = parse_record(text_);
  if (!record) return tear(record.error(), position, line_ + at - block.count + 1);
  block.hashes[at] = id_hash(record->node, record->time, record->serial);
  assembler_.advance(position);
  if (!assembler_.is_open(*record, position)) {
    if (phase_ != Phase::Own || !is_module_record(*record)) return;
    open_event(*record, position, block, at);
  }
  assembler_.add(text_, *record, position);
}

// An event that begins with a line has the earlier ones of its id, too.
void ModuleScan::open_event(const Record& record, std::uint64_t position, const LogBlocks::Block& block,
                            std::size_t at) {
  const std::uint32_t hash = block.hashes[at];
  open_.add(hash);
  ++opened_;
  const std::uint64_t from = position - std::min(position, bounds_.gap);
  blocks_.each(hash, from, at, [&](std::string_view text, std::uint64_t place) {
    const std::string earlier(text);
    const auto other = parse_record(earlier);
    if (other && other->time == record.time && other->serial == record.serial && other->node == record.node) {
      assembler_.add(earlier, *other, place);
    }
  });
}

// Of a line that began in an earlier block only the place is kept; one that began in this one is scanned as any other,
// and torn for its length.  Returns how many of the feeds found are left.
std::size_t ModuleScan::end_long_line(LogBlocks::Block& block, std::size_t found) {
  const std::uint64_t began = *long_line_;
  long_line_.reset();
  if (began >= block.position) return found;
  if (phase_ == Phase::Lead && began >= own_from_) phase_ = Phase::Own;
  if (phase_ == Phase::Own && began >= own_to_) phase_ = Phase::After;
  if (phase_ == Phase::Own) {
    tear(Torn::TooLong, began, ++line_);
    ++counts_.lines;
    counts_.bytes += block.position + block.ends[1] + 1 - began;
  }
  std::copy_n(block.ends.get() + 1, found, block.ends.get());
  return found - 1;
}

void ModuleScan::end_file() {
  blocks_.keep_views();
  LogBlocks::Block& block = blocks_.current();
  if (block.filled == block.open_line && !long_line_) return;
  block.own[block.filled] = '\n';  // there is room: kHeadMargin
  block.ends[block.count + 1] = static_cast<std::uint32_t>(block.filled);
  const std::uint64_t lines = counts_.lines;
  scan_lines(block, 1);
  counts_.bytes -= counts_.lines - lines;  // the feed is none of the file's
  block.open_line = block.searched = ++block.filled;
}

void ModuleScan::tear(Torn why, std::uint64_t position, std::uint64_t number) {
  if (phase_ != Phase::Own) return;
  ++counts_.torn;
  if (sinks_.torn) sinks_.torn({position, number, why});
}

void ModuleScan::finish() {
  assembler_.finish();
}

Counts ModuleScan::counts() const {
  Counts counts = counts_;
  counts.records = counts.lines - counts.torn - empty_lines_;
  counts.events = assembler_.counts().events;
  counts.capped = assembler_.counts().capped;
  return counts;
}

}  // namespace modtrail
