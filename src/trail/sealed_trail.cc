#include "modtrail/trail/sealed_trail.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <span>
#include <utility>

#include "modtrail/base/hex.h"
#include "trail/sealed_files.h"

// What is acknowledged is on the disk as one piece: the lines since the last checkpoint and the next one go out in one
// write, behind the last one, and are synced.  Until that has succeeded the tree, the file's size and the key are what
// they were, so that a failure can be met by doing the same again, and a crash by cutting the piece off.
//
// Entry points: SealedTrail::open, add, seal, shrink.
namespace modtrail {
namespace {

constexpr std::uint64_t kDay = 86400000;

Result<ChainId> new_chain_id() {
  const SecretKey random = TRY(new_secret_key());
  std::string out;
  append_hex(out, std::span(random.seed()).first(16));
  return out;
}

// 20231114T221320, in UTC.
std::string compact_time(std::uint64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> out = {};
  const std::size_t size = std::strftime(out.data(), out.size(), "%Y%m%dT%H%M%S", &parts);
  return {out.data(), size};
}

// The part of a file's name that its chain has from when it began.
std::string started_of(const std::string& name) {
  return name.substr(0, name.find('-'));
}

// Hosts that are known, and not one: the folder was copied, keys and all.
bool is_other(const std::string& writer, const std::string& host) {
  return writer != "-" && host != "-" && writer != host;
}

std::uint64_t day_of(std::uint64_t milliseconds) {
  return milliseconds / kDay;
}

// Also where the clock was set back, or stands still.
std::string later_than(const std::string& before, const std::string& now) {
  return now > before ? now : before + "~";
}

std::string one_line(LeafKind kind, std::string_view text) {
  std::string out = {static_cast<char>(kind), ' '};
  out += text.substr(0, kTrailLineLimit - out.size());
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

}  // namespace

SealedTrail::SealedTrail(FileStore& files, KeyRing ring, const TrailSettings& settings)
    : files_(&files), ring_(std::move(ring)), settings_(settings) {}

Result<SealedTrail> SealedTrail::open(FileStore& files, FileStore& keys, const TrailSettings& settings,
                                      const Moment& now) {
  const std::vector<std::string> names = trail_names(TRY(files.list()));
  BeginReason reason = BeginReason::New;
  ChainId after = "-";
  std::uint64_t after_size = 0;
  if (const std::optional<ChainEnd> end = TRY(find_end(files, names))) {
    after = end->chain;
    after_size = end->checkpoint.size;
    std::optional<KeyRing> ring = TRY(KeyRing::load(keys, end->chain));
    const bool whole = end->begin && end->beyond <= 1;
    const bool foreign = end->begin && is_other(end->begin->host, settings.host);
    if (whole && !foreign && ring && fits(*ring, end->checkpoint)) {
      SealedTrail trail(files, std::move(*ring), settings);
      TRY(trail.go_on(*end, names));
      return trail;
    }
    reason = whole ? (foreign ? BeginReason::OtherHost : BeginReason::KeyLost) : BeginReason::Damaged;
  } else if (!names.empty()) {
    reason = BeginReason::Damaged;
  }
  ChainId chain = TRY(new_chain_id());
  KeyRing ring = TRY(KeyRing::create(keys, chain));
  SealedTrail trail(files, std::move(ring), settings);
  trail.chain_ = std::move(chain);
  trail.started_ =
      names.empty() ? compact_time(now.time) : later_than(started_of(names.back()), compact_time(now.time));
  TRY(trail.begin_chain(now, reason, after, after_size));
  return trail;
}

Result<> SealedTrail::begin_chain(const Moment& now, BeginReason reason, const ChainId& after,
                                  std::uint64_t after_size) {
  begin_.key = TRY(public_key(*ring_.secret(0)));
  begin_.host = settings_.host;
  begin_.boot = now.boot;
  begin_.time = now.time;
  begin_.reason = reason;
  begin_.after = after;
  begin_.after_size = after_size;
  add(LeafKind::Begin, print_begin(begin_));
  return {};
}

// Behind the checkpoint stands what was never acknowledged; in files of their own, too.  Where a checkpoint is among it
// it is kept aside: it may have been acknowledged and changed since.
Result<> SealedTrail::go_on(const ChainEnd& end, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name < end.file) continue;
    const std::uint64_t from = name == end.file ? end.position : 0;
    const std::string content = TRY(files_->read(name, kTrailFileLimit));
    if (end.beyond > 0 && content.size() > from) TRY(files_->replace(name + ".cut", content.substr(from)));
    if (name > end.file) TRY(files_->remove(name));
  }
  chain_ = end.chain;
  begin_ = *end.begin;
  started_ = started_of(end.file);
  last_ = end.checkpoint;
  tree_ = grown_ = end.tree;
  file_ = end.file;
  file_first_ = end.first;
  file_size_ = end.position;
  if (TRY(files_->size(file_)) > file_size_) {
    TRY(files_->truncate(file_, file_size_));
    TRY(files_->sync(file_));
  }
  return ring_.complete(last_->epoch + 1);
}

