// From documents to objects.  What wraps a MachineConfig is taken off: a List, a ConfigMap's value (so a NodePool of
// HyperShift names them), a ComplianceRemediation, which is applied as 75-<its name>, and Butane of the variant
// openshift, which becomes a MachineConfig of that name.
#include "source/objects.h"

#include <algorithm>
#include <array>
#include <functional>

#include "modtrail/base/file.h"
#include "modtrail/base/json.h"
#include "modtrail/base/text.h"
#include "source/butane.h"
#include "source/document_files.h"

namespace modtrail {
namespace {

constexpr std::string_view kRoleLabel = "machineconfiguration.openshift.io/role";
constexpr std::string_view kGroup = "machineconfiguration.openshift.io/";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kTotal = std::size_t{512} << 20;  // of all documents together

const YamlNode* child(const YamlNode* node, std::string_view key) {
  const YamlNode* found = node == nullptr || node->kind != YamlKind::Mapping ? nullptr : node->find(key);
  return found == nullptr || is_null(*found) ? nullptr : found;
}

std::string text_at(const YamlNode* node, std::string_view key) {
  const YamlNode* found = child(node, key);
  return found != nullptr && found->kind == YamlKind::Scalar ? found->scalar : std::string();
}

// To YAML the plain words of numbers and truth are no texts, and the API takes texts alone.
bool is_text(const YamlNode& node) {
  if (node.kind != YamlKind::Scalar) return false;
  if (node.style != YamlStyle::Plain || !node.tag.empty()) return true;
  constexpr std::array<std::string_view, 8> kTruth = {"true", "false", "yes", "no", "on", "off", "y", "n"};
  const std::string word = lower(node.scalar);
  if (is_null(node) || std::find(kTruth.begin(), kTruth.end(), word) != kTruth.end()) return false;
  return word.find_first_not_of("0123456789._+-") != std::string::npos && !yaml_integer(node);
}

std::vector<std::string> texts_at(const YamlNode* node, std::string_view key) {
  std::vector<std::string> out;
  if (const YamlNode* list = child(node, key)) {
    for (const YamlNode& item : list->items) out.push_back(item.scalar);
  }
  return out;
}

Labels labels_of(const YamlNode& object) {
  Labels out;
  const YamlNode* labels = child(child(&object, "metadata"), "labels");
  if (labels == nullptr) return out;
  for (std::size_t i = 0; i < labels->keys.size(); ++i) out[labels->keys[i].scalar] = labels->items[i].scalar;
  return out;
}

std::string role_of(const Labels& labels) {
  const auto found = labels.find(kRoleLabel);
  return found == labels.end() ? std::string() : found->second;
}

bool is_hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A word that YAML would turn into something else than a string, a list or a mapping.
const YamlNode* find_tag(const YamlNode& node) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  const std::string_view tag = node.tag;
  const bool plain = tag.empty() || tag == "!" || tag == std::string(kCore) + "str" ||
                     tag == std::string(kCore) + "map" || tag == std::string(kCore) + "seq";
  if (!plain) return &node;
  for (const YamlNode& item : node.items) {
    if (const YamlNode* found = find_tag(item)) return found;
  }
  return nullptr;
}

bool looks_like_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

// JSON writes characters beyond 16 bits as two halves, which YAML does not know.
void join_surrogates(std::string& text) {
  const auto half = [&](std::size_t at, std::string_view kinds) -> std::optional<std::uint32_t> {
    if (text.compare(at, 2, "\\u") != 0 || at + 6 > text.size()) return std::nullopt;
    if (lower(text.substr(at + 2, 1)) != "d" || kinds.find(text[at + 3]) == std::string_view::npos) return std::nullopt;
    const auto value = parse_number(std::string_view(text).substr(at + 2, 4), 16);
    return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
  };
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t at = text.find("\\u"); at != std::string::npos; at = text.find("\\u", at + 2)) {
    const auto high = half(at, "89abAB");
    const auto low = high ? half(at + 6, "cdefCDEF") : std::nullopt;
    if (!low) continue;
    const std::uint32_t code = 0x10000 + ((*high - 0xD800) << 10U) + (*low - 0xDC00);
    std::string joined = "\\U";
    for (int shift = 28; shift >= 0; shift -= 4) joined += kDigits[code >> static_cast<unsigned>(shift) & 15U];
    text.replace(at, 12, joined);
  }
}

