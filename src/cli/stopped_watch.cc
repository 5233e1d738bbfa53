#include "cli/stopped_watch.h"

#include <algorithm>

#include "modtrail/base/json.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/sha256.h"

namespace modtrail {

namespace {

constexpr std::string_view kSchema = "modtrail.watch_state/1";
constexpr std::string_view kSum = ",\"sha256\":\"";  // of what stands before it

// ---- writing ----

void write_place(JsonWriter& json, const LogPlace& place) {
  json.key("place").begin_object();
  json.key("device").number(place.file.device);
  json.key("inode").number(place.file.inode);
  json.key("modified").number(place.file.modified);
  json.key("head_size").number(place.file.head_size);
  json.key("head_sha256").string(place.file.head_sha256);
  json.key("offset").number(place.offset);
  json.end_object();
}

void write_told(JsonWriter& json, const std::vector<EventId>& told) {
  json.key("told").begin_array();
  for (const EventId& id : told) {
    json.begin_array().string(id.node).number(id.time).number(std::uint64_t{id.serial}).end_array();
  }
  json.end_array();
}

void write_output(JsonWriter& json, const OutputPlace& output) {
  json.key("output").begin_object();
  json.key("device").number(output.device);
  json.key("inode").number(output.inode);
  json.key("size").number(output.size);
  json.end_object();
}

void write_account(JsonWriter& json, const KernelAccount& account) {
  json.key("kernel").begin_object();
  json.key("lost").number(std::uint64_t{account.lost});
  json.key("daemon").number(std::uint64_t{account.daemon});
  json.key("enabled").number(std::uint64_t{account.enabled});
  json.key("boot").string(account.boot);
  json.end_object();
}

void write_node(JsonWriter& json, const Ledger::Node& node) {
  json.begin_object();
  json.key("node").string(node.name);
  json.key("highest").number(node.serials.highest);
  json.key("time").number(node.serials.time);
  if (node.serials.restart) json.key("restart").number(*node.serials.restart);
  json.key("holes").begin_array();
  for (const Serials::Hole& hole : node.serials.holes) {
    json.begin_array().number(hole.first).number(hole.last).number(hole.since).number(hole.until).end_array();
  }
  json.end_array();
  json.end_object();
}

void write_loss(JsonWriter& json, const Loss& loss) {
  json.begin_object();
  json.key("cause").string(name(loss.cause));
  json.key("amount").number(loss.amount);
  json.key("since").number(loss.since);
  json.key("until").number(loss.until);
  json.key("node").string(loss.node);
  json.key("detail").string(loss.detail);
  json.key("first").number(std::uint64_t{loss.first});
  json.key("last").number(std::uint64_t{loss.last});
  json.key("times").number(loss.times);
  json.end_object();
}

void write_interval(JsonWriter& json, const TrailInterval& interval) {
  json.key("interval").begin_object();
  json.key("since").number(interval.since);
  json.key("records").number(interval.records);
  json.key("module_events").number(interval.module_events);
  json.key("losses").begin_array();
  for (const Loss& loss : interval.losses) write_loss(json, loss);
  json.end_array();
  json.end_object();
}

// ---- reading ----

tl::unexpected<Error> no_state(const std::string& what) {
  return fail("no state of a watch: " + what);
}

const Json* member(const Json& object, std::string_view name) {
  for (const Json::Member& one : object.members) {
    if (one.name == name) return &one.value;
  }
  return nullptr;
}

Result<std::uint64_t> number(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || value->kind != Json::Kind::Unsigned) return no_state(std::string(name));
  return value->number;
}

Result<std::uint32_t> small_number(const Json& object, std::string_view name) {
  const std::uint64_t value = TRY(number(object, name));
  if (value > UINT32_MAX) return no_state(std::string(name));
  return static_cast<std::uint32_t>(value);
}

Result<std::string> text(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || value->kind != Json::Kind::String) return no_state(std::string(name));
  return value->text;
}

Result<const std::vector<Json>*> list(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || value->kind != Json::Kind::Array) return no_state(std::string(name));
  return &value->items;
}

Result<LogPlace> read_place(const Json& json) {
  LogPlace place;
  place.file.device = TRY(number(json, "device"));
  place.file.inode = TRY(number(json, "inode"));
  place.file.modified = TRY(number(json, "modified"));
  place.file.head_size = TRY(number(json, "head_size"));
  place.file.head_sha256 = TRY(text(json, "head_sha256"));
  place.offset = TRY(number(json, "offset"));
  return place;
}

Result<EventId> read_id(const Json& json) {
  const auto& items = json.items;
  const bool good = items.size() == 3 && items[0].kind == Json::Kind::String && items[1].kind == Json::Kind::Unsigned &&
                    items[2].kind == Json::Kind::Unsigned && items[2].number <= UINT32_MAX;
  if (!good) return no_state("told");
  return EventId{items[0].text, items[1].number, static_cast<std::uint32_t>(items[2].number)};
}

