#include "modtrail/trail/alerts.h"

#include <algorithm>
#include <utility>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {

namespace {

constexpr std::string_view kOthers = "others";

// Something in the kernel may have changed.
bool took_effect(const ModuleEvent& event) {
  return !event.outcome || event.outcome == ModuleOutcome::Done || event.outcome == ModuleOutcome::Failed;
}

std::string module_of(const ModuleEvent& event) {
  return event.module.value_or("(unnamed)");
}

std::string user_of(const ModuleEvent& event) {
  const auto shown = [](const std::optional<std::string>& name, const std::optional<std::uint32_t>& number) {
    if (name) return *name;
    if (!number) return std::string("?");
    return *number == kUnset ? std::string("unset") : std::to_string(*number);
  };
  return shown(event.auid_name, event.auid) + " as " + shown(event.uid_name, event.uid);
}

std::string actor_of(const ModuleEvent& event) {
  return user_of(event) + " by " + event.exe.value_or("?");
}

// Where it is not known.
std::string service_of(const ModuleEvent& event) {
  return "its service is not known" + (event.service ? ": " + event.service->unknown : std::string());
}

std::string what_happened(const ModuleEvent& event) {
  const auto operation = operation_of(event);
  return (operation ? std::string(name(*operation)) : "load or unload") + ": " +
         (event.outcome ? std::string(name(*event.outcome)) : "outcome not recorded") + ", " + actor_of(event);
}

std::string file_of(const LoadedModule& module) {
  if (module.path.empty()) return "of no known file";
  if (module.match == FileMatch::Other) return "not " + module.path;
  return module.path + (module.sha256.empty() ? "" : ", sha256 " + module.sha256);
}

Alert about(const ModuleEvent& event, AlertKind kind, std::string subject, std::string detail) {
  return {kind, AlertCount::First, 1, event.id.time, event.id.time, std::move(subject), event.id, std::move(detail)};
}

// Nothing for what nobody need look at.
std::optional<AlertKind> kind_of(LossCause cause) {
  switch (cause) {
    case LossCause::AuditOff:
      return AlertKind::AuditOff;
    case LossCause::RulesChanged:
      return AlertKind::RulesChanged;
    case LossCause::CounterUnread:
    case LossCause::NewBoot:
    case LossCause::Multicast:
      return std::nullopt;
    case LossCause::KernelLost:
    case LossCause::SerialGap:
    case LossCause::SocketDrops:
    case LossCause::TornLines:
    case LossCause::CappedEvents:
    case LossCause::CounterReset:
    case LossCause::DaemonAway:
    case LossCause::DaemonChanged:
    case LossCause::DaemonTrouble:
    case LossCause::LogCut:
      break;
  }
  return AlertKind::TrailGap;
}

std::string amount_of(const Loss& loss) {
  std::string_view things = unit(loss.cause);
  if (loss.amount == 1 && !things.empty()) things.remove_suffix(1);
  std::string text = things.empty() ? "" : std::to_string(loss.amount) + " " + std::string(things);
  if (!loss.detail.empty()) text += (text.empty() ? "" : ", ") + loss.detail;
  return text;
}

}  // namespace

std::string_view name(AlertKind kind) {
  switch (kind) {
    case AlertKind::UnexpectedModule:
      return "unexpected-module";
    case AlertKind::UnsignedModule:
      return "unsigned-module";
    case AlertKind::RefusedSeries:
      return "refused-series";
    case AlertKind::SecurityUnload:
      return "security-unload";
    case AlertKind::AuditOff:
      return "audit-off";
    case AlertKind::RulesChanged:
      return "rules-changed";
    case AlertKind::TrailGap:
      return "trail-gap";
  }
  return "";
}

// ---- what is an alert ----

Telling Alerts::see(const ModuleEvent& event, Tick now) {
  const Telling telling = event.outcome == ModuleOutcome::Refused ? count_refused(event, now) : Telling::Whole;
  if (took_effect(event) && !allows(policy_, event)) {
    const std::string lacking = lacks_service(policy_, event) ? ", " + service_of(event) : "";
    raise(about(event, AlertKind::UnexpectedModule, module_of(event), what_happened(event) + lacking), now);
  }
  if (took_effect(event) && event.loaded && is_unsigned(*event.loaded) && !allows_unsigned(policy_, event)) {
    raise(about(event, AlertKind::UnsignedModule, module_of(event), file_of(*event.loaded) + ", " + actor_of(event)),
          now);
  }
  if (unloads_security(policy_, event)) {
    raise(about(event, AlertKind::SecurityUnload, module_of(event), what_happened(event)), now);
  }
  return telling;
}