// Windows writes what a program prints as UTF-16.
bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

// The place `to` bytes into the text; `from` lies before it.
YamlMark advanced(std::string_view text, YamlMark from, std::size_t to) {
  for (; from.offset < to; ++from.offset) {
    const auto byte = static_cast<unsigned char>(text[from.offset]);
    if ((byte & 0xC0U) == 0x80U) continue;
    ++from.column;
    if (byte != '\n') continue;
    ++from.line;
    from.column = 1;
  }
  return from;
}

// JSON texts may stand one after another, as `jq -c` writes them, and `oc get -o json` when it is asked twice.

Result<> check_json_texts(std::string_view text) {
  std::size_t from = 0;
  for (const std::size_t end : json_ends(text)) {
    TRY(check_json(text, from, end));
    from = end;
  }
  return {};
}

Result<std::vector<YamlNode>> parse_json_texts(std::string_view text, const std::string& name) {
  std::vector<YamlNode> out;
  YamlMark start = kYamlStart;
  std::size_t behind = 0;  // the text before
  for (const std::size_t end : json_ends(text)) {
    start = advanced(text, start, text.find_first_not_of(" \t\r\n", behind));
    std::vector<YamlNode> one = TRY(parse_yaml(text.substr(start.offset, end - start.offset), name, start));
    std::move(one.begin(), one.end(), std::back_inserter(out));
    behind = end;
  }
  return out;
}

class Collector {
 public:
  Result<> add(Given given);
  Result<Objects> finish();

 private:
  enum class Strictness : std::uint8_t { Strict, Lenient };
  Result<> add_text(const std::string& name, std::string text, InputOption option, Strictness strictness);
  Result<> add_directory(const Given& given);
  Result<> add_object(const Document& document, const YamlNode& node, InputOption option);
  Result<> add_kind(const Document& document, const YamlNode& node, const std::string& kind);
  Result<> add_machine_config(const Document& document, const YamlNode& node);
  Result<MachineConfig> read_machine_config(const Document& document, const YamlNode& node, const YamlNode& whole);
  Result<> add_remediation(const Document& document, const YamlNode& node);
  Result<> add_config_map(const Document& document, const YamlNode& node);
  Result<> add_butane(const Document& document, const YamlNode& node);
  void add_pool(const YamlNode& node);
  void add_node_pool(const YamlNode& node);
  void add_config(MachineConfig config);

  Objects out_;
  std::string config_map_;  // the one whose values are being read
  std::size_t total_ = 0;
};