void SealedTrail::add(LeafKind kind, std::string_view text) {
  const std::string line = one_line(kind, text);
  grown_.add(leaf_hash(line));
  text_ += line;
  text_ += '\n';
  ++added_;
}

Result<Checkpoint> SealedTrail::checkpoint(const Moment& now, TrailState state) const {
  Checkpoint out;
  out.epoch = last_ ? last_->epoch + 1 : 0;
  out.size = grown_.size();
  out.root = grown_.root();
  out.time = now.time;
  out.boot = now.boot;
  out.up = now.up;
  out.state = state;
  const SecretKey* key = ring_.secret(out.epoch);
  const SecretKey* next = ring_.secret(out.epoch + 1);
  if (key == nullptr || next == nullptr) return fail("the trail's key is gone");
  out.next = TRY(public_key(*next));
  out.signature = TRY(sign(*key, note_of(chain_, out)));
  return out;
}

// Names sort as the chains and their leaves follow each other.
std::string SealedTrail::next_name() const {
  std::string first = std::to_string(tree_.size());
  first.insert(0, 20 - first.size(), '0');
  return started_ + "-" + chain_.substr(0, 8) + "-" + first + std::string(kTrailSuffix);
}

// A file is named by its first leaf, so one that holds none yet goes on.
bool SealedTrail::file_is_full(const Moment& now) const {
  if (file_.empty()) return true;
  const bool long_enough = file_size_ >= settings_.file_bytes || day_of(now.time) != day_of(last_->time);
  return long_enough && tree_.size() > file_first_;
}

Result<> SealedTrail::seal(const Moment& now, TrailState state) {
  const Checkpoint sealed = TRY(checkpoint(now, state));
  const bool fresh = file_is_full(now);
  const std::string name = fresh ? next_name() : file_;
  const std::uint64_t at = fresh ? 0 : file_size_;
  const std::string piece = (fresh ? print_line(FileStart{chain_, tree_.size(), tree_.peaks()}) + "\n" : "") + text_ +
                            print_line(sealed) + "\n";
  Result<> written = files_->write(name, at, piece);
  if (written) written = files_->sync(name);
  if (!written) {
    static_cast<void>(files_->truncate(name, at));  // the next seal writes over it
    return written;
  }
  last_ = sealed;
  if (fresh) file_first_ = tree_.size();
  tree_ = grown_;
  file_ = name;
  file_size_ = at + piece.size();
  room_ -= std::min<std::uint64_t>(room_, piece.size());
  text_.clear();
  added_ = 0;
  return ring_.retire(sealed.epoch);
}

Result<> SealedTrail::shrink(const Moment& now) {
  if (room_ > 0) return {};
  std::uint64_t total = 0;
  const std::vector<std::string> names = trail_names(TRY(files_->list()));
  for (const std::string& name : names) total += TRY(files_->size(name));
  for (const Keep keep : {Keep::Records, Keep::Nothing}) {
    for (const std::string& name : names) {
      if (total <= settings_.quota_bytes) break;
      if (name == file_ || !tried_.insert({name, keep}).second) continue;
      const std::string content = TRY(files_->read(name, kTrailFileLimit));
      const std::optional<Reduced> reduced = reduce(content, keep);
      if (!reduced || reduced->content.size() >= content.size()) continue;
      add(LeafKind::Dropped, print_drop_notice({reduced->first, reduced->end, now.time}));
      const std::uint64_t before = file_size_;
      TRY(seal(now, TrailState::Running));
      TRY(files_->replace(name, reduced->content));
      total = total + file_size_ - before + reduced->content.size() - content.size();
    }
  }
  room_ = settings_.quota_bytes - std::min(total, settings_.quota_bytes);
  if (total <= settings_.quota_bytes) return {};
  return fail("the trail's quota of " + std::to_string(settings_.quota_bytes) +
              " bytes is too small for what must stay");
}

}  // namespace modtrail