// A series begins with so many attempts in so much time, and lasts until there was none for that time.
Telling Alerts::count_refused(const ModuleEvent& event, Tick now) {
  const std::uint64_t time = event.id.time;
  const std::uint64_t within = policy_.within * 1000;
  const auto is_over = [&](const Series& series) {
    return time > (series.attempts < policy_.refused ? series.since : series.last) + within;
  };
  std::string actor = actor_of(event);
  if (series_.size() >= kMostSubjects) std::erase_if(series_, [&](const auto& one) { return is_over(one.second); });
  if (series_.size() >= kMostSubjects && !series_.contains(actor)) actor = kOthers;
  Series& series = series_[actor];
  if (series.attempts == 0 || is_over(series)) series = {time, time, 0};
  series.last = std::max(series.last, time);
  if (++series.attempts < policy_.refused) return Telling::Whole;
  const bool begins = series.attempts == policy_.refused;
  Alert alert = about(event, AlertKind::RefusedSeries, actor,
                      "at least " + std::to_string(policy_.refused) + " in " + std::to_string(policy_.within) + " s");
  if (begins) {
    alert.since = series.since;
    alert.times = policy_.refused;
  }
  raise(std::move(alert), now);
  return series.attempts <= std::max(kToldWhole, policy_.refused) ? Telling::Whole : Telling::Counted;
}

void Alerts::see(const Loss& loss, Tick now) {
  const auto kind = kind_of(loss.cause);
  if (!kind) return;
  raise({*kind, AlertCount::First, loss.times, loss.since, loss.until, std::string(name(loss.cause)), std::nullopt,
         amount_of(loss)},
        now);
}

// ---- and what is told of it ----

void Alerts::raise(Alert alert, Tick now) {
  auto key = std::pair(alert.kind, alert.subject);
  if (open_.size() >= kMostSubjects && !open_.contains(key)) key.second = alert.subject = kOthers;
  const auto [fold, fresh] = open_.try_emplace(key, Fold{std::nullopt, now.steady});
  if (fresh) {
    told_.push_back(std::move(alert));
    return;
  }
  std::optional<Alert>& repeats = fold->second.repeats;
  if (!repeats) {
    repeats = std::move(alert);
    repeats->count = AlertCount::Repeats;
    return;
  }
  repeats->times += alert.times;
  repeats->until = alert.until;
}

std::vector<Alert> Alerts::take(Tick now) {
  for (auto at = open_.begin(); at != open_.end();) {
    Fold& fold = at->second;
    if (fold.since + kFold > now.steady) {
      ++at;
      continue;
    }
    const bool repeated = fold.repeats.has_value();
    if (repeated) told_.push_back(*std::exchange(fold.repeats, std::nullopt));
    fold.since = now.steady;
    at = repeated ? std::next(at) : open_.erase(at);
  }
  return std::exchange(told_, {});
}

std::vector<Alert> Alerts::finish() {
  for (auto& [key, fold] : open_) {
    if (fold.repeats) told_.push_back(*std::exchange(fold.repeats, std::nullopt));
  }
  return std::exchange(told_, {});
}

// ---- in writing ----

void append_json(std::string& out, const Alert& alert) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.alert/1");
  json.key("kind").string(name(alert.kind));
  json.key("subject").string(alert.subject);
  json.key("repeats").boolean(alert.count == AlertCount::Repeats);
  json.key("times").number(alert.times);
  json.key("since").string(timestamp(alert.since));
  json.key("until").string(timestamp(alert.until));
  json.key("event");
  if (alert.event) {
    write_json(json, *alert.event);
  } else {
    json.null();
  }
  json.key("detail").string(alert.detail);
  json.end_object();
  out += '\n';
}

void append_text(std::string& out, const Alert& alert) {
  append_timestamp(out, alert.until);
  out += "  ALERT " + std::string(name(alert.kind)) + ": " + printable(alert.subject);
  if (alert.times > 1) out += ", " + std::to_string(alert.times) + " times";
  if (!alert.detail.empty()) out += " (" + printable(alert.detail) + ")";
  out += '\n';
}

}  // namespace modtrail
