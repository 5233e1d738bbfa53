#include "cli/reconciler.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "host/live_kernel.h"
#include "modtrail/base/file.h"
#include "modtrail/trail/record_clock.h"
#include "modtrail/trail/search.h"

namespace modtrail {

namespace {

constexpr std::size_t kKernelLogLimit = std::size_t{64} << 20;
constexpr std::uint64_t kSlack = 2000;  // milliseconds between the records' clock and btime
// Between looks at what differs.  The daemon writes a record some milliseconds after the call, and a module that comes
// and goes is hardly ever between two views so often.
constexpr std::chrono::milliseconds kPauses[] = {std::chrono::milliseconds(40), std::chrono::milliseconds(70),
                                                 std::chrono::milliseconds(110), std::chrono::milliseconds(170),
                                                 std::chrono::milliseconds(230)};

std::uint64_t now_in_milliseconds() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

// Passes a log on, and tells the clock of it.
class Clocked final : public ByteSource {
 public:
  Clocked(std::unique_ptr<ByteSource> source, RecordClock& clock) : source_(std::move(source)), clock_(clock) {}
  Result<std::size_t> read(std::span<char> to) override {
    Result<std::size_t> got = source_->read(to);
    if (got) clock_.add({to.data(), *got});
    return got;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  RecordClock& clock_;
};

std::set<std::string> names_of(const ModuleList& list) {
  std::set<std::string> names;
  for (const ListedModule& module : list.modules) names.insert(module.name);
  return names;
}

class Reconciler {
 public:
  explicit Reconciler(const ReconcileRequest& request) : request_(request) {}
  Result<ReconcileReport> run();

 private:
  Result<> open();
  Result<> find_logs();
  Result<RecordedCalls> read_logs(std::optional<std::uint64_t> boot) const;
  Result<Reconciliation> look();
  std::set<std::string> modules_to_look_into() const;
  void look_into(std::set<std::string> modules, const std::string& release);

  const ReconcileRequest& request_;
  std::unique_ptr<FileTree> captured_;
  std::unique_ptr<LiveKernel> live_;
  const FileTree* tree_ = nullptr;
  std::vector<LogFile> logs_;
  std::string unread_logs_;  // why the machine's own are not
  std::optional<KernelLog> kernel_log_;
  ModuleIndex index_;
  ReconcileReport report_;
};

Result<> Reconciler::open() {
  report_.target = request_.root.value_or("/");
  if (request_.root) {
    captured_ = TRY(open_tree(*request_.root));
    tree_ = captured_.get();
  } else {
    live_ = TRY(LiveKernel::open());
    tree_ = live_.get();
  }
  if (request_.kernel_log) kernel_log_ = parse_kernel_log(TRY(read_file(*request_.kernel_log, kKernelLogLimit)));
  return {};
}

// A machine without logs is one without records; logs that were named must be there.
Result<> Reconciler::find_logs() {
  for (const std::string& operand : request_.logs) {
    std::vector<LogFile> more = TRY(log_files(operand));
    logs_.insert(logs_.end(), more.begin(), more.end());
  }
  if (request_.logs.empty()) {
    auto own = root_log_files(report_.target);
    if (own) logs_ = std::move(*own);
    if (!own && own.error().kind != ErrorKind::Missing) unread_logs_ = own.error().message;
  }
  for (const LogFile& log : logs_) report_.logs.push_back(log.path);
  return {};
}

Result<RecordedCalls> Reconciler::read_logs(std::optional<std::uint64_t> boot) const {
  CallCollector collector(boot);
  RecordClock clock(boot.value_or(kSlack) - std::min(boot.value_or(kSlack), kSlack));
  Search::Sinks sinks;
  sinks.event = [&](const Event& event) {
    if (const auto module = module_event(event, HostNames())) collector.add(*module);
  };
  Search search(Select::Modules, {}, std::move(sinks));
  for (const LogFile& log : logs_) {
    JournalTally tally;
    auto lines = TRY(open_log(log.path, tally, [](std::uint64_t) {}));
    Clocked source(std::move(lines), clock);
    TRY(search.read(source, log.path));
  }
  search.finish();
  return collector.finish(clock.first());
}

Result<Reconciliation> Reconciler::look() {
  KernelViews& views = report_.views;
  Result<RecordedCalls> recorded = fail("");
  views = read_views(*tree_, [&](const KernelViews& others) {
    recorded = read_logs(others.boot);
    if (index_.files.empty()) index_ = read_module_index(*tree_, others.release);
    if (request_.facts == FactScope::All) look_into(names_of(others.list.value), others.release);
  });
  const std::optional<std::uint64_t> now = live_ ? std::optional(now_in_milliseconds()) : std::nullopt;
  if (kernel_log_) views.log = {ViewState::Read, "", *kernel_log_};
  const std::vector<DoctoredPlace> doctored = live_ ? live_->doctored() : std::vector<DoctoredPlace>();
  if (!views.list.is_read() && doctored.empty()) {
    return fail(views.list.state == ViewState::Absent
                    ? "nothing to reconcile: " + report_.target + " has no /proc/modules"
                    : views.list.reason);
  }
  report_.recorded = TRY(std::move(recorded));
  Reconciliation result = reconcile({views, report_.recorded, index_.built_in, now});
  if (!unread_logs_.empty()) result.undecided.push_back(unread_logs_);
  add_doctored(result, doctored);
  return result;
}

std::set<std::string> Reconciler::modules_to_look_into() const {
  std::set<std::string> out;
  switch (request_.facts) {
    case FactScope::None:
      break;
    case FactScope::Differing:
      for (const Difference& difference : report_.result.differences) out.insert(difference.module);
      break;
    case FactScope::All:
      for (const JudgedModule& module : report_.result.modules) out.insert(module.name);
      break;
  }
  return out;
}

// Files are read once, however often the machine is looked at.
void Reconciler::look_into(std::set<std::string> modules, const std::string& release) {
  for (const auto& [name, facts] : report_.facts) modules.erase(name);
  report_.facts.merge(read_module_facts(*tree_, index_, release, modules));
}

Result<ReconcileReport> Reconciler::run() {
  TRY(open());
  TRY(find_logs());
  std::vector<Reconciliation> rounds;
  rounds.push_back(TRY(look()));
  for (const std::chrono::milliseconds pause : kPauses) {
    if (!live_ || settled(rounds).differences.empty()) break;
    std::this_thread::sleep_for(pause);
    rounds.push_back(TRY(look()));
  }
  report_.rounds = static_cast<int>(rounds.size());
  report_.result = settled(rounds);
  look_into(modules_to_look_into(), report_.views.release);
  return std::move(report_);
}

}  // namespace

Result<ReconcileReport> run_reconciliation(const ReconcileRequest& request) {
  return Reconciler(request).run();
}

}  // namespace modtrail
