#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "modtrail/base/file_tree.h"
#include "modtrail/trail/actor_service.h"
#include "modtrail/trail/module_event.h"

namespace modtrail {

// Looks which service a module call is of, as soon as its record comes: the process is gone within milliseconds.
class ServiceFinder {
 public:
  // `tree` is the machine that the records are of, `host` its name.
  ServiceFinder(std::unique_ptr<FileTree> tree, std::string host);

  // A record that has come; `now` in milliseconds since 1970.  Only SYSCALL names a process.
  void look(const Record& record, std::uint64_t now);
  // What was found when its record came; known for one event once.
  ActorService take(const EventId& id);

 private:
  struct Call {
    std::uint64_t pid = 0;
    std::uint64_t ppid = 0;
    std::uint64_t time = 0;
  };
  std::string why_not(const Record& record, std::uint64_t now) const;
  std::optional<ActorService> service_of(std::uint64_t pid, const Call& call, std::uint64_t now) const;
  ActorService service_of(const Call& call, std::uint64_t now) const;
  bool is_later(const ProcessStat& process, const Call& call, std::uint64_t now) const;

  std::unique_ptr<FileTree> tree_;
  std::string never_;  // why nothing can be told of any; "": it can
  std::string host_;
  std::map<std::pair<std::uint64_t, std::uint32_t>, ActorService> found_;  // by time and serial
};

}  // namespace modtrail
