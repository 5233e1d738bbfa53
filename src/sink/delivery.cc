#include "sink/delivery.h"

#include <utility>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"

namespace modtrail {

std::string_view name(DeliveryState state) {
  switch (state) {
    case DeliveryState::Failing:
      return "failing";
    case DeliveryState::Working:
      return "working";
  }
  return "";
}

void DeliveryAccount::failed(std::string why, Tick now) {
  if (!failing_) since_ = now.time;
  if (!failing_) next_ = now.steady;
  failing_ = true;
  why_ = std::move(why);
  until_ = now.time;
}

void DeliveryAccount::lost(std::uint64_t count, const std::string& why, Tick now) {
  if (count == 0) return;
  if (!failing_) failed(why, now);
  lost_ += count;
}

void DeliveryAccount::worked(Tick now) {
  if (failing_) until_ = now.time;
  failing_ = false;
}

Delivery DeliveryAccount::state(DeliveryState state) const {
  return {to_, state, since_, until_, late_, lost_, why_};
}

std::optional<Delivery> DeliveryAccount::news(Tick now) {
  if (failing_) {
    if (now.steady < next_) return std::nullopt;
    next_ = now.steady + kAgain;
    told_ = true;
    return state(DeliveryState::Failing);
  }
  if (!told_ && lost_ == 0) return std::nullopt;
  const Delivery over = state(DeliveryState::Working);
  told_ = false;
  late_ = lost_ = 0;
  return over;
}

void append_json(std::string& out, const Delivery& delivery) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.delivery/1");
  json.key("to").string(delivery.to);
  json.key("state").string(name(delivery.state));
  json.key("since").string(timestamp(delivery.since));
  json.key("until").string(timestamp(delivery.until));
  json.key("late").number(delivery.late);
  json.key("lost").number(delivery.lost);
  json.key("detail").string(delivery.detail);
  json.end_object();
  out += '\n';
}

std::string words_of(const Delivery& delivery) {
  std::string text = printable(delivery.to);
  text += delivery.state == DeliveryState::Failing ? " fails: " : " works again after: ";
  text += printable(delivery.detail);
  if (delivery.late > 0) text += ", " + std::to_string(delivery.late) + " late";
  if (delivery.lost > 0) text += ", " + std::to_string(delivery.lost) + " lost";
  return text;
}

void append_text(std::string& out, const Delivery& delivery) {
  append_timestamp(out, delivery.until);
  out += "  OUTPUT " + words_of(delivery) + "\n";
}

}  // namespace modtrail
