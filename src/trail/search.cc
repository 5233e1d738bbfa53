#include "modtrail/trail/search.h"

#include <array>
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

}  // namespace

struct Search::State {
  State(Select select, const Bounds& bounds, Sinks sinks);

  Result<> read_all(ByteSource& source);
  Result<> read_modules(ByteSource& source);
  void scan_new_lines();
  void scan_line(const char* text, std::size_t size, LogBlocks::Block& block);
  std::uint32_t scan_odd(std::string_view line, std::uint64_t position);
  void scan_module(std::string_view line, const Record& record, std::uint32_t hash, std::uint64_t position);
  void scan_near(std::string_view line, std::uint64_t position);
  void drop_long_line();
  void end_file();
  void tear(Torn why, std::uint64_t position);
  void take_event(const Event& event);

  Select select;
  Bounds bounds;
  Sinks sinks;
  std::string file;
  Counts counts;
  std::uint64_t line = 0;       // of the file, from 1
  std::uint64_t long_line = 0;  // where the line began whose bytes are being dropped, plus 1; 0: none
  LogBlocks blocks;
  HashSet open;
  std::vector<std::uint32_t> feeds;
  FindFeeds find_feeds = best_find_feeds();
  Assembler assembler;
};

Search::State::State(Select what, const Bounds& limits, Sinks targets)
    : select(what),
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
  std::vector<char> buffer(LogBlocks::kBlock);
  while (const std::size_t got = TRY(source.read(buffer))) {
    assembler.push({buffer.data(), got});
    if (sinks.progress) sinks.progress(got);
  }
  return {};
}

Result<> Search::State::read_modules(ByteSource& source) {
  line = 0;
  while (const std::size_t got = TRY(source.read(blocks.room()))) {
    blocks.filled(got);
    counts.bytes += got;
    scan_new_lines();
    if (sinks.progress) sinks.progress(got);
  }
  end_file();
  return {};
}

void Search::State::scan_new_lines() {
  LogBlocks::Block& block = blocks.current();
  const char* const bytes = block.bytes.get();
  const std::size_t from = block.scanned;
  const std::size_t size = block.filled - from;
  feeds.resize(LogBlocks::kBlock + kLineLimit);
  const std::size_t found = find_feeds(bytes + from, size, feeds.data());
  for (std::size_t i = 0; i < found; ++i) {
    const std::size_t end = from + feeds[i];
    scan_line(bytes + block.scanned, end - block.scanned, block);
    block.scanned = end + 1;
  }
  assembler.advance(block.position + block.scanned);
  if (block.filled - block.scanned > kLineLimit) drop_long_line();
}

void Search::State::scan_line(const char* text, std::size_t size, LogBlocks::Block& block) {
  ++line;
  ++counts.lines;
  const std::uint64_t position = block.position + block.scanned;
  if (long_line != 0) {
    tear(Torn::TooLong, std::exchange(long_line, 0) - 1);
    return;
  }
  const Head head = read_head(text, size);
  std::uint32_t hash = head.hash;
  if (head.kind == HeadKind::Odd) {
    hash = scan_odd({text, size}, position);
  } else {
    ++counts.records;
    if (head.kind == HeadKind::Module) {
      scan_module({text, size}, *parse_record({text, size}), hash, position);
    } else if (open.may_hold(hash)) {
      scan_near({text, size}, position);
    }
  }
  block.lines.push_back({static_cast<std::uint32_t>(block.scanned), static_cast<std::uint32_t>(size)});
  block.hashes.push_back(hash);
}

// The long way; the hash of a line without a head finds nothing.
std::uint32_t Search::State::scan_odd(std::string_view text, std::uint64_t position) {
  if (text.empty() || text == "\r") return 0;
  const auto record = parse_record(text);
  if (!record) {
    tear(record.error(), position);
    return 0;
  }
  ++counts.records;
  const std::uint32_t hash = id_hash(record->node, record->time, record->serial);
  scan_module(text, *record, hash, position);
  return hash;
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

// So that blocks need not hold more than kLineLimit of one line.
void Search::State::drop_long_line() {
  const LogBlocks::Block& block = blocks.current();
  if (long_line == 0) long_line = block.position + block.scanned + 1;
  blocks.skip_open_line();
}

void Search::State::end_file() {
  LogBlocks::Block& block = blocks.current();
  const std::size_t size = block.filled - block.scanned;
  if (size == 0 && long_line == 0) return;
  scan_line(block.bytes.get() + block.scanned, size, block);
  block.scanned = block.filled;
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
  state_->counts.events = counts.events;
  state_->counts.capped = counts.capped;
  return state_->counts;
}

}  // namespace modtrail
