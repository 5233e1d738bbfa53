#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/directory_store.h"
#include "cli/args.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/sealed_trail.h"
#include "trail/event_ids.h"

namespace modtrail {

// Bytes, of --quota, which goes with --into.
Result<std::uint64_t> read_quota(const Arguments& arguments);

// Keeps the records of module events in a sealed trail: files in `directory`, secret keys in its `keys`.
class TrailWriter {
 public:
  // Makes what is missing, mode 0700, and keeps others from writing meanwhile.  Errors: that cannot be done, or another
  // is at it.
  static Result<std::unique_ptr<TrailWriter>> open(const std::string& directory, std::uint64_t quota_bytes);

  // False for an event that the trail holds already.
  Result<bool> keep(const ModuleEvent& event);
  // A leaf that is no record.
  void note(LeafKind kind, std::string_view text);
  // Seals what is not sealed yet, as a sign of life even nothing.
  Result<> seal();
  // Holds the trail to its quota.  Error: the disk's, or that nothing is left to drop; what is sealed stays so.
  Result<> shrink();
  Anchor anchor() const { return {trail_->chain(), *trail_->last()}; }  // of the last seal
  std::size_t pending() const { return trail_->pending(); }
  // The last seal.
  Result<> finish();

 private:
  explicit TrailWriter(const std::string& directory) : files_(directory), keys_(directory + "/keys") {}
  Result<> begin(std::uint64_t quota_bytes);
  Result<> learn_events();

  DirectoryStore files_;
  DirectoryStore keys_;
  Fd lock_;
  EventIds held_;
  std::unique_ptr<SealedTrail> trail_;
};

}  // namespace modtrail
