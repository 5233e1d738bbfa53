#include "modtrail/trail/search.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "modtrail/base/byte_source.h"
#include "modtrail/trail/module_event.h"
#include "trail/head.h"
#include "trail/line_feeds.h"
#include "trail/log_blocks.h"

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
// it stands, and the hash is kept for whoever comes later.  A set of the hashes of open events tells in one load that a
// line is of none of them.  Hashes only ever say no; what they let through is compared in full.
namespace modtrail {

namespace {

// The hashes of open events, counted: two may share a place.
class HashSet {
 public:
  bool may_hold(std::uint32_t hash) const { return counts_[hash % kPlaces] != 0; }
  void add(std::uint32_t hash) { ++counts_[hash % kPlaces]; }
  void remove(std::uint32_t hash) { --counts_[hash % kPlaces]; }

 private:
  static constexpr std::size_t kPlaces = 4096;
  std::array<std::uint16_t, kPlaces> counts_ = {};
};

// Scanned at a time: it stays in the nearest cache from its line feeds to its heads.
constexpr std::size_t kChunk = std::size_t{16} << 10;

constexpr std::size_t kBuffer = std::size_t{128} << 10;

}  // namespace

struct Search::State {
  State(Select wanted, const Bounds& limits, Sinks targets);

  Result<> read_all(ByteSource& source);
  Result<> read_modules(ByteSource& source);
  void scan_new_bytes();
  void scan_lines(LogBlocks::Block& block, std::span<const std::uint32_t> ends);
  bool scan_odd(std::string_view text, std::uint64_t position, Head& head);
  void scan_module(std::string_view text, const Record& record, std::uint32_t hash, std::uint64_t position);
  void scan_near(std::string_view text, std::uint64_t position);
  bool scan_more(std::string_view text, std::uint64_t position, Head& head);
  void end_long_line();
  void end_file();
  void tear(Torn why, std::uint64_t position);
  void take_event(const Event& event);

