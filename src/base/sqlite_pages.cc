#include "base/sqlite_pages.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "modtrail/base/word.h"

// A writer of a database in WAL mode puts new pages into the log, and only now and then (a checkpoint) into the file.
// The log is a header and frames, each a page with its number; a frame that says how many pages the database has ends a
// transaction.  Frames count up to the last such one as long as they carry the header's salts, and a sum over
// everything from the header to there (sqlite.org/fileformat2.html section 4).
//
// A log that was put into the file already may still lie there: its pages are then those of the file.
namespace modtrail {
namespace {

constexpr std::uint64_t kLargestLog = std::uint64_t{64} << 20;
constexpr std::size_t kLogHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::size_t kFileHeader = 100;
constexpr std::size_t kPageSizeAt = 16;
constexpr std::uint64_t kVersionsAt = 18;  // of the file's format, for writing and for reading: 2 is WAL mode
constexpr char kWithoutLog = 1;
constexpr std::uint32_t kMagic = 0x377f0682;  // the lowest bit: the sums are of big-endian words

bool is_page_size(std::uint64_t size) {
  return size >= 512 && size <= 65536 && std::has_single_bit(size);
}

// Adds up as the log's sums do.
class LogSum {
 public:
  explicit LogSum(std::uint32_t magic) : big_(magic != kMagic) {}
  void add(std::string_view bytes) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first_ += word(bytes, at) + second_;
      second_ += word(bytes, at + 4) + first_;
    }
  }
  bool is(std::string_view bytes, std::size_t at) const {
    return big_endian_word(bytes, at) == first_ && big_endian_word(bytes, at + 4) == second_;
  }

 private:
  std::uint32_t word(std::string_view bytes, std::size_t at) const {
    const std::uint32_t out = big_endian_word(bytes, at);
    return big_ ? out : __builtin_bswap32(out);
  }
  bool big_;
  std::uint32_t first_ = 0;
  std::uint32_t second_ = 0;
};

Result<std::uint64_t> page_size_of(const RandomFile& database) {
  std::string header(kFileHeader, '\0');
  if (database.size() < header.size()) return std::uint64_t{0};
  TRY(database.read(0, header));
  const std::uint64_t size = big_endian_word(header, kPageSizeAt) >> 16U;
  if (size != 1 && !is_page_size(size)) return fail("it is no database of SQLite's");
  return size == 1 ? std::uint64_t{65536} : size;
}

}  // namespace

SqlitePages::SqlitePages(std::unique_ptr<RandomFile> database, std::unique_ptr<RandomFile> log)
    : database_(std::move(database)), log_(std::move(log)), size_(database_->size()) {}

Result<SqlitePages> SqlitePages::open(std::unique_ptr<RandomFile> database, std::unique_ptr<RandomFile> log) {
  SqlitePages pages(std::move(database), std::move(log));
  pages.page_size_ = TRY(page_size_of(*pages.database_));
  if (pages.log_ != nullptr) TRY(pages.read_log());
  if (pages.page_size_ == 0) return fail("it is no database of SQLite's");
  if (pages.size_ % pages.page_size_ != 0) return fail("its last page is cut short");
  return pages;
}

Result<> SqlitePages::read_log() {
  if (log_->size() > kLargestLog) return fail("its log holds more than " + std::to_string(kLargestLog) + " bytes");
  if (log_->size() < kLogHeader) return {};
  std::string header(kLogHeader, '\0');
  TRY(log_->read(0, header));
  LogSum sum(big_endian_word(header, 0));
  sum.add(std::string_view(header).substr(0, 24));
  const std::uint64_t page_size = big_endian_word(header, 8);
  if ((big_endian_word(header, 0) | 1U) != (kMagic | 1U) || !is_page_size(page_size) || !sum.is(header, 24)) return {};
  if (page_size_ != 0 && page_size != page_size_) return fail("its log has pages of another size");
  page_size_ = page_size;
  std::string frame(kFrameHeader + page_size, '\0');
  std::map<std::uint64_t, std::uint64_t> open;  // of the transaction that has not ended
  for (std::uint64_t at = kLogHeader; at + frame.size() <= log_->size(); at += frame.size()) {
    TRY(log_->read(at, frame));
    sum.add(std::string_view(frame).substr(0, 8));
    sum.add(std::string_view(frame).substr(kFrameHeader));
    const bool of_this_log = std::equal(frame.begin() + 8, frame.begin() + 16, header.begin() + 16);
    const std::uint32_t number = big_endian_word(frame, 0);
    if (!of_this_log || number == 0 || !sum.is(frame, 16)) break;
    open[number - 1] = at + kFrameHeader;
    const std::uint64_t pages = big_endian_word(frame, 4);
    if (pages == 0) continue;
    for (const auto& [page, place] : std::exchange(open, {})) logged_[page] = place;
    size_ = pages * page_size;
  }
  return {};
}

Result<> SqlitePages::read_page(std::uint64_t page, std::uint64_t within, std::span<char> to) const {
  const auto at = logged_.find(page);
  if (at != logged_.end()) return log_->read(at->second + within, to);
  return database_->read(page * page_size_ + within, to);
}

// Its reader is to ask for no log: there is none any more.
Result<> SqlitePages::read(std::uint64_t at, std::span<char> to) const {
  const std::span<char> whole = to;
  for (std::uint64_t from = at; !to.empty();) {
    const std::uint64_t within = from % page_size_;
    const std::size_t count = std::min<std::uint64_t>(page_size_ - within, to.size());
    TRY(read_page(from / page_size_, within, to.first(count)));
    to = to.subspan(count);
    from += count;
  }
  for (std::uint64_t version = kVersionsAt; version < kVersionsAt + 2; ++version) {
    if (at <= version && version - at < whole.size()) whole[version - at] = kWithoutLog;
  }
  return {};
}

bool SqlitePages::is_unchanged() const {
  return database_->is_unchanged() && (log_ == nullptr || log_->is_unchanged());
}

}  // namespace modtrail
