#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "modtrail/trail/ledger.h"

namespace modtrail {

enum class DeliveryState : std::uint8_t { Failing, Working };
std::string_view name(DeliveryState state);  // "failing"

// How it stands with one of the places that a watch tells its lines to.
struct Delivery {
  std::string to;  // "syslog:/dev/log"
  DeliveryState state = DeliveryState::Working;
  std::uint64_t since = 0;  // milliseconds since 1970: the first that failed
  std::uint64_t until = 0;
  std::uint64_t late = 0;  // of what was to be told there meanwhile, so much was told later
  std::uint64_t lost = 0;  // and so much never will be
  std::string detail;      // why it failed
};

// Keeps account of one place, and says when there is something to tell of it.
class DeliveryAccount {
 public:
  static constexpr std::uint64_t kAgain = 60000;  // milliseconds: how often to tell that it goes on failing

  explicit DeliveryAccount(std::string to) : to_(std::move(to)) {}
  void failed(std::string why, Tick now);
  void lost(std::uint64_t count, const std::string& why, Tick now);
  void late(std::uint64_t count) { late_ += count; }
  void worked(Tick now);
  bool is_failing() const { return failing_; }
  // When it begins to fail or to lose something, once a minute while it does, and when it works again.
  std::optional<Delivery> news(Tick now);

 private:
  Delivery state(DeliveryState state) const;

  std::string to_;
  std::string why_;
  bool failing_ = false;
  bool told_ = false;  // that it is
  std::uint64_t since_ = 0;
  std::uint64_t until_ = 0;
  std::uint64_t late_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t next_ = 0;
};

// modtrail.delivery/1 (docs/schema/delivery.schema.json), and a line for people; with their feeds.
void append_json(std::string& out, const Delivery& delivery);
void append_text(std::string& out, const Delivery& delivery);
// "syslog:/dev/log fails: no such file or directory", printable.
std::string words_of(const Delivery& delivery);

}  // namespace modtrail
