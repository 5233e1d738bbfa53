#include "cli/watch_feed.h"

#include <deque>
#include <utility>

#include "cli/live_feeds.h"
#include "host/directory_watch.h"
#include "host/log_follower.h"

namespace modtrail {

namespace {

constexpr int kPieces = 16;  // at a time

// ---- a log ----

class LogFeed final : public WatchFeed {
 public:
  enum class Begins : std::uint8_t { Anew, WhereItStopped };
  LogFeed(LogFollower follower, Begins begins)
      : follower_(std::move(follower)),
        watch_(follower_.directory()),
        goes_on_(begins == Begins::WhereItStopped && follower_.found_place()) {}
  Result<Fed> feed(LiveTrail& trail, Tick now) override;
  bool goes_on() const override { return goes_on_; }
  std::optional<LogPlace> place(std::uint64_t position) override;
  int descriptor() const override { return watch_.descriptor(); }

 private:
  void take(LogFollower::Piece& piece, LiveTrail& trail, Tick now);
  void note_place(const LiveTrail& trail, std::size_t taken);

  // From this position of the trail on its bytes are this file's.
  struct Begun {
    std::uint64_t position = 0;
    std::uint64_t turn = 0;
    LogPlace place;
  };
  LogFollower follower_;
  DirectoryWatch watch_;
  bool goes_on_;
  std::deque<Begun> begun_;
};

// To be called behind each piece: `taken` bytes of it are not in the trail yet.
void LogFeed::note_place(const LiveTrail& trail, std::size_t taken) {
  const LogPlace now = follower_.place();
  if (begun_.empty() || begun_.back().turn != follower_.turn()) {
    begun_.push_back({trail.position(), follower_.turn(), {now.file, now.offset - taken}});
  }
  begun_.back().place.file = now.file;
}

void LogFeed::take(LogFollower::Piece& piece, LiveTrail& trail, Tick now) {
  switch (piece.kind) {
    case LogFollower::Kind::Bytes:
      note_place(trail, piece.text.size());
      return trail.push(piece.text, now);
    case LogFollower::Kind::NextFile:
      trail.begin_file(now);
      return note_place(trail, 0);
    case LogFollower::Kind::Cut:
      return trail.ledger().cut(piece.text);
  }
}

Result<WatchFeed::Fed> LogFeed::feed(LiveTrail& trail, Tick now) {
  watch_.clear();
  for (int i = 0; i < kPieces; ++i) {
    std::optional<LogFollower::Piece> piece = TRY(follower_.take());
    if (!piece) {
      note_place(trail, 0);
      return Fed::Idle;
    }
    take(*piece, trail, now);
  }
  return Fed::More;
}

// Between two files it is the end of the first: the second may hold nothing yet by which it could be told.
std::optional<LogPlace> LogFeed::place(std::uint64_t position) {
  while (begun_.size() > 1 && begun_[1].position < position) begun_.pop_front();
  if (begun_.empty() || begun_.front().turn == 0) return std::nullopt;
  LogPlace place = begun_.front().place;
  place.offset += position - begun_.front().position;
  return place;
}

Result<std::unique_ptr<WatchFeed>> open_log_feed(const WatchOptions& options, const StoppedWatch* stopped) {
  if (stopped != nullptr && stopped->place) {
    LogFollower follower = TRY(LogFollower::resume(options.log, *stopped->place));
    return std::unique_ptr<WatchFeed>(std::make_unique<LogFeed>(std::move(follower), LogFeed::Begins::WhereItStopped));
  }
  const bool whole = options.start == WatchStart::Beginning || stopped != nullptr;
  LogFollower follower = TRY(LogFollower::open(options.log, whole ? LogFollower::From::Start : LogFollower::From::End));
  return std::unique_ptr<WatchFeed>(std::make_unique<LogFeed>(std::move(follower), LogFeed::Begins::Anew));
}

}  // namespace

std::optional<LogPlace> WatchFeed::place(std::uint64_t) {
  return std::nullopt;
}

Result<std::unique_ptr<WatchFeed>> open_feed(const WatchOptions& options, const StoppedWatch* stopped) {
  switch (options.from) {
    case WatchFrom::Log:
      return open_log_feed(options, stopped);
    case WatchFrom::Netlink:
      return open_netlink_feed();
    case WatchFrom::Audisp:
      break;
  }
  return open_plugin_feed();
}

}  // namespace modtrail
