#include "cli/service_finder.h"

#include <utility>

#include "modtrail/base/text.h"

// A record has the number of its process and of that one's parent.  By the time it is read the process may be gone, and
// another may have its number: whoever was started after the call is not it.  Then its parent's unit is told, and that
// it is the parent's: modprobe is of the unit that ran it.  Not where the parent is a manager of services, which puts
// what it starts into other units.
//
// When a process started stands in hundredths of a second since the machine did, and so does the present; the clock of
// the records is the one that is set.
namespace modtrail {
namespace {

constexpr std::size_t kLargest = std::size_t{64} << 10;
constexpr std::uint64_t kSoon = 5000;  // milliseconds
constexpr std::uint64_t kSlack = 30;   // of the clocks, which tell hundredths, and of the kernel's coarse one
constexpr std::uint64_t kHundredth = 10;
constexpr std::size_t kMostKept = 4096;
constexpr std::string_view kHostsProcesses = "pid:[4026531836]";
constexpr std::string_view kManager = "init.scope";

std::optional<std::uint64_t> number(const Record& record, std::string_view name) {
  const auto field = find_field(record.body, name);
  return field ? parse_number(*field) : std::nullopt;
}

std::string why_never(const FileTree& tree) {
  const auto space = tree.readlink("/proc/self/ns/pid");
  if (space && *space != kHostsProcesses) return "the watch is in a process namespace of its own";
  if (!tree.read("/proc/1/stat", kLargest)) return "/proc does not show the processes of others";
  return "";
}

// "123.45 678.90": since the machine started, in milliseconds.
std::optional<std::uint64_t> uptime(const FileTree& tree) {
  const auto text = tree.read("/proc/uptime", kLargest);
  if (!text) return std::nullopt;
  const std::string_view whole = std::string_view(*text).substr(0, text->find(' '));
  const std::size_t dot = whole.find('.');
  const auto seconds = parse_number(whole.substr(0, dot));
  const auto hundredths = dot == std::string_view::npos ? std::nullopt : parse_number(whole.substr(dot + 1));
  if (!seconds || !hundredths || *hundredths > 99 || *seconds > UINT32_MAX) return std::nullopt;
  return (*seconds * 100 + *hundredths) * kHundredth;
}

std::string process(std::uint64_t pid) {
  return "process " + std::to_string(pid);
}

}  // namespace

ServiceFinder::ServiceFinder(std::unique_ptr<FileTree> tree, std::string host)
    : tree_(std::move(tree)), never_(why_never(*tree_)), host_(std::move(host)) {}

std::string ServiceFinder::why_not(const Record& record, std::uint64_t now) const {
  if (!never_.empty()) return never_;
  if (!record.node.empty() && record.node != host_ && !record.node.starts_with(host_ + ".")) {
    return "its record is of node " + std::string(record.node) + ", which this host is not called";
  }
  if (now > record.time + kSoon || record.time > now + kSoon) return "its record was not read as it was made";
  return "";
}

// Also where the clock or the time it started cannot be told.
bool ServiceFinder::is_later(const ProcessStat& process, const Call& call, std::uint64_t now) const {
  const auto up = uptime(*tree_);
  if (!up || process.start > *up / kHundredth) return true;
  const std::uint64_t age = *up - process.start * kHundredth;
  return age > now || now - age > call.time + kSlack;
}

// Nothing: it is gone.
std::optional<ActorService> ServiceFinder::service_of(std::uint64_t pid, const Call& call, std::uint64_t now) const {
  const std::string place = "/proc/" + std::to_string(pid);
  const auto cgroup = tree_->read(place + "/cgroup", kLargest);
  const auto text = tree_->read(place + "/stat", kLargest);
  const auto stat = text ? parse_process_stat(*text) : std::nullopt;
  if (!cgroup || !stat || is_later(*stat, call, now)) return std::nullopt;
  ActorService service = parse_cgroup(*cgroup);
  if (stat->is_dead && service.in != InUnit::Unit) return std::nullopt;
  return service;
}

ActorService ServiceFinder::service_of(const Call& call, std::uint64_t now) const {
  if (auto caller = service_of(call.pid, call, now)) return *std::move(caller);
  auto parent = service_of(call.ppid, call, now);
  if (!parent)
    return unknown_service(process(call.pid) + " is gone, and so is its parent " + std::to_string(call.ppid));
  if (call.ppid == 1 || parent->unit == kManager) {
    return unknown_service(process(call.pid) + " is gone, and the manager of services had started it");
  }
  parent->which = WhichProcess::Parent;
  return *std::move(parent);
}

void ServiceFinder::look(const Record& record, std::uint64_t now) {
  const auto pid = number(record, "pid");
  const auto ppid = number(record, "ppid");
  if (!pid || !ppid) return;
  if (found_.size() >= kMostKept) found_.erase(found_.begin());
  std::string why = why_not(record, now);
  found_[{record.time, record.serial}] =
      why.empty() ? service_of(Call{*pid, *ppid, record.time}, now) : unknown_service(std::move(why));
}

ActorService ServiceFinder::take(const EventId& id) {
  const auto at = found_.find({id.time, id.serial});
  if (at == found_.end()) return unknown_service("no record of it names a process");
  ActorService service = std::move(at->second);
  found_.erase(at);
  return service;
}

}  // namespace modtrail
