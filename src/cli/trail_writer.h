#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/directory_store.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/sealed_trail.h"

namespace modtrail {

// Keeps the records of module events in a sealed trail: files in `directory`, secret keys in its `keys`.
class TrailWriter {
 public:
  // Makes what is missing, mode 0700, and keeps others from writing meanwhile.  Errors: that cannot be done, or another
  // is at it.
  static Result<std::unique_ptr<TrailWriter>> open(const std::string& directory);

  // False for an event that the trail holds already.
  Result<bool> keep(const ModuleEvent& event);
  // A leaf that is no record.
  void note(LeafKind kind, std::string_view text);
  // Seals what is not sealed yet, as a sign of life even nothing, and holds the trail to its size.
  Result<> seal();
  std::size_t pending() const { return trail_->pending(); }
  // The last seal.
  Result<> finish();

 private:
  explicit TrailWriter(const std::string& directory) : files_(directory), keys_(directory + "/keys") {}
  Result<> begin();
  Result<> learn_events();

  DirectoryStore files_;
  DirectoryStore keys_;
  Fd lock_;
  std::set<EventId> held_;
  std::unique_ptr<SealedTrail> trail_;
};

}  // namespace modtrail