  Select select;
  Bounds bounds;
  Sinks sinks;
  std::string file;
  Counts counts;
  std::uint64_t line = 0;  // of the file, from 1
  std::uint64_t empty_lines = 0;
  std::optional<std::uint64_t> long_line;  // where the line began whose bytes are being dropped
  LogBlocks blocks;
  HashSet open;
  std::unique_ptr<std::uint32_t[]> feeds = std::make_unique_for_overwrite<std::uint32_t[]>(kChunk + 1);
  std::unique_ptr<Head[]> heads = std::make_unique_for_overwrite<Head[]>(kChunk);
  FindFeeds find_feeds = best_find_feeds();
  ReadHeads read_heads = best_read_heads();
  Assembler assembler;
};

Search::State::State(Select wanted, const Bounds& limits, Sinks targets)
    : select(wanted),
      bounds(limits),
      sinks(std::move(targets)),
      blocks(limits.gap),
      assembler(
          limits, [this](const Event& event) { take_event(event); },
          [this](const TornLine& torn) {
            if (sinks.torn) sinks.torn(file, torn);
          }) {}

void Search::State::take_event(const Event& event) {
  if (select == Select::Modules) open.remove(id_hash(event.id().node, event.id().time, event.id().serial));
  sinks.event(event);
}

Result<> Search::State::read_all(ByteSource& source) {
  assembler.begin();
  std::vector<char> buffer(kBuffer);
  while (const std::size_t got = TRY(source.read(buffer))) {
    assembler.push({buffer.data(), got});
    if (sinks.progress) sinks.progress(got);
  }
  return {};
}

Result<> Search::State::read_modules(ByteSource& source) {
  line = 0;
  while (const std::size_t got = TRY(source.read(blocks.room()))) {
    blocks.current().filled += got;
    counts.bytes += got;
    scan_new_bytes();
    if (sinks.progress) sinks.progress(got);
  }
  end_file();
  return {};
}

void Search::State::scan_new_bytes() {
  LogBlocks::Block& block = blocks.current();
  while (block.searched < block.filled) {
    const std::size_t to = std::min(block.searched + kChunk, block.filled);
    std::span<const std::uint32_t> found(feeds.get(), find_feeds(block.bytes.get(), block.searched, to, feeds.get()));
    block.searched = to;
    if (long_line && !found.empty()) {
      end_long_line();
      block.open_line = found[0] + 1;
      found = found.subspan(1);
    }
    scan_lines(block, found);
  }
  assembler.advance(block.position + block.open_line);
  if (block.filled - block.open_line <= kLineLimit && !long_line) return;
  if (!long_line) long_line = block.position + block.open_line;
  block.open_line = block.filled;
}

void Search::State::scan_lines(LogBlocks::Block& block, std::span<const std::uint32_t> ends) {
  const char* const bytes = block.bytes.get();
  auto start = static_cast<std::uint32_t>(block.open_line);
  read_heads(bytes, start, ends, heads.get());
  for (std::size_t i = 0; i < ends.size(); ++i) {
    Head head = heads[i];
    const std::uint32_t size = ends[i] - start;
    bool keep = true;
    ++line;
    if (head.kind != HeadKind::Plain || open.may_hold(head.hash)) {
      keep = scan_more({bytes + start, size}, block.position + start, head);
    }
    if (keep) block.add(start, size, head.hash);
    start = ends[i] + 1;
  }
  counts.lines += ends.size();
  block.open_line = start;
}

// A line to look at again.  False: it is no record.
bool Search::State::scan_more(std::string_view text, std::uint64_t position, Head& head) {
  switch (head.kind) {
    case HeadKind::Plain:
      scan_near(text, position);
      return true;
    case HeadKind::Module:
      scan_module(text, *parse_record(text), head.hash, position);
      return true;
    case HeadKind::Odd:
      return scan_odd(text, position, head);
  }
  return false;
}

bool Search::State::scan_odd(std::string_view text, std::uint64_t position, Head& head) {
  if (text.empty() || text == "\r") {
    ++empty_lines;
    return false;
  }
  const auto record = parse_record(text);
  if (!record) {
    tear(record.error(), position);
    return false;
  }
  head.hash = id_hash(record->node, record->time, record->serial);
  scan_module(text, *record, head.hash, position);
  return true;
}

// A record that may be one of a module call.
void Search::State::scan_module(std::string_view text, const Record& record, std::uint32_t hash,
                                std::uint64_t position) {
  assembler.advance(position);
  if (!assembler.is_open(record, position)) {
    if (!is_module_record(record)) return;
    open.add(hash);
    blocks.each(hash, position - std::min(position, bounds.gap), [&](std::string_view earlier, std::uint64_t place) {
      const auto other = parse_record(earlier);
      if (other && other->time == record.time && other->serial == record.serial && other->node == record.node) {
        assembler.add(earlier, *other, place);
      }
    });
  }
  assembler.add(text, record, position);
}

// A record that may be one of an open event.
void Search::State::scan_near(std::string_view text, std::uint64_t position) {
  const auto record = parse_record(text);
  assembler.advance(position);
  if (record && assembler.is_open(*record, position)) assembler.add(text, *record, position);
}

// Of a line longer than kLineLimit only the place is kept.
void Search::State::end_long_line() {
  ++line;
  ++counts.lines;
  tear(Torn::TooLong, *long_line);
  long_line.reset();
}

void Search::State::end_file() {
  if (long_line) end_long_line();
  LogBlocks::Block& block = blocks.current();
  if (block.filled == block.open_line) return;
  const auto end = static_cast<std::uint32_t>(block.filled);
  scan_lines(block, {&end, 1});
  block.open_line = block.searched = block.filled;
}

void Search::State::tear(Torn why, std::uint64_t position) {
  ++counts.torn;
  if (sinks.torn) sinks.torn(file, {position, line, why});
}

Search::Search(Select select, const Bounds& bounds, Sinks sinks)
    : state_(std::make_unique<State>(select, bounds, std::move(sinks))) {}
Search::Search(Search&&) noexcept = default;
Search& Search::operator=(Search&&) noexcept = default;
Search::~Search() = default;

Result<> Search::read(ByteSource& source, const std::string& name) {
  if (state_->select == Select::Modules) {
    state_->file = name;
    return state_->read_modules(source);
  }
  state_->assembler.begin();  // a torn last line is the last file's
  state_->file = name;
  return state_->read_all(source);
}

void Search::finish() {
  state_->assembler.finish();
}

Counts Search::counts() const {
  Counts counts = state_->assembler.counts();
  if (state_->select == Select::All) return counts;
  Counts scanned = state_->counts;
  scanned.records = scanned.lines - scanned.torn - state_->empty_lines;
  scanned.events = counts.events;
  scanned.capped = counts.capped;
  return scanned;
}

}  // namespace modtrail
