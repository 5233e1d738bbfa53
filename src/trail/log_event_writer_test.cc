#include "modtrail/trail/log_event_writer.h"

#include <gtest/gtest.h>

#include "modtrail/base/json.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/assembler.h"
#include "trail/log_maker.h"

namespace modtrail {
namespace {

// The same, written down by JsonWriter as plainly as can be.
std::string text_of(std::string_view value, int type, std::string_view name) {
  if (value.starts_with('"'))
    return value.ends_with('"') && value.size() > 1 ? std::string(value.substr(1, value.size() - 2))
                                                    : std::string(value.substr(1));
  if (is_untrusted(type, name) && writing_of(value) == Writing::Hex) return *decode_untrusted(value);
  return std::string(value);
}

void write_section(JsonWriter& json, const std::string& section, std::string_view text, int type) {
  std::vector<std::string> names;
  std::vector<LogField> again;
  std::string words;
  FieldReader fields(text);
  json.key(section).begin_object();
  while (const auto field = fields.next()) {
    if (field->name.empty()) {
      words += (words.empty() ? "" : " ") + std::string(field->value);
    } else if (std::find(names.begin(), names.end(), field->name) != names.end()) {
      again.push_back(*field);
    } else {
      names.emplace_back(field->name);
      json.key(field->name);
      field->value == "(null)" ? json.null() : json.string(text_of(field->value, type, field->name));
    }
  }
  json.end_object();
  if (!words.empty()) json.key(section + "_text").string(words);
  if (again.empty()) return;
  json.key(section + "_again").begin_array();
  for (const LogField& field : again) json.begin_array().string(field.name).string(field.value).end_array();
  json.end_array();
}

std::string plainly(const Event& event) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object().key("schema").string("modtrail.log_event/1").key("id").begin_object().key("node");
  event.id().node.empty() ? json.null() : json.string(event.id().node);
  json.key("time").string(timestamp(event.id().time)).key("serial").number(std::uint64_t{event.id().serial});
  json.end_object().key("complete").boolean(event.whole() == Whole::Yes).key("records").begin_array();
  for (std::size_t i = 0; i < event.size(); ++i) {
    const Record record = event.record(i);
    json.begin_object().key("type").string(record.type_name);
    write_section(json, "fields", record.body, record.type);
    if (!record.enriched.empty()) write_section(json, "enriched", record.enriched, 0);
    json.end_object();
  }
  json.end_array().end_object();
  return out + "\n";
}

struct Written {
  std::string fast;
  std::string plain;
};

Written write(std::string_view log) {
  Written written;
  LogEventWriter writer([&](std::string_view lines) { written.fast += lines; });
  Assembler assembler({}, [&](const Event& event) {
    writer.write(event);
    written.plain += plainly(event);
  });
  assembler.push(log);
  assembler.finish();
  writer.flush();
  return written;
}

void expect_good_lines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    ASSERT_NE(feed, std::string_view::npos);
    const std::string_view line = text.substr(0, feed);
    EXPECT_TRUE(parse_json(line)) << line;
    for (const char byte : line) EXPECT_FALSE(static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) << line;
    text.remove_prefix(feed + 1);
  }
}

TEST(LogEventWriter, WritesWhatJsonWriterWould) {
  std::mt19937 random(3);
  const std::string kBytes = "\"\\\x1b\x1d\x7f\xff\xc3\xa4\x9b =0AF(){}'";
  for (unsigned seed = 0; seed < 150; ++seed) {
    std::string log = trail_test::make_log(seed, 60);
    for (int change = 0; change < 60; ++change) log[random() % log.size()] = kBytes[random() % kBytes.size()];
    const Written written = write(log);
    ASSERT_EQ(written.fast, written.plain) << seed;
    expect_good_lines(written.fast);
  }
}

TEST(LogEventWriter, TextsOfEveryLengthWithEveryByteAtEveryPlace) {
  for (std::size_t size = 1; size < 20; ++size) {
    std::string log;
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 1; byte < 256; ++byte) {
        if (byte == '\n') continue;
        std::string value(size, 'x');
        value[at] = static_cast<char>(byte);
        log += trail_test::line_of("AVC", 1700000000, log.size(), value + "=" + value);
      }
    }
    const Written written = write(log);
    ASSERT_EQ(written.fast, written.plain) << size;
  }
}

// Records whose fields are those of the record before, but for some: left out, twice, moved, of another value.
TEST(LogEventWriter, FieldsThatMostlyComeAsBefore) {
  const std::vector<std::string> names = {"arch",
                                          "ses",
                                          "subj",
                                          "obj",
                                          "comm",
                                          "key",
                                          "a0",
                                          "proctitle",
                                          "old-auid",
                                          "a_name_of_15_by",
                                          "a_name_of_16_byt",
                                          "\"",
                                          "avc:",
                                          "\x7f",
                                          "x"};
  const std::vector<std::string> values = {"=1",
                                           "=\"x\"",
                                           "=\"a b\"",
                                           "=(null)",
                                           "=",
                                           "=4294967295op=set",
                                           "=ABCD",
                                           "=ABC",
                                           "=41424",
                                           "=lbl (enforce)",
                                           "=lbl (enforce",
                                           "=\"open",
                                           "='m=\"q\" n'",
                                           "={ read }",
                                           "=\"",
                                           "=a\"b",
                                           "=\"a\"b",
                                           "=\"a\xff\"",
                                           "=a\x01",
                                           "",
                                           "=0123456789abcdef",
                                           "=\"0123456789abcde\"",
                                           "=\"0123456789abcdef\"",
                                           "="};
  std::mt19937 random(11);
  const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::vector<std::string> fields;
    for (const std::string& name : names) fields.push_back(name + any(values));
    std::string log;
    for (std::uint64_t serial = 0; serial < 100; ++serial) {
      const std::size_t at = random() % fields.size();
      if (random() % 3 == 0) fields[at] = any(names) + any(values);
      if (random() % 9 == 0) std::swap(fields[at], fields[random() % fields.size()]);
      std::string body;
      const std::size_t end = random() % 2 == 0 ? fields.size() : random() % fields.size();
      for (std::size_t i = 0; i < end; ++i) body += (random() % 30 == 0 ? "  " : " ") + fields[i];
      const auto type = any({"SYSCALL", "EXECVE", "PATH", "UNKNOWN[1428]", "NO_SUCH_TYPE"});
      log += trail_test::line_of(type, 1700000000, serial, body.substr(body.empty() ? 0 : random() % 2));
      if (random() % 4 == 0) log.insert(log.size() - 1, "\x1d" + body);
    }
    const Written written = write(log);
    ASSERT_EQ(written.fast, written.plain) << seed;
    expect_good_lines(written.fast);
  }
}

TEST(LogEventWriter, LongLinesAndNodes) {
  for (const std::string& body :
       {std::string(65000, '\x01'), "x=" + std::string(65000, '"'), std::string(30000, 'a') + "=b"}) {
    const Written written =
        write("node=" + std::string(100, '\x02') + " " + trail_test::line_of("AVC", 1700000000, 1, body));
    EXPECT_EQ(written.fast, written.plain);
  }
}

}  // namespace
}  // namespace modtrail
