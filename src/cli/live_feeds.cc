#include "cli/live_feeds.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "host/standard_input.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr int kFirstPassed = 3;

// ---- the multicast group ----

class NetlinkFeed final : public WatchFeed {
 public:
  explicit NetlinkFeed(KernelRecords records) : records_(std::move(records)), drops_(records_.drops()) {}

  Result<Fed> feed(LiveTrail& trail, Tick now) override {
    const std::vector<KernelRecord> taken = records_.take();
    for (const KernelRecord& record : taken) trail.add(log_line(record), now);
    count_drops(trail.ledger(), now);
    for (; torn_ < records_.torn(); ++torn_) trail.ledger().torn();
    return taken.empty() ? Fed::Idle : Fed::More;
  }

  int descriptor() const override { return records_.descriptor(); }

 private:
  void count_drops(Ledger& ledger, Tick now) {
    const std::optional<std::uint32_t> drops = records_.drops();
    if (drops && drops_ && *drops != *drops_) ledger.dropped(*drops - *drops_, now);
    drops_ = drops;
  }

  KernelRecords records_;
  std::optional<std::uint32_t> drops_;
  std::uint64_t torn_ = 0;
};

std::optional<std::uint64_t> number_of(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? std::nullopt : parse_number(text);
}

bool is_passed() {
  return number_of("LISTEN_PID") == static_cast<std::uint64_t>(::getpid()) && number_of("LISTEN_FDS").value_or(0) > 0;
}

// ---- a plugin's standard input ----

class PluginFeed final : public WatchFeed {
 public:
  explicit PluginFeed(StandardInput input) : input_(std::move(input)) {}

  Result<Fed> feed(LiveTrail& trail, Tick now) override {
    const std::optional<std::string> bytes = TRY(input_.take());
    if (!bytes) {
      trail.begin_file(now);
      return Fed::End;
    }
    trail.push(*bytes, now);
    return bytes->empty() ? Fed::Idle : Fed::More;
  }

  int descriptor() const override { return input_.descriptor(); }

 private:
  StandardInput input_;
};

}  // namespace

Result<std::unique_ptr<WatchFeed>> open_netlink_feed() {
  const bool passed = is_passed();
  KernelRecords records =
      passed ? TRY(KernelRecords::adopt(kFirstPassed)) : TRY(KernelRecords::open(KernelRecords::Which::All));
  return netlink_feed(std::move(records));
}

std::unique_ptr<WatchFeed> netlink_feed(KernelRecords records) {
  return std::make_unique<NetlinkFeed>(std::move(records));
}

Result<std::unique_ptr<WatchFeed>> open_plugin_feed() {
  StandardInput input = TRY(StandardInput::open());
  return std::unique_ptr<WatchFeed>(std::make_unique<PluginFeed>(std::move(input)));
}

}  // namespace modtrail