Result<OutputPlace> read_output(const Json& json) {
  OutputPlace place;
  place.device = TRY(number(json, "device"));
  place.inode = TRY(number(json, "inode"));
  place.size = TRY(number(json, "size"));
  return place;
}

Result<KernelAccount> read_account(const Json& json) {
  KernelAccount account;
  account.lost = TRY(small_number(json, "lost"));
  account.daemon = TRY(small_number(json, "daemon"));
  account.enabled = TRY(small_number(json, "enabled"));
  account.boot = TRY(text(json, "boot"));
  return account;
}

Result<Serials::Hole> read_hole(const Json& json) {
  const auto& items = json.items;
  const bool numbers = items.size() == 4 && std::all_of(items.begin(), items.end(), [](const Json& item) {
                         return item.kind == Json::Kind::Unsigned;
                       });
  if (!numbers || items[0].number == 0 || items[0].number > items[1].number) return no_state("holes");
  return Serials::Hole{items[0].number, items[1].number, items[2].number, items[3].number, 0};
}

Result<Ledger::Node> read_node(const Json& json) {
  Ledger::Node node;
  node.name = TRY(text(json, "node"));
  node.serials.highest = TRY(number(json, "highest"));
  node.serials.time = TRY(number(json, "time"));
  if (member(json, "restart") != nullptr) node.serials.restart = TRY(number(json, "restart"));
  for (const Json& hole : *TRY(list(json, "holes"))) {
    node.serials.holes.push_back(TRY(read_hole(hole)));
    if (node.serials.holes.back().last >= node.serials.highest) return no_state("holes");
  }
  return node;
}

Result<Loss> read_loss(const Json& json) {
  Loss loss;
  const auto cause = parse_cause(TRY(text(json, "cause")));
  if (!cause) return no_state("cause");
  loss.cause = *cause;
  loss.amount = TRY(number(json, "amount"));
  loss.since = TRY(number(json, "since"));
  loss.until = TRY(number(json, "until"));
  loss.node = TRY(text(json, "node"));
  loss.detail = TRY(text(json, "detail"));
  loss.first = TRY(small_number(json, "first"));
  loss.last = TRY(small_number(json, "last"));
  loss.times = TRY(number(json, "times"));
  return loss;
}

Result<TrailInterval> read_interval(const Json& json) {
  TrailInterval interval;
  interval.since = TRY(number(json, "since"));
  interval.records = TRY(number(json, "records"));
  interval.module_events = TRY(number(json, "module_events"));
  for (const Json& loss : *TRY(list(json, "losses"))) interval.losses.push_back(TRY(read_loss(loss)));
  return interval;
}

// Of a state that is read back; a disk that forgot or changed some of it must not move the watch to another place.
bool is_whole(std::string_view content) {
  const std::size_t end = content.rfind(kSum);
  if (end == std::string_view::npos) return false;
  return content.substr(end + kSum.size()) == sha256_hex(content.substr(0, end)) + "\"}\n";
}

}  // namespace

std::string print_state(const StoppedWatch& state) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string(kSchema);
  json.key("source").string(state.source);
  if (state.place) write_place(json, *state.place);
  json.key("counted").number(state.counted);
  write_told(json, state.told);
  if (state.output) write_output(json, *state.output);
  if (state.ledger.account) write_account(json, *state.ledger.account);
  json.key("last_record").number(state.ledger.last_record);
  write_interval(json, state.ledger.current);
  json.key("nodes").begin_array();
  for (const Ledger::Node& node : state.ledger.nodes) write_node(json, node);
  json.end_array();
  const std::string sum = sha256_hex(out);
  json.key("sha256").string(sum);
  json.end_object();
  out += '\n';
  return out;
}

Result<StoppedWatch> parse_state(std::string_view content) {
  const Json json = TRY(parse_json(content));
  const Result<std::string> schema = text(json, "schema");
  if (!schema || *schema != kSchema) return no_state("schema");
  if (!is_whole(content)) return no_state("it was changed or cut off");
  StoppedWatch state;
  state.source = TRY(text(json, "source"));
  if (const Json* place = member(json, "place")) state.place = TRY(read_place(*place));
  state.counted = TRY(number(json, "counted"));
  for (const Json& id : *TRY(list(json, "told"))) state.told.push_back(TRY(read_id(id)));
  if (const Json* output = member(json, "output")) state.output = TRY(read_output(*output));
  if (const Json* kernel = member(json, "kernel")) state.ledger.account = TRY(read_account(*kernel));
  state.ledger.last_record = TRY(number(json, "last_record"));
  const Json* interval = member(json, "interval");
  if (interval == nullptr) return no_state("interval");
  state.ledger.current = TRY(read_interval(*interval));
  for (const Json& node : *TRY(list(json, "nodes"))) state.ledger.nodes.push_back(TRY(read_node(node)));
  return state;
}

}  // namespace modtrail
