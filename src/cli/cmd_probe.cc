#include <sys/random.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/commands.h"
#include "cli/explainer.h"
#include "cli/output.h"
#include "cli/probe_report.h"
#include "cli/terminal.h"
#include "host/audit_netlink.h"
#include "host/probe.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

// modtrail probe: makes canary calls and tells where their records arrive.
namespace modtrail {
namespace {

constexpr std::uint64_t kMostSeconds = 86400;
constexpr const char* kDaemonConfiguration = "/etc/audit/auditd.conf";
constexpr const char* kUsualLog = "/var/log/audit/audit.log";

struct ProbeOptions {
  std::vector<std::string> logs;
  std::vector<Abi> abis;  // none: all that the machine offers
  std::chrono::milliseconds patience{5000};
  std::optional<unsigned> heartbeat;  // seconds
  OutputOptions output;
};

Result<std::optional<std::uint64_t>> read_seconds(const Arguments& arguments, const char* option) {
  const std::optional<std::string> word = arguments.value(option);
  if (!word) return std::optional<std::uint64_t>();
  const auto number = parse_number(*word);
  if (!number || *number < 1 || *number > kMostSeconds) {
    return fail(std::string(option) + " takes seconds from 1 to " + std::to_string(kMostSeconds) + ", not \"" + *word +
                "\"");
  }
  return std::optional<std::uint64_t>(static_cast<std::uint64_t>(*number));
}

// Where auditd writes, by its own configuration.
std::string daemon_log() {
  const Result<std::string> text = read_file(kDaemonConfiguration, std::size_t{1} << 20);
  for (const std::string_view line : split(text ? std::string_view(*text) : std::string_view(), '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || lower(std::string(trim(line.substr(0, equals)))) != "log_file") continue;
    return std::string(trim(line.substr(equals + 1)));
  }
  return kUsualLog;
}

Result<ProbeOptions> read_options(const Arguments& arguments) {
  ProbeOptions options;
  options.logs = arguments.values("--log");
  if (options.logs.empty()) options.logs.push_back(daemon_log());
  for (const std::string& word : arguments.values("--abi")) options.abis.push_back(*parse_abi(word));
  if (const auto seconds = TRY(read_seconds(arguments, "--timeout"))) options.patience = std::chrono::seconds(*seconds);
  if (const auto seconds = TRY(read_seconds(arguments, "--heartbeat")))
    options.heartbeat = static_cast<unsigned>(*seconds);
  options.output = TRY(read_output_options(arguments));
  return options;
}

bool is_on(const Machine& machine, Abi abi) {
  if (abi == Abi::X32) return machine.x32.value == Switch::On;
  const bool compat = abi == Abi::B32 && machine.arch.value != Arch::I386;
  return !compat || machine.ia32.value == Switch::On;
}

std::vector<Abi> abis_to_probe(const ProbeOptions& options, const Machine& machine) {
  std::vector<Abi> out = options.abis.empty() ? abis(machine.arch.value) : options.abis;
  if (options.abis.empty()) std::erase_if(out, [&](Abi abi) { return !is_on(machine, abi); });
  return out;
}

std::uint32_t random_nonce() {
  std::uint32_t nonce = 0;
  if (::getrandom(&nonce, sizeof nonce, 0) != sizeof nonce) nonce = static_cast<std::uint32_t>(::getpid());
  return (nonce & 0x3fffffffU) | 0x20000000U;  // positive in every ABI, and room for the calls that follow
}

std::optional<AuditStatus> audit_status() {
  Result<AuditNetlink> netlink = AuditNetlink::open();
  const Result<AuditStatus> status = netlink ? netlink->status() : fail("");
  return status ? std::optional(*status) : std::nullopt;
}

// ---- why a record is missing ----

std::string why_not_recorded(const Result<Explainer>& explainer, const SyscallEvent& event) {
  if (!explainer) return "not recorded by the kernel; why cannot be told: " + explainer.error().message;
  const Result<Explanation> explanation = explain(*explainer, event);
  if (!explanation) return "not recorded by the kernel: " + explanation.error().message;
  const Decision& decision = explanation->decision;
  if (decision.recorded == Tri::Yes)
    return "not recorded by the kernel, though by its rules it should be: lost on the way";
  std::string out = "not recorded by the kernel: " + decision.reason;
  if (decision.rule != nullptr) out += " (" + decision.rule->rule.text + ")";
  return out;
}

bool is_stopped(std::uint32_t pid) {
  const Result<std::string> status = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  const std::size_t end = status ? status->rfind(')') : std::string::npos;
  return end != std::string::npos && status->substr(end + 1, 2) == " T";
}

bool is_full(const std::string& file) {
  struct statvfs info = {};
  const std::string directory = file.substr(0, file.rfind('/') + 1);
  return ::statvfs(directory.empty() ? "." : directory.c_str(), &info) == 0 && info.f_bavail == 0;
}

// The kernel made the record, and it is not where it should be.
std::string why_not_delivered(const std::string& place, const std::optional<AuditStatus>& status) {
  const std::string what = "the kernel made the record, and it did not reach " + place + ": ";
  if (status && status->pid == 0) return what + "no audit daemon is registered with the kernel";
  if (status && is_stopped(status->pid)) {
    return what + "the audit daemon (process " + std::to_string(status->pid) + ") is stopped";
  }
  if (is_full(place)) return what + "no room is left there";
  if (::access(place.c_str(), F_OK) != 0) return what + "there is no such file";
  return what + "the audit daemon did not write it in time";
}

std::string reason_of(const ProbeCall& made, const ProbeResult& result, const Result<Explainer>& explainer,
                      const std::optional<AuditStatus>& status) {
  if (!made.call.event) return "not called: " + made.call.reason;
  const bool in_kernel = made.seen[0].has_value();
  const bool anywhere =
      std::any_of(made.seen.begin(), made.seen.end(), [](const auto& seen) { return seen.has_value(); });
  if (!in_kernel && !anywhere) return why_not_recorded(explainer, *made.call.event);
  for (std::size_t i = 1; i < made.seen.size(); ++i) {
    if (result.places[i].unwatched.empty() && !made.seen[i]) return why_not_delivered(result.places[i].name, status);
  }
  return "";
}

CheckVerdict verdict_of(const ProbeReport& report) {
  CheckVerdict out = CheckVerdict::NotApplicable;
  const bool watched = std::any_of(report.places.begin(), report.places.end(),
                                   [](const ProbePlace& place) { return place.unwatched.empty(); });
  if (!watched) return CheckVerdict::Undecided;
  for (const ProbedCall& call : report.calls) {
    if (!call.made.call.event) continue;
    out = worse(out, has_arrived(call.made, report.places) ? CheckVerdict::Pass : CheckVerdict::Fail);
  }
  return out == CheckVerdict::NotApplicable ? CheckVerdict::Undecided : out;
}

// ---- a round ----

Result<ProbeReport> probe_once(const ProbeOptions& options) {
  const Scene scene = TRY(open_running_host());
  const Machine& machine = scene.world.machine;
  ProbeOrder order;
  order.arch = machine.arch.value;
  order.abis = abis_to_probe(options, machine);
  order.logs = options.logs;
  order.patience = options.patience;
  order.nonce = random_nonce();
  ProbeResult result = TRY(call_and_await(order));
  const std::optional<AuditStatus> status = audit_status();
  const Result<Explainer> explainer = scene.held ? make_explainer(scene) : Result<Explainer>(fail(scene.unread));
  ProbeReport report;
  for (ProbeCall& made : result.calls) {
    std::string reason = reason_of(made, result, explainer, status);
    report.calls.push_back({std::move(made), std::move(reason)});
  }
  report.places = std::move(result.places);
  report.verdict = verdict_of(report);
  return report;
}

int exit_code(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return kPass;
    case CheckVerdict::Fail:
      return kFail;
    case CheckVerdict::NotApplicable:
    case CheckVerdict::Undecided:
      break;
  }
  return kTrouble;
}

std::string render(const ProbeReport& report, Format format, const TextStyle& style) {
  std::string out;
  if (format == Format::Json) {
    write_probe_json(report, out);
  } else {
    write_probe_text(report, style, out);
  }
  return out;
}

// A line a round, until someone ends it.
Result<int> beat(const ProbeOptions& options) {
  for (;;) {
    const ProbeReport report = TRY(probe_once(options));
    TRY(write_standard_output(heartbeat_line(report)));
    ::sleep(*options.heartbeat);
  }
}

Result<int> probe(const Arguments& arguments) {
  const ProbeOptions options = TRY(read_options(arguments));
  if (options.heartbeat) return beat(options);
  const ProbeReport report = TRY(probe_once(options));
  TRY(write_outputs(options.output,
                    [&](Format format, const TextStyle& style) { return render(report, format, style); }));
  return exit_code(report.verdict);
}

}  // namespace

int run_probe(const Program&, const Arguments& arguments) {
  const Result<int> code = probe(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
