#include "cli/trail_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
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

constexpr std::size_t kBatch = 1000;                          // leaves under one checkpoint
constexpr std::uint64_t kFiles = 16;                          // at least, in a full trail
constexpr std::uint64_t kMostQuota = std::uint64_t{1} << 20;  // MiB

Moment now() {
  return {milliseconds_of(CLOCK_REALTIME), boot_id(), milliseconds_of(CLOCK_BOOTTIME)};
}

Result<> make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return errno_error("cannot make " + path);
  return {};
}

}  // namespace

Result<std::uint64_t> read_quota(const Arguments& arguments) {
  const std::optional<std::string> word = arguments.value("--quota");
  if (!word) return TrailSettings().quota_bytes;
  if (!arguments.has("--into")) return fail("--quota goes with --into");
  const auto mebibytes = parse_number(*word);
  if (mebibytes && *mebibytes >= 1 && *mebibytes <= kMostQuota) return *mebibytes << 20U;
  return fail("--quota takes MiB from 1 to " + std::to_string(kMostQuota) + ", not \"" + *word + "\"");
}

Result<std::unique_ptr<TrailWriter>> TrailWriter::open(const std::string& directory, std::uint64_t quota_bytes) {
  TRY(make_directory(directory));
  TRY(make_directory(directory + "/keys"));
  std::unique_ptr<TrailWriter> writer(new TrailWriter(directory));
  const std::string lock = directory + "/keys/lock";
  writer->lock_ = Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!writer->lock_) return errno_error("cannot write " + lock);
  if (::flock(writer->lock_.get(), LOCK_EX | LOCK_NB) != 0) return fail("another modtrail writes to " + directory);
  TRY(writer->begin(quota_bytes));
  TRY(writer->learn_events());
  return writer;
}

Result<> TrailWriter::begin(std::uint64_t quota_bytes) {
  TrailSettings settings;
  settings.quota_bytes = quota_bytes;
  settings.file_bytes = std::min(settings.file_bytes, quota_bytes / kFiles);
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
  if (!held_.insert(event.id)) return false;
  for (const std::string& record : event.records) trail_->add(LeafKind::Record, record);
  if (trail_->pending() >= kBatch) {
    TRY(seal());
    TRY(shrink());
  }
  return true;
}

void TrailWriter::note(LeafKind kind, std::string_view text) {
  trail_->add(kind, text);
}

Result<> TrailWriter::seal() {
  return trail_->seal(now(), TrailState::Running);
}

Result<> TrailWriter::shrink() {
  return trail_->shrink(now());
}

Result<> TrailWriter::finish() {
  return trail_->seal(now(), TrailState::Stopped);
}

}  // namespace modtrail
