#pragma once
// The guest's end of the kernel's audit: settings and rules over netlink, and records from the multicast group.

#include <stdint.h>

#include <string>
#include <vector>

namespace guest {

// A SYSCALL record as far as an attempt can be told by it.
struct Recorded {
  int pid;
  uint32_t arch;
  uint32_t syscall;
  int64_t exit;
  std::string key;  // decoded; empty for (null)
};

enum class Settle { Done, TimedOut };

class Audit {
 public:
  Audit();  // in a kernel without auditing (audit=0) the object is inert: available() is false
  bool available() const { return control_ >= 0; }

  // Enabled, no limits, default features, no rules. False if the rules are locked.
  bool reset();
  bool locked();
  int add_rule(const std::string& wire);     // 0 or a negative errno
  int delete_rule(const std::string& wire);  // 0 or a negative errno
  std::vector<std::string> rules();          // as the kernel lists them
  uint32_t daemon();                         // the process registered as audit daemon, or 0

  // Takes the records that have come; settle() first makes sure that all that were queued have.
  Settle settle();
  std::vector<Recorded> take_records();

 private:
  int request(uint16_t type, const std::string& payload);
  bool receive(int timeout_ms);

  int control_ = -1;
  int listener_ = -1;
  uint32_t sequence_ = 0;
  unsigned markers_ = 0;
  std::string expected_marker_;
  bool marker_seen_ = false;
  std::vector<Recorded> records_;
};

}  // namespace guest
