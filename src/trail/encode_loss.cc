#include "modtrail/trail/encode_loss.h"

#include "modtrail/base/counted.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"

namespace modtrail {

namespace {

void write_fields(JsonWriter& json, const Loss& loss) {
  json.key("cause").string(name(loss.cause));
  json.key("amount");
  if (unit(loss.cause).empty()) {
    json.null();
  } else {
    json.number(loss.amount);
  }
  json.key("unit").string_or_null(unit(loss.cause));
  json.key("times").number(loss.times);
  json.key("since").string(timestamp(loss.since));
  json.key("until").string(timestamp(loss.until));
  json.key("node").string_or_null(loss.node);
  json.key("serials");
  if (loss.cause == LossCause::SerialGap) {
    json.begin_array().number(std::uint64_t{loss.first}).number(std::uint64_t{loss.last}).end_array();
  } else {
    json.null();
  }
  json.key("detail").string_or_null(loss.detail);
}

std::string serials(const Loss& loss) {
  if (loss.first == loss.last) return "serial " + std::to_string(loss.first);
  return "serials " + std::to_string(loss.first) + " to " + std::to_string(loss.last) +
         (loss.times > 1 ? ", not all of them" : "");
}

std::string in_words(const Loss& loss) {
  const auto some = [&](std::string_view noun) { return counted(loss.amount, noun); };
  switch (loss.cause) {
    case LossCause::KernelLost:
      return "the kernel lost " + some("record");
    case LossCause::SerialGap:
      return some("event") + " missing: " + serials(loss);
    case LossCause::SocketDrops:
      return some("message") + " had no room in the socket's buffer";
    case LossCause::TornLines:
      return some("line") + " of the log no record";
    case LossCause::CappedEvents:
      return some("event") + " too large to be kept whole";
    case LossCause::CounterUnread:
      return "the kernel's count of lost records is not known";
    case LossCause::CounterReset:
      return "the kernel's count of lost records was set back";
    case LossCause::DaemonAway:
      return "no audit daemon for a while";
    case LossCause::DaemonChanged:
      return "another audit daemon";
    case LossCause::DaemonTrouble:
      return "the audit daemon is in trouble";
    case LossCause::AuditOff:
      return "auditing off for a while";
    case LossCause::RulesChanged:
      return "the audit rules changed";
    case LossCause::NewBoot:
      return "the machine started anew";
    case LossCause::LogCut:
      return "part of the log gone";
    case LossCause::Multicast:
      return "the multicast group promises nothing";
  }
  return "";
}

}  // namespace

std::string words_of(const Loss& loss) {
  std::string text = in_words(loss);
  if (!loss.detail.empty()) text += " (" + printable(loss.detail) + ")";
  if (!loss.node.empty()) text += ", on " + printable(loss.node);
  return text;
}

void append_json(std::string& out, const Loss& loss) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.loss/1");
  write_fields(json, loss);
  json.end_object();
  out += '\n';
}

void append_json(std::string& out, const TrailInterval& interval) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.interval/1");
  json.key("verdict").string(name(interval.verdict));
  json.key("since").string(timestamp(interval.since));
  json.key("until").string(timestamp(interval.until));
  json.key("records").number(interval.records);
  json.key("module_events").number(interval.module_events);
  json.key("losses").begin_array();
  for (const Loss& loss : interval.losses) {
    json.begin_object();
    write_fields(json, loss);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out += '\n';
}

void append_text(std::string& out, const Loss& loss) {
  append_timestamp(out, loss.until);
  out += "  LOSS: " + words_of(loss) + "\n";
}

void append_text(std::string& out, const TrailInterval& interval) {
  append_timestamp(out, interval.until);
  out += "  trail " + std::string(name(interval.verdict)) + " since " + timestamp(interval.since) + ": " +
         counted(interval.records, "record") + ", " + counted(interval.module_events, "module event") + "\n";
  for (const Loss& loss : interval.losses) out += "      " + words_of(loss) + "\n";
}

}  // namespace modtrail
