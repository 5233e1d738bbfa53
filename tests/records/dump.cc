// Every event of a log as the library reads it, one JSON line each, for the tests beside this file:
//
//   modtrail_records LOG       {"node":..,"time":ms,"serial":n,"records":[{"type":"SYSCALL","fields":[[NAME,AS
//   WRITTEN,DECODED]..],
//                              "enriched":[..]}..]}, a torn line as {"torn":why,"line":n}, and last {"counts":{..}}
#include <cstdio>
#include <string>
#include <vector>

#include "modtrail/base/byte_source.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/trail/assembler.h"

namespace modtrail {
namespace {

void write_fields(JsonWriter& json, std::string_view text, int type) {
  json.begin_array();
  FieldReader fields(text);
  while (const auto field = fields.next()) {
    json.begin_array().string(field->name).string(field->value);
    if (is_untrusted(type, field->name)) {
      const auto decoded = decode_untrusted(field->value);
      decoded ? json.string(*decoded) : json.null();
    } else {
      json.string(field->value);
    }
    json.end_array();
  }
  json.end_array();
}

void print(const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

void print_event(const Event& event) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object().key("node").string(event.id().node).key("time").number(event.id().time);
  json.key("serial").number(std::uint64_t{event.id().serial}).key("records").begin_array();
  for (std::size_t i = 0; i < event.size(); ++i) {
    const Record record = event.record(i);
    json.begin_object().key("type").string(record.type_name).key("number").number(std::int64_t{record.type});
    json.key("body").string(record.body).key("fields");
    write_fields(json, record.body, record.type);
    json.key("enriched");
    write_fields(json, record.enriched, record.type);
    json.end_object();
  }
  json.end_array().end_object();
  print(out);
}

void print_torn(const TornLine& torn) {
  std::string out;
  JsonWriter(out, JsonWriter::Layout::OneLine)
      .begin_object()
      .key("torn")
      .string(name(torn.why))
      .key("line")
      .number(torn.line)
      .end_object();
  print(out);
}

void print_counts(const Counts& counts) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object().key("counts").begin_object();
  json.key("bytes").number(counts.bytes).key("lines").number(counts.lines).key("records").number(counts.records);
  json.key("torn").number(counts.torn).key("events").number(counts.events).key("capped").number(counts.capped);
  json.end_object().end_object();
  print(out);
}

Result<> read_all(const std::string& path, Assembler& assembler) {
  const std::unique_ptr<ByteSource> source = TRY(open_source(path));
  std::vector<char> chunk(1 << 16);
  while (const std::size_t size = TRY(source->read(chunk))) assembler.push({chunk.data(), size});
  return {};
}

int dump(const std::string& path) {
  Assembler assembler({}, print_event, print_torn);
  const Result<> read = read_all(path, assembler);
  assembler.finish();
  print_counts(assembler.counts());
  if (!read) std::fprintf(stderr, "%s\n", read.error().message.c_str());
  return read ? 0 : 2;
}

}  // namespace
}  // namespace modtrail

int main(int count, char** words) {
  if (count == 2) return modtrail::dump(words[1]);
  std::fprintf(stderr, "modtrail_records LOG\n");
  return 2;
}
