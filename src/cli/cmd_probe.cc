#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/probe_reason.h"
#include "cli/probe_report.h"
#include "cli/scene.h"
#include "cli/terminal.h"
#include "host/audit_netlink.h"
#include "host/probe.h"
#include "modtrail/base/text.h"

// modtrail probe: makes canary calls and tells where their records arrive.
namespace modtrail {
namespace {

constexpr std::uint64_t kMostSeconds = 86400;
constexpr const char* kDaemonConfiguration = "/etc/audit/auditd.conf";

struct ProbeOptions {
  DaemonLog daemon;
  std::vector<std::string> logs;
  std::vector<Abi> abis;  // none: all that the machine offers
  std::chrono::milliseconds patience{5000};
  std::optional<unsigned> heartbeat;  // seconds
  std::int64_t time = 0;
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

Result<ProbeOptions> read_options(const Arguments& arguments) {
  ProbeOptions options;
  options.daemon = read_daemon_log(kDaemonConfiguration);
  options.logs = arguments.values("--log");
  if (options.logs.empty()) options.logs.push_back(options.daemon.file);
  for (const std::string& word : arguments.values("--abi")) options.abis.push_back(*parse_abi(word));
  if (const auto seconds = TRY(read_seconds(arguments, "--timeout"))) options.patience = std::chrono::seconds(*seconds);
  if (const auto seconds = TRY(read_seconds(arguments, "--heartbeat")))
    options.heartbeat = static_cast<unsigned>(*seconds);
  options.time = TRY(time_of_report());
  options.output = TRY(read_output_options(arguments, kProbeFormats[0]));
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

CheckVerdict verdict_of(const ProbeReport& report) {
  CheckVerdict out = CheckVerdict::NotApplicable;
  const bool watched = std::any_of(report.places.begin(), report.places.end(),
                                   [](const ProbePlace& place) { return place.unwatched.empty(); });
  if (!watched) return CheckVerdict::Undecided;
  for (const ProbedCall& call : report.calls) {
    if (call.made.call.outcome == CallOutcome::Impossible) continue;
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
  const std::optional<AuditStatus> before = audit_status();
  ProbeResult result = TRY(call_and_await(order));
  const Result<Explainer> explainer = scene.held ? make_explainer(scene) : Result<Explainer>(fail(scene.unread));
  const ProbeEvidence evidence{result, explainer, before, audit_status(), options.daemon, machine.audit.value};
  ProbeReport report;
  for (const ProbeCall& made : result.calls) report.calls.push_back({made, failure_of(made, evidence)});
  report.places = std::move(result.places);
  report.verdict = verdict_of(report);
  return report;
}

std::string render(const ProbeReport& report, std::int64_t time, Format format, const TextStyle& style) {
  std::string out;
  if (format == Format::Json) {
    write_probe_json(report, time, out);
  } else if (format == Format::Prometheus) {
    write_probe_prometheus(report, time, out);
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
  TRY(write_outputs(options.output, [&](Format format, const TextStyle& style) {
    return render(report, options.time, format, style);
  }));
  return machine_exit_code(report.verdict);
}

}  // namespace

int run_probe(const Program&, const Arguments& arguments) {
  const Result<int> code = probe(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
