#include "sink/log_forms.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::uint64_t kTime = 1700000000123;

LogMessage message(std::string text, std::vector<LogMessage::Field> fields = {}) {
  return {LogSeverity::Warning, "event", kTime, std::move(fields), std::move(text)};
}

TEST(SyslogForm, IsThatOfTheRfc) {
  EXPECT_EQ(syslog_form(message("load dummy: refused", {{"module", "dummy"}, {"auid", "1000"}}), {"host.example", 77}),
            "<84>1 2023-11-14T22:13:20.123Z host.example modtrail 77 event "
            "[modtrail@32473 module=\"dummy\" auid=\"1000\"] load dummy: refused");
}

TEST(SyslogForm, WhatEndsAValueIsEscapedAndWhatATerminalObeysIsShown) {
  const std::string text = syslog_form(message("a\nb", {{"module", "x\"]\\\n\x1b[1m"}}), {"h", 1});
  EXPECT_NE(text.find("module=\"x\\\"\\]\\\\\\\\x0a\\\\x1b[1m\"] a\\x0ab"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(SyslogForm, AHostNameThatIsNoneIsLeftOut) {
  for (const std::string& host : {std::string(), std::string("a b"), std::string("\xc3\xa4"), std::string(256, 'h')}) {
    EXPECT_NE(syslog_form(message("x"), {host, 1}).find("Z - modtrail 1 "), std::string::npos) << host;
  }
}

TEST(SyslogForm, TextBeyondAsciiIsMarkedAsUtf8) {
  EXPECT_TRUE(syslog_form(message("caf\xc3\xa9"), {"h", 1})
                  .ends_with("] \xEF\xBB\xBF"
                             "caf\xc3\xa9"));
}

TEST(SyslogForm, TooLongATextIsCutBetweenCharactersAndThatIsSaid) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    while (text.size() < 10000) text += "\xe2\x82\xac";
    const std::string form = syslog_form(message(text, {{"exe", std::string(5000, '\\')}}), {"h", 1});
    EXPECT_LE(form.size(), kMostSyslog);
    EXPECT_GT(form.size(), kMostSyslog - 40);
    EXPECT_NE(form.find(" cut=\"" + std::to_string(text.size()) + "\"] "), std::string::npos);
    const std::string_view last = std::string_view(form).substr(form.find("\xEF\xBB\xBF") + 3);
    EXPECT_TRUE(printable(last) == last) << "half a character";
  }
}

TEST(SyslogForm, FieldsAloneNeverFillIt) {
  std::vector<LogMessage::Field> fields(14, {"module_events", std::string(1 << 16, '"')});
  EXPECT_LE(syslog_form(message(std::string(1 << 16, 'x'), fields), {"h", 1}).size(), kMostSyslog);
}

// Written apart from the encoder: the fields of systemd's native protocol, or nothing where it is not that.
std::optional<std::map<std::string, std::string>> journal_fields(std::string_view bytes) {
  std::map<std::string, std::string> out;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find_first_of("=\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string name(bytes.substr(0, end));
    const bool plain = bytes[end] == '=';
    bytes.remove_prefix(end + 1);
    std::size_t size = bytes.find('\n');
    if (!plain) {
      if (bytes.size() < 8) return std::nullopt;
      size = 0;
      for (int i = 7; i >= 0; --i) size = size << 8U | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
      bytes.remove_prefix(8);
    }
    if (size >= bytes.size() || bytes[size] != '\n') return std::nullopt;
    out[name] = bytes.substr(0, size);
    bytes.remove_prefix(size + 1);
  }
  return out;
}

TEST(JournaldForm, HoldsEveryByteOfEveryField) {
  const std::string odd("a\nMESSAGE=forged\n=\0\xff", 21);
  const auto fields = journal_fields(journald_form(message("text\nmore", {{"module", odd}, {"module_events", "3"}})));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->at("MESSAGE"), "text\nmore");
  EXPECT_EQ(fields->at("MODTRAIL_MODULE"), odd);
  EXPECT_EQ(fields->at("MODTRAIL_MODULE_EVENTS"), "3");
  EXPECT_EQ(fields->at("PRIORITY"), "4");
  EXPECT_EQ(fields->at("SYSLOG_IDENTIFIER"), "modtrail");
  EXPECT_EQ(fields->at("MESSAGE_ID").size(), 32U);
}

TEST(JournaldForm, EachKindHasItsOwnId) {
  std::map<std::string, int> seen;
  for (const std::string_view kind : {"event", "alert", "loss", "interval", "delivery", "checkpoint"}) {
    const auto fields = journal_fields(journald_form({LogSeverity::Notice, kind, kTime, {}, "x"}));
    ASSERT_TRUE(fields);
    EXPECT_EQ(fields->at("MODTRAIL_KIND"), kind);
    ++seen[fields->at("MESSAGE_ID")];
  }
  EXPECT_EQ(seen.size(), 6U);
}

}  // namespace
}  // namespace modtrail
