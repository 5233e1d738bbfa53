#include <algorithm>
#include <optional>

#include "controls/finding.h"

// Switches, limits and the lock.
namespace modtrail {
namespace {

const Filter& filter_of(const Inquiry& inquiry) {
  return inquiry.in.reading.loaded.filter;
}
AuditBoot boot_of(const Inquiry& inquiry) {
  return inquiry.in.world.machine.audit.value;
}
bool is_loaded_here(const Inquiry& inquiry) {
  return inquiry.in.input.kind != InputKind::Listing;
}

// The last line that was carried out and set this.
struct SetBy {
  Origin origin;
  std::uint32_t value = 0;
};
std::optional<SetBy> set_by(const Inquiry& inquiry, Setting setting) {
  const Reading& reading = inquiry.in.reading;
  std::optional<SetBy> out;
  for (std::size_t i = 0; i < reading.ruleset.statements.size() && i < reading.loaded.lines.size(); ++i) {
    if (reading.loaded.lines[i].outcome != LineOutcome::Done) continue;
    for (const Step& step : reading.ruleset.statements[i].operations) {
      const auto* set = std::get_if<SetSetting>(&step);
      if (set != nullptr && set->setting == setting) out = SetBy{reading.ruleset.statements[i].origin, set->value};
    }
  }
  return out;
}

std::vector<Finding> tell_disabled(const Inquiry& inquiry) {
  if (boot_of(inquiry) == AuditBoot::Off) {
    Finding out = finding("auditing-disabled", "the kernel was started with audit=0: nothing is ever recorded");
    out.hint = "take audit=0 off the kernel's command line, and put audit=1 there";
    return {std::move(out)};
  }
  if (filter_of(inquiry).enabled != 0) return {};
  const std::string message = "auditing is switched off: nothing is recorded";
  Finding out = filter_of(inquiry).enabled_by
                    ? finding_at(inquiry, "auditing-disabled", *filter_of(inquiry).enabled_by, message)
                    : finding("auditing-disabled", message);
  out.hint = "say -e 1, or -e 2 as the last line";
  return {std::move(out)};
}

std::vector<Finding> tell_unlocked(const Inquiry& inquiry) {
  if (!is_loaded_here(inquiry) || filter_of(inquiry).enabled != 1 || boot_of(inquiry) == AuditBoot::Off) return {};
  if (inquiry.in.reading.ruleset.statements.empty()) return {};
  Finding out = finding("locked-not", "nothing locks the rules: root can delete them while the machine runs");
  out.hint = "make -e 2 the last line; it holds until the machine is started again";
  return {std::move(out)};
}

std::vector<Finding> tell_boot(const Inquiry& inquiry) {
  if (boot_of(inquiry) != AuditBoot::Absent) return {};
  Finding out = finding("no-audit-boot",
                        "the kernel was started without audit=1: the first process, and every task older than "
                        "the first rule, is never recorded");
  out.hint = "put audit=1 on the kernel's command line";
  return {std::move(out)};
}

std::vector<Finding> tell_rate(const Inquiry& inquiry) {
  const std::uint32_t limit = filter_of(inquiry).rate_limit;
  if (limit == 0) return {};
  const std::string message = "the kernel throws records away beyond " + count_of(limit, "record") +
                              " a second, and an event of a module is three or more";
  Finding out = filter_of(inquiry).rate_limit_by
                    ? finding_at(inquiry, "rate-limit", *filter_of(inquiry).rate_limit_by, message)
                    : finding("rate-limit", message);
  out.hint = "say -r 0: no limit";
  return {std::move(out)};
}

constexpr std::uint32_t kEnough = 8192;  // what the distributions set

std::vector<Finding> tell_backlog(const Inquiry& inquiry) {
  if (!is_loaded_here(inquiry)) return {};
  const std::uint32_t limit = filter_of(inquiry).backlog_limit;
  const std::optional<SetBy> line = set_by(inquiry, Setting::BacklogLimit);
  std::vector<Finding> out;
  if (limit != 0 && limit < kEnough && (line || inquiry.in.input.kind != InputKind::File)) {
    const std::string message = "at most " + count_of(limit, "record") + " wait for the audit daemon" +
                                (line ? "" : ", the kernel's default unless audit_backlog_limit= says otherwise") +
                                ": in a burst the caller is held up, and then records are lost";
    out.push_back(line ? finding_at(inquiry, "backlog-limit", line->origin, message)
                       : finding("backlog-limit", message));
    if (!line) out.back().level = Level::Note;
    out.back().hint = "say -b 8192";
  }
  const std::optional<SetBy> wait = set_by(inquiry, Setting::BacklogWaitTime);
  if (wait && wait->value == 0) {
    out.push_back(finding_at(inquiry, "backlog-limit", wait->origin,
                             "with --backlog_wait_time 0 a record that finds the queue full is lost at once"));
    out.back().hint = "say --backlog_wait_time 60000";
  }
  return out;
}

std::vector<Finding> tell_failure_flag(const Inquiry& inquiry) {
  const std::optional<SetBy> line = set_by(inquiry, Setting::Failure);
  if (!line || line->value == 1) return {};
  Finding out =
      finding_at(inquiry, "failure-flag", line->origin,
                 line->value == 0 ? "with -f 0 the kernel says nothing when a record is lost"
                                  : "with -f 2 the kernel stops the machine in a panic when a record is lost");
  if (line->value == 2) out.level = Level::Note;
  out.hint = "-f 1 tells of lost records in the kernel's log";
  return {std::move(out)};
}

}  // namespace

std::vector<Finding> detect_settings(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const auto tell : {tell_disabled, tell_unlocked, tell_boot, tell_rate, tell_backlog, tell_failure_flag}) {
    add_to(out, tell(inquiry));
  }
  return out;
}

}  // namespace modtrail