// The text stands under the name it was given.
Result<> Collector::add_text(const std::string& name, std::string text, InputOption option, Strictness strictness) {
  total_ += text.size();
  if (total_ > kTotal) return fail("more than " + std::to_string(kTotal >> 20U) + " MiB of documents");
  if (is_utf16(text)) return fail(name + ":1:1: text in UTF-16: save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  const auto names = [&](std::string_view word) { return text.find(word) != std::string::npos; };
  const bool concerns = names("MachineConfig") || names("ignition") || names("variant") ||
                        names("ComplianceRemediation") || names("NodePool");
  if (strictness == Strictness::Lenient && !concerns) {
    ++out_.others["files without MachineConfigs"];
    return {};
  }
  const bool is_json = looks_like_json(text) && option != InputOption::Butane;
  const Result<> json = is_json ? check_json_texts(text) : Result<>();
  if (is_json) join_surrogates(text);
  const Document plain(name, std::move(text));
  const std::vector<YamlNode> documents =
      TRY(is_json ? parse_json_texts(plain.text(), name) : parse_yaml(plain.text(), name));
  if (!json) return fail(name + ":" + json.error().message);
  for (const YamlNode& node : documents) TRY(add_object(plain, node, option));
  return {};
}

Result<> Collector::add_directory(const Given& given) {
  const auto host = TRY(open_tree("/"));
  const std::string absolute = TRY(directory_path(given.path));
  std::string shown = given.path;
  while (shown.size() > 1 && shown.back() == '/') shown.pop_back();
  for (const std::string& path : TRY(document_files(*host, absolute))) {
    std::string text = TRY(host->read(path, kFileLimit));
    const std::string below = path.substr(absolute == "/" ? 0 : absolute.size());
    TRY(add_text(shown + below, std::move(text), InputOption::MachineConfig, Strictness::Lenient));
  }
  return {};
}

Result<> Collector::add(Given given) {
  if (!given.text) return add_directory(given);
  const std::string name = given.path == "-" ? "<stdin>" : given.path;
  return add_text(name, std::move(*given.text), given.option, Strictness::Strict);
}

Result<> Collector::add_object(const Document& document, const YamlNode& node, InputOption option) {
  if (is_null(node)) return {};
  const bool is_mapping = node.kind == YamlKind::Mapping;
  const std::string kind = text_at(&node, "kind");
  if (node.kind == YamlKind::Sequence) {
    for (const YamlNode& item : node.items) TRY(add_object(document, item, option));
    return {};
  }
  if (!is_mapping) return fail(document.where(node) + ": a text stands where an object is expected");
  if (option == InputOption::Butane || (kind.empty() && node.find("variant") != nullptr)) {
    return add_butane(document, node);
  }
  if (option == InputOption::Ignition || (kind.empty() && node.find("ignition") != nullptr)) {
    if (const YamlNode* tag = find_tag(node))
      return fail(document.where(*tag) + ": a tag (" + tag->tag + "), which is not accepted");
    StoredConfig config = TRY(read_config(document, node, Taker::Ignition));
    out_.machines.push_back({document.name(), std::move(config)});
    return {};
  }
  return add_kind(document, node, kind);
}

Result<> Collector::add_kind(const Document& document, const YamlNode& node, const std::string& kind) {
  const std::string version = text_at(&node, "apiVersion");
  const bool of_group = version == std::string(kGroup) + "v1";
  const YamlNode* items = child(&node, "items");
  if (kind.ends_with("List") && items != nullptr) {
    for (const YamlNode& item : items->items) TRY(add_object(document, item, InputOption::MachineConfig));
    return {};
  }
  const bool concerns = (of_group && (kind == "MachineConfig" || kind == "MachineConfigPool")) || kind == "ConfigMap" ||
                        kind == "ComplianceRemediation" || kind == "NodePool";
  if (!concerns) {
    const std::string strange =
        kind == "MachineConfig" ? " whose apiVersion is " + (version.empty() ? "missing" : version) : std::string();
    ++out_.others[kind.empty() ? "objects without a kind" : kind + strange];
    return {};
  }
  if (const YamlNode* tag = kind == "ConfigMap" ? nullptr : find_tag(node)) {
    return fail(document.where(*tag) + ": a tag (" + tag->tag + "), which is not accepted");
  }
  if (kind == "MachineConfig") return add_machine_config(document, node);
  if (kind == "ComplianceRemediation") return add_remediation(document, node);
  if (kind == "ConfigMap") return add_config_map(document, node);
  if (kind == "MachineConfigPool") add_pool(node);
  if (kind == "NodePool") add_node_pool(node);
  return {};
}

// ---- MachineConfigs ----

// "" where it takes the object.
std::string what_api_refuses(const YamlNode& object, const YamlNode* spec) {
  const YamlNode* name = child(child(&object, "metadata"), "name");
  const YamlNode* role = child(child(child(&object, "metadata"), "labels"), kRoleLabel);
  const YamlNode* arguments = child(spec, "kernelArguments");
  if (name != nullptr && !is_text(*name)) return "metadata.name is no text: put it in quotation marks";
  if (name != nullptr && !is_object_name(name->scalar)) return "no object can be called " + printable(name->scalar);
  if (role != nullptr && !is_text(*role)) return "the role is no text: put it in quotation marks";
  if (spec == nullptr || spec->kind != YamlKind::Mapping) return "a MachineConfig without a spec";
  if (arguments == nullptr) return "";
  if (arguments->kind != YamlKind::Sequence) return "kernelArguments is no list";
  return std::all_of(arguments->items.begin(), arguments->items.end(), is_text) ? "" : "a kernel argument is no text";
}

Result<MachineConfig> Collector::read_machine_config(const Document& document, const YamlNode& node,
                                                     const YamlNode& whole) {
  MachineConfig out;
  const YamlNode* metadata = child(&whole, "metadata");
  const YamlNode* name = child(metadata, "name");
  out.name = text_at(metadata, "name");
  out.created = text_at(metadata, "creationTimestamp");
  out.labels = labels_of(whole);
  out.role = role_of(out.labels);
  out.spot = document.spot_of(name == nullptr ? whole : *name);
  const std::size_t from = std::min(node.start.offset, document.text().size());
  out.digest = std::hash<std::string_view>()(std::string_view(document.text()).substr(from, node.end.offset - from));
  const YamlNode* spec = child(&node, "spec");
  if (const YamlNode* config = child(spec, "config")) out.config = TRY(read_config(document, *config, Taker::Operator));
  const std::string wrong = what_api_refuses(whole, spec);
  if (!wrong.empty()) {
    out.config.refused = true;
    out.config.notices.push_back(notice(Level::Error, "config-invalid", wrong, out.spot,
                                        "the API refuses the object; oc explain machineconfig tells more"));
    return out;
  }
  out.kernel_arguments = texts_at(spec, "kernelArguments");
  out.kernel_arguments.insert(out.kernel_arguments.end(), out.config.kernel_arguments.begin(),
                              out.config.kernel_arguments.end());
  return out;
}

// Of two objects of one name the later is what is applied last.
void Collector::add_config(MachineConfig config) {
  const auto same = std::find_if(out_.configs.begin(), out_.configs.end(),
                                 [&](const MachineConfig& other) { return other.name == config.name; });
  if (config.name.empty() || same == out_.configs.end()) {
    out_.configs.push_back(std::move(config));
    return;
  }
  if (same->digest != config.digest) {
    out_.notices.push_back(notice(Level::Warning, "config-replaced",
                                  "two MachineConfigs are called " + printable(config.name) +
                                      ": the one applied last counts, here taken to be the one in " +
                                      config.spot.origin.file + ":" + std::to_string(config.spot.origin.line),
                                  same->spot, "give each a name of its own"));
  }
  *same = std::move(config);
}

Result<> Collector::add_machine_config(const Document& document, const YamlNode& node) {
  MachineConfig config = TRY(read_machine_config(document, node, node));
  if (config.name.empty()) {
    config.config.refused = true;
    config.config.notices.push_back(notice(Level::Error, "config-invalid", "a MachineConfig without a name",
                                           config.spot, "give it metadata.name, as 75-audit-modules-worker"));
  }
  if (!config_map_.empty()) {
    config.hosted = true;
    out_.of_config_maps[config_map_].push_back(std::move(config));
  } else {
    add_config(std::move(config));
  }
  return {};
}

// A scan is named <profile>-<role>.
std::string role_of_scan(const Labels& labels, std::string_view name) {
  const auto scan = labels.find("compliance.openshift.io/scan-name");
  if (scan != labels.end()) return scan->second.substr(scan->second.rfind('-') + 1);
  for (const char* role : {"master", "worker"}) {
    if (name.find("-" + std::string(role) + "-") != std::string_view::npos) return role;
  }
  return "";
}

Result<> Collector::add_remediation(const Document& document, const YamlNode& node) {
  const YamlNode* spec = child(&node, "spec");
  const YamlNode* object = child(child(spec, "current"), "object");
  if (text_at(object, "kind") != "MachineConfig") {
    ++out_.others["ComplianceRemediation of other things"];
    return {};
  }
  MachineConfig config = TRY(read_machine_config(document, *object, node));
  const std::string name = config.name;
  config.name = "75-" + name;
  if (config.role.empty()) config.role = role_of_scan(config.labels, name);
  config.labels[std::string(kRoleLabel)] = config.role;
  if (text_at(spec, "apply") != "true") {
    out_.notices.push_back(notice(Level::Warning, "remediation-not-applied",
                                  "the remediation is not applied: nothing of it is on the nodes", config.spot,
                                  "set spec.apply: true"));
    config.config = StoredConfig();
    config.kernel_arguments.clear();
  }
  add_config(std::move(config));
  return {};
}

Result<> Collector::add_butane(const Document& document, const YamlNode& node) {
  if (const YamlNode* tag = find_tag(node))
    return fail(document.where(*tag) + ": a tag (" + tag->tag + "), which is not accepted");
  ButaneConfig butane = TRY(read_butane(document, node));
  if (!butane.is_cluster) {
    out_.machines.push_back({document.name(), std::move(butane.config)});
    return {};
  }
  MachineConfig config;
  const YamlNode* metadata = child(&node, "metadata");
  const YamlNode* name = child(metadata, "name");
  config.name = text_at(metadata, "name");
  config.labels = labels_of(node);
  config.role = role_of(config.labels);
  config.spot = document.spot_of(name == nullptr ? node : *name);
  config.config = std::move(butane.config);
  config.kernel_arguments = texts_at(child(&node, "openshift"), "kernel_arguments");
  if (config.name.empty() || config.role.empty()) {
    config.config.refused = true;
    config.config.notices.push_back(notice(Level::Error, "config-invalid",
                                           "the variant openshift needs metadata.name and the label " +
                                               std::string(kRoleLabel) + ": butane refuses the whole configuration",
                                           config.spot, "give it both"));
  }
  add_config(std::move(config));
  return {};
}

// ---- the others ----

Result<> Collector::add_config_map(const Document& document, const YamlNode& node) {
  const YamlNode* data = child(&node, "data");
  const std::string name = text_at(child(&node, "metadata"), "name");
  bool wraps = false;
  for (std::size_t i = 0; data != nullptr && i < data->items.size(); ++i) {
    const YamlNode& value = data->items[i];
    if (value.kind != YamlKind::Scalar || value.scalar.find("MachineConfig") == std::string::npos) continue;
    const bool is_config = data->keys[i].scalar == "config";
    const auto inner = parse_yaml(value.scalar, document.where(value) + " text");
    if (!inner && is_config) return tl::unexpected(inner.error());
    if (!inner) continue;
    wraps = true;
    const Document carried(document.map_of(value), value.scalar);
    config_map_ = name.empty() ? "?" : name;
    for (const YamlNode& object : *inner) {
      if (object.kind == YamlKind::Mapping) TRY(add_object(carried, object, InputOption::MachineConfig));
    }
    config_map_.clear();
  }
  if (!wraps) ++out_.others["ConfigMap"];
  return {};
}

void Collector::add_pool(const YamlNode& node) {
  PoolObject pool;
  pool.name = text_at(child(&node, "metadata"), "name");
  const YamlNode* spec = child(&node, "spec");
  if (const YamlNode* selector = child(spec, "machineConfigSelector")) {
    pool.selector.emplace();
    if (const YamlNode* labels = child(selector, "matchLabels")) {
      for (std::size_t i = 0; i < labels->keys.size(); ++i) {
        pool.selector->push_back({labels->keys[i].scalar, "In", {labels->items[i].scalar}});
      }
    }
    if (const YamlNode* expressions = child(selector, "matchExpressions")) {
      for (const YamlNode& each : expressions->items) {
        pool.selector->push_back({text_at(&each, "key"), text_at(&each, "operator"), texts_at(&each, "values")});
      }
    }
  }
  pool.configuration = text_at(child(child(&node, "status"), "configuration"), "name");
  if (pool.configuration.empty()) pool.configuration = text_at(child(spec, "configuration"), "name");
  if (!pool.name.empty()) out_.pools.push_back(std::move(pool));
}

void Collector::add_node_pool(const YamlNode& node) {
  NodePool pool;
  pool.name = text_at(child(&node, "metadata"), "name");
  if (const YamlNode* config = child(child(&node, "spec"), "config")) {
    for (const YamlNode& item : config->items) pool.config_maps.push_back(text_at(&item, "name"));
  }
  if (!pool.name.empty()) out_.node_pools.push_back(std::move(pool));
}

Result<Objects> Collector::finish() {
  const bool any = !out_.configs.empty() || !out_.machines.empty() || !out_.of_config_maps.empty();
  if (any) return std::move(out_);
  std::string seen;
  for (const auto& [kind, count] : out_.others) {
    seen += (seen.empty() ? "" : ", ") + std::to_string(count) + " " + printable(kind);
  }
  return fail("nothing to check: no MachineConfig, Ignition or Butane in the input" +
              (seen.empty() ? std::string() : " (only " + seen + ")"));
}

}  // namespace

bool is_object_name(std::string_view name) {
  const auto is_end = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 253 && is_end(name.front()) && is_end(name.back()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_end(c) || c == '-' || c == '.'; });
}

std::string rendered_pool(std::string_view name) {
  constexpr std::string_view kPrefix = "rendered-";
  const std::size_t dash = name.rfind('-');
  if (!name.starts_with(kPrefix) || dash < kPrefix.size()) return "";
  if (!is_hex(name.substr(dash + 1)) || name.size() - dash - 1 < 16) return "";
  return std::string(name.substr(kPrefix.size(), dash - kPrefix.size()));
}

Result<Objects> collect_objects(std::vector<Given> sources) {
  Collector collector;
  for (Given& given : sources) TRY(collector.add(std::move(given)));
  return collector.finish();
}

}  // namespace modtrail
