#include "cli/trail_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>

#include "cli/host_ids.h"
#include "cli/terminal.h"
#include "cli/time_words.h"
#include "modtrail/base/text.h"
#include "modtrail/trail/search.h"
#include "modtrail/trail/trail_source.h"
#include "modtrail/trail/verify.h"

namespace modtrail {

namespace {

constexpr std::size_t kBatch = 1000;  // leaves under one checkpoint

Moment now() {
  return {milliseconds_of(CLOCK_REALTIME), boot_id(), milliseconds_of(CLOCK_BOOTTIME)};
}

Result<> make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return errno_error("cannot make " + path);
  return {};
}

}  // namespace

Result<std::unique_ptr<TrailWriter>> TrailWriter::open(const std::string& directory) {
  TRY(make_directory(directory));
  TRY(make_directory(directory + "/keys"));
  std::unique_ptr<TrailWriter> writer(new TrailWriter(directory));
  const std::string lock = directory + "/keys/lock";
  writer->lock_ = Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!writer->lock_) return errno_error("cannot write " + lock);
  if (::flock(writer->lock_.get(), LOCK_EX | LOCK_NB) != 0) return fail("another modtrail writes to " + directory);
  TRY(writer->begin());
  TRY(writer->learn_events());
  return writer;
}

Result<> TrailWriter::begin() {
  TrailSettings settings;
  settings.host = machine_id();
  SealedTrail trail = TRY(SealedTrail::open(files_, keys_, settings, now()));
  trail_ = std::make_unique<SealedTrail>(std::move(trail));
  if (trail_->last()) return {};
  TRY(trail_->seal(now(), TrailState::Running));
  remark("a chain begins; keep its key where nobody on this host can change it:");
  remark(print_chain_key({trail_->chain(), trail_->begin().key}));
  return {};
}

Result<> TrailWriter::learn_events() {
  Search::Sinks sinks;
  sinks.event = [this](const Event& event) { held_.insert(event.id()); };
  Search search(Select::All, {}, std::move(sinks));
  for (const std::string& name : TRY(files_.list())) {
    if (!is_trail_name(name)) continue;
    const std::unique_ptr<ByteSource> records = trail_records(TRY(open_source(files_.path() + "/" + name)));
    TRY(search.read(*records, name));
  }
  search.finish();
  return {};
}

Result<bool> TrailWriter::keep(const ModuleEvent& event) {
  if (!held_.insert(event.id).second) return false;
  for (const std::string& record : event.records) trail_->add(LeafKind::Record, record);
  if (trail_->pending() >= kBatch) TRY(trail_->seal(now(), TrailState::Running));
  return true;
}

void TrailWriter::note(LeafKind kind, std::string_view text) {
  trail_->add(kind, text);
}

Result<> TrailWriter::seal() {
  TRY(trail_->seal(now(), TrailState::Running));
  return trail_->shrink(now());
}

Result<> TrailWriter::finish() {
  TRY(trail_->seal(now(), TrailState::Stopped));
  return trail_->shrink(now());
}

}  // namespace modtrail
