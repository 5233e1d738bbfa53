#include "cli/kernel_state.h"

#include <string>
#include <utility>

#include "host/audit_netlink.h"
#include "modtrail/rules/parse.h"
#include "modtrail/rules/wire.h"

namespace modtrail {
namespace {

Result<Rule> read_rule(const WireRule& wire, std::size_t index, Arch arch) {
  Result<Rule> rule = decode_rule(wire);
  if (!rule) return fail("cannot read rule " + std::to_string(index + 1) + " of the kernel: " + rule.error().message);
  rule->origin = kernel_origin(index);
  rule->text = print_rule(*rule, arch);
  return rule;
}

}  // namespace

Result<KernelState> read_kernel_state(Arch arch) {
  AuditNetlink netlink = TRY(AuditNetlink::open());
  const AuditStatus status = TRY(netlink.status());
  const std::vector<WireRule> wire = TRY(netlink.rules());
  KernelState state;
  state.enabled = status.enabled;
  state.failure = status.failure;
  state.rate_limit = status.rate_limit;
  state.backlog_limit = status.backlog_limit;
  state.backlog_wait_time = status.backlog_wait_time;
  state.daemon = status.pid;
  for (std::size_t i = 0; i < wire.size(); ++i) state.rules.push_back(TRY(read_rule(wire[i], i, arch)));
  return state;
}

}  // namespace modtrail
