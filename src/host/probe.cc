#include "host/probe.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "host/log_tail.h"
#include "host/record_stream.h"

// The places are opened first, so that nothing can pass unseen; then the calls are made; then the places are looked at
// until each has shown every record, or the patience is over.
namespace modtrail {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStep{20};

class Probe {
 public:
  explicit Probe(const ProbeOrder& order) : order_(order) {}
  Result<ProbeResult> run();

 private:
  void open_places();
  std::vector<Canary> canaries() const;
  void look();
  void note(std::size_t place, const std::vector<std::string>& records);
  bool is_complete() const;

  const ProbeOrder& order_;
  std::optional<KernelRecords> kernel_;
  std::vector<std::optional<LogTail>> logs_;
  Clock::time_point start_;
  ProbeResult result_;
};

void Probe::open_places() {
  Result<KernelRecords> kernel = KernelRecords::open(KernelRecords::Which::Calls);
  result_.places.push_back({"kernel", kernel ? "" : kernel.error().message});
  if (kernel) kernel_ = std::move(*kernel);
  for (const std::string& path : order_.logs) {
    Result<LogTail> log = LogTail::open(path);
    result_.places.push_back({path, log ? "" : log.error().message});
    logs_.push_back(log ? std::optional(std::move(*log)) : std::nullopt);
  }
}

std::vector<Canary> Probe::canaries() const {
  std::vector<Canary> out;
  std::uint32_t nonce = order_.nonce;
  for (const Abi abi : order_.abis) {
    for (const Syscall syscall : kModuleSyscalls) out.push_back({abi, syscall, nonce++});
  }
  return out;
}

void Probe::note(std::size_t place, const std::vector<std::string>& records) {
  const auto after = std::chrono::duration_cast<milliseconds>(Clock::now() - start_);
  for (const std::string& record : records) {
    for (ProbeCall& made : result_.calls) {
      const auto& event = made.call.event;
      if (event && !made.seen[place] && is_canary(record, made.call.canary.nonce)) made.seen[place] = after;
    }
  }
}

void Probe::look() {
  if (kernel_) {
    std::vector<std::string> calls;
    for (KernelRecord& record : kernel_->take()) calls.push_back(std::move(record.text));
    note(0, calls);
  }
  for (std::size_t i = 0; i < logs_.size(); ++i) {
    if (logs_[i]) note(i + 1, logs_[i]->take());
  }
}

bool Probe::is_complete() const {
  return std::all_of(result_.calls.begin(), result_.calls.end(), [&](const ProbeCall& made) {
    if (!made.call.event) return true;
    for (std::size_t i = 0; i < made.seen.size(); ++i) {
      if (result_.places[i].unwatched.empty() && !made.seen[i]) return false;
    }
    return true;
  });
}

Result<ProbeResult> Probe::run() {
  open_places();
  start_ = Clock::now();
  for (CanaryCall& call : TRY(call_canaries(order_.arch, canaries(), order_.patience))) {
    ProbeCall made{std::move(call), {}};
    made.seen.resize(result_.places.size());
    result_.calls.push_back(std::move(made));
  }
  for (look(); !is_complete() && Clock::now() - start_ < order_.patience; look()) {
    pollfd waiting{kernel_ ? kernel_->descriptor() : -1, POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(kStep.count()));
  }
  const bool missed = std::any_of(result_.calls.begin(), result_.calls.end(),
                                  [](const ProbeCall& made) { return made.call.event && !made.seen.front(); });
  if (missed && kernel_ && kernel_->overrun()) {
    result_.places.front().unwatched = "more records came at once than its buffer holds";
  }
  return std::move(result_);
}

}  // namespace

Result<ProbeResult> call_and_await(const ProbeOrder& order) {
  return Probe(order).run();
}

}  // namespace modtrail
