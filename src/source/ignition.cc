// storage.files of Ignition (3.0 to 3.6, and 2.2 as the Machine Config Operator still takes it) and of Butane.
//
// One broken entry costs everything: Ignition refuses a whole configuration, and the operator, which parses each
// MachineConfig with Ignition's code, renders nothing for the pool.  So a complaint sets `refused`, and what the entry
// would have put is left out.  Where the three takers differ:
// - contents.inline is Butane's.  Ignition does not know the word: the file has no source then, which is an error
//   together with overwrite: true; without it the operator writes an empty file.
// - the operator refuses modes above 0777 and append, and fetches nothing.
// - butane's mode has no special bits in the openshift variant.
// Sources: coreos/ignition config/v3_*/types (validation), openshift/machine-config-operator pkg/controller/common,
// github.com/vincent-petithory/dataurl; each kind was put through ignition-validate 2.14 or butane 0.18.
#include "source/ignition.h"

#include <algorithm>
#include <array>
#include <set>

#include "modtrail/base/gzip.h"
#include "modtrail/base/sha256.h"
#include "modtrail/base/text.h"
#include "source/data_url.h"

namespace modtrail {
namespace {

constexpr std::size_t kContentLimit = std::size_t{32} << 20;  // of one file when unpacked

std::string octal(std::uint64_t mode) {
  std::string out;
  for (; mode != 0; mode /= 8) out.insert(out.begin(), static_cast<char>('0' + mode % 8));
  return "0" + out;
}

bool is_true(const YamlNode* node) {
  return node != nullptr && node->kind == YamlKind::Scalar && node->style == YamlStyle::Plain &&
         (lower(node->scalar) == "true" || node->scalar == "yes" || node->scalar == "on");
}

bool is_false(const YamlNode& node) {
  return node.kind == YamlKind::Scalar && node.style == YamlStyle::Plain &&
         (lower(node.scalar) == "false" || node.scalar == "no" || node.scalar == "off");
}

const YamlNode* present(const YamlNode* node) {
  return node == nullptr || is_null(*node) ? nullptr : node;
}

const YamlNode* child(const YamlNode* node, std::string_view key) {
  return node == nullptr ? nullptr : present(node->find(key));
}

bool is_clean(std::string_view path) {
  if (path.size() > 1 && path.back() == '/') return false;
  std::vector<std::string_view> parts = split(path, '/');
  return std::none_of(parts.begin() + 1, parts.end(), [&](std::string_view part) {
    return part == "." || part == ".." || (part.empty() && path.size() > 1);
  });
}

class ConfigReader {
 public:
  ConfigReader(const Document& document, Taker taker) : document_(document), taker_(taker) {}

  Result<StoredConfig> run(const YamlNode& config);

 private:
  struct Bytes {
    std::string text;
    TextMap map;
  };

  void complain(std::string_view id, const Spot& spot, const std::string& message, std::string hint);
  void complain(std::string_view id, const YamlNode& node, const std::string& message, std::string hint) {
    complain(id, document_.spot_of(node), message, std::move(hint));
  }
  void complain_of_node(std::string_view id, const YamlNode& node, const std::string& message, std::string hint);
  void remark(std::string_view id, const YamlNode& node, std::string message, std::string hint) {
    out_.notices.push_back(notice(Level::Warning, id, std::move(message), document_.spot_of(node), std::move(hint)));
  }
  bool is_mapping(const YamlNode& node, std::string_view what);
  bool is_list(const YamlNode& node, std::string_view what);
  std::optional<std::string> text_of(const YamlNode* node, std::string_view what);

  bool takes_version(const YamlNode& config);
  Result<> read_storage(const YamlNode& storage);
  Result<> read_file(const YamlNode& entry);
  std::optional<std::string> read_path(const YamlNode& entry);
  void read_mode(const YamlNode& node, StoredFile& file);
  Result<> read_contents(const YamlNode& entry, StoredFile& file);
  Result<> read_append(const YamlNode& node, StoredFile& file);
  void tell_inline(const YamlNode& entry, const YamlNode& contents);
  Result<std::optional<Bytes>> read_resource(const YamlNode& resource, const std::string& path);
  Result<std::optional<Bytes>> fetch(const YamlNode& source, const std::string& path);
  bool unpack(const YamlNode& resource, const YamlNode& source, Bytes& bytes);
  bool is_verified(const YamlNode& resource, std::string_view text);
  std::optional<std::string> read_node_path(const YamlNode& entry);
  void read_links(const YamlNode& list);
  void read_directories(const YamlNode& list);
  void read_kernel_arguments(const YamlNode& node);

  const Document& document_;
  Taker taker_;
  StoredConfig out_;
  std::set<std::string> paths_;
  bool knows_sha256_ = true;  // since 3.1
};

std::string_view consequence(Taker taker) {
  switch (taker) {
    case Taker::Operator:
      return "the pool cannot be rendered with it, and none of its files reach the nodes";
    case Taker::Ignition:
      return "Ignition refuses the whole configuration";
    case Taker::Butane:
      return "butane refuses the whole configuration";
  }
  return "";
}

void ConfigReader::complain(std::string_view id, const Spot& spot, const std::string& message, std::string hint) {
  out_.refused = true;
  out_.notices.push_back(
      notice(Level::Error, id, message + ": " + std::string(consequence(taker_)), spot, std::move(hint)));
}

// What the operator renders, but its daemon on the nodes cannot carry out.
void ConfigReader::complain_of_node(std::string_view id, const YamlNode& node, const std::string& message,
                                    std::string hint) {
  if (taker_ != Taker::Operator) return complain(id, node, message, std::move(hint));
  out_.refused = true;
  out_.notices.push_back(notice(
      Level::Error, id, message + ": the nodes refuse the pool's configuration, and none of its files reach them",
      document_.spot_of(node), std::move(hint)));
}

bool ConfigReader::is_mapping(const YamlNode& node, std::string_view what) {
  if (node.kind == YamlKind::Mapping) return true;
  complain("config-invalid", node, std::string(what) + " is no mapping", "write it as keys with values");
  return false;
}

bool ConfigReader::is_list(const YamlNode& node, std::string_view what) {
  if (node.kind == YamlKind::Sequence) return true;
  complain("config-invalid", node, std::string(what) + " is no list", "write it as a list");
  return false;
}

// Plain words that YAML takes for something else are no strings.
std::optional<std::string> ConfigReader::text_of(const YamlNode* node, std::string_view what) {
  if (node == nullptr) return std::nullopt;
  if (node->kind == YamlKind::Scalar) return node->scalar;
  complain("config-invalid", *node, std::string(what) + " is no text", "write it as one string");
  return std::nullopt;
}

// ---- the version ----

bool is_version(std::string_view version, std::string_view major, unsigned first, unsigned last) {
  const std::vector<std::string_view> parts = split(version, '.');
  if (parts.size() != 3 || parts[0] != major || parts[2] != "0") return false;
  const auto minor = parse_number(parts[1]);
  return minor && *minor >= first && *minor <= last;
}

bool ConfigReader::takes_version(const YamlNode& config) {
  if (taker_ == Taker::Butane) return true;  // butane.cc looks at it
  const YamlNode* version = child(child(&config, "ignition"), "version");
  const bool by_operator = taker_ == Taker::Operator;
  if (version == nullptr) {
    if (by_operator && config.items.empty()) return true;  // kernel arguments alone
    complain("config-version", config, "the configuration does not tell ignition.version", "write version: 3.2.0");
    return false;
  }
  const bool known = by_operator ? version->scalar == "2.2.0" || is_version(version->scalar, "3", 0, 5)
                                 : is_version(version->scalar, "3", 0, 6);
  knows_sha256_ = version->scalar != "3.0.0" && version->scalar != "2.2.0";
  if (known) return true;
  complain("config-version", *version,
           by_operator
               ? "the Machine Config Operator takes Ignition 2.2 and 3.0 to 3.5, not " + printable(version->scalar)
               : "Ignition 3.0 to 3.6 are known, not " + printable(version->scalar),
           "write version: 3.2.0, which every OpenShift 4 takes");
  return false;
}

// ---- one file ----

std::optional<std::string> ConfigReader::read_path(const YamlNode& entry) {
  const YamlNode* node = child(&entry, "path");
  if (node == nullptr) {
    complain("config-invalid", entry, "an entry without a path", "give it one");
    return std::nullopt;
  }
  std::optional<std::string> path = text_of(node, "the path");
  if (!path) return path;
  const bool absolute = path->starts_with('/');
  if (!absolute || !is_clean(*path)) {
    complain("config-invalid", *node, absolute ? "the path is not in its shortest form" : "the path is not absolute",
             "write the path from / on, without . and .. and without doubled slashes");
    return std::nullopt;
  }
  if (path->find('\0') != std::string::npos) {
    complain("config-invalid", *node, "no file's path holds a zero byte", "write the path without it");
    return std::nullopt;
  }
  if (!paths_.insert(*path).second) {
    complain("config-invalid", *node, "the path stands twice in this configuration", "keep one of the two");
    return std::nullopt;
  }
  return path;
}

void ConfigReader::read_mode(const YamlNode& node, StoredFile& file) {
  const std::optional<std::uint64_t> mode = yaml_integer(node);
  if (!mode) {
    complain("file-mode", node, "the mode is no number", "write 0644 in YAML, 420 in JSON");
    return;
  }
  const bool plain_decimal = node.scalar.front() != '0';
  const std::string meant = plain_decimal ? "; a decimal " + node.scalar + " is " + octal(*mode) : std::string();
  if (*mode > 07777 || (*mode > 0777 && taker_ != Taker::Ignition)) {
    complain("file-mode", node, "a mode above 0777 (" + octal(*mode) + ")" + meant,
             plain_decimal ? "write 0" + node.scalar + " in YAML; JSON has decimal numbers only" : "write 0644");
    return;
  }
  file.info.mode = static_cast<std::uint32_t>(*mode);
  constexpr std::array<std::string_view, 3> kSlips = {"400", "440", "444"};
  if (*mode > 0777 || std::find(kSlips.begin(), kSlips.end(), node.scalar) != kSlips.end()) {
    remark("file-mode", node, "the mode is " + octal(*mode) + meant, "write 0" + node.scalar + " in YAML");
  } else if (node.scalar.starts_with("0o")) {
    remark("file-mode", node,
           "oc reads " + node.scalar + " as octal, but to readers of YAML 1.1 it is a string, which Ignition refuses",
           "write 0" + node.scalar.substr(2));
  }
}

// contents.inline where Ignition reads.
void ConfigReader::tell_inline(const YamlNode& entry, const YamlNode& contents) {
  const YamlNode* node = child(&contents, "inline");
  const bool has_source = child(&contents, "source") != nullptr;
  if (node == nullptr) return;
  std::size_t at = 0;
  while (contents.keys[at].scalar != "inline") ++at;
  const Spot key = document_.spot_of(contents.keys[at]);
  const std::string hint =
      "write the text as a data URL: source: data:,... (modtrail fix --as machineconfig does), or make it Butane and "
      "run butane on it";
  if (!has_source && is_true(child(&entry, "overwrite"))) {
    complain("contents-inline", key,
             "contents.inline is Butane's: to Ignition the file has no source, and overwrite: true without one is an "
             "error",
             hint);
    return;
  }
  const std::string said = has_source ? "contents.inline is Butane's: Ignition reads contents.source alone"
                                      : "contents.inline is Butane's: to Ignition the file has no contents, and an "
                                        "empty file is written";
  out_.notices.push_back(notice(has_source ? Level::Warning : Level::Error, "contents-inline", said, key, hint));
}

Result<> ConfigReader::read_contents(const YamlNode& entry, StoredFile& file) {
  const YamlNode* contents = child(&entry, "contents");
  file.has_content = taker_ == Taker::Operator || contents != nullptr || child(&entry, "append") == nullptr;
  if (contents != nullptr && !is_mapping(*contents, "contents")) return {};
  if (contents != nullptr && taker_ != Taker::Butane) tell_inline(entry, *contents);
  const bool has_source =
      child(contents, "source") != nullptr ||
      (taker_ == Taker::Butane && (child(contents, "inline") != nullptr || child(contents, "local") != nullptr));
  if (!has_source) {
    const YamlNode* overwrite = child(&entry, "overwrite");
    const bool told = child(contents, "inline") != nullptr;
    if (is_true(overwrite) && !told) {
      complain("config-invalid", *overwrite, "overwrite: true for a file without contents.source",
               "give the file a source");
    }
    return {};
  }
  file.has_source = true;
  std::optional<Bytes> bytes = TRY(read_resource(*contents, file.path));
  if (!bytes) return {};
  if (!matters(file.path)) return {};
  file.content = std::move(bytes->text);
  file.map = std::move(bytes->map);
  return {};
}

Result<> ConfigReader::read_append(const YamlNode& node, StoredFile& file) {
  const bool none = node.kind == YamlKind::Scalar ? lower(node.scalar) == "false" : node.items.empty();
  if (none) return {};
  if (taker_ == Taker::Operator) {
    complain_of_node("file-append", node, "the Machine Config Operator does not append to files",
                     "write the whole file, or a file of its own in /etc/audit/rules.d");
    return {};
  }
  if (!is_list(node, "append")) return {};
  for (const YamlNode& resource : node.items) {
    if (!is_mapping(resource, "an item of append")) return {};
    const std::optional<Bytes> bytes = TRY(read_resource(resource, file.path));
    if (bytes && matters(file.path)) file.appended += bytes->text;
  }
  return {};
}

Result<> ConfigReader::read_file(const YamlNode& entry) {
  if (!is_mapping(entry, "a file")) return {};
  std::optional<std::string> path = read_path(entry);
  if (!path) return {};
  StoredFile file;
  file.path = std::move(*path);
  file.spot = document_.spot_of(*entry.find("path"));
  file.size = entry.end.offset - entry.start.offset;
  if (const YamlNode* filesystem = child(&entry, "filesystem"); filesystem != nullptr && filesystem->scalar != "root") {
    complain("config-invalid", *filesystem, "a file system other than root", "write filesystem: root");
  }
  if (const YamlNode* mode = child(&entry, "mode")) read_mode(*mode, file);
  const YamlNode* overwrite = child(&entry, "overwrite");
  if (overwrite != nullptr && !is_true(overwrite) && !is_false(*overwrite)) {
    complain("config-invalid", *overwrite, "overwrite is neither true nor false", "write true");
  }
  TRY(read_contents(entry, file));
  if (const YamlNode* append = child(&entry, "append")) TRY(read_append(*append, file));
  out_.files.push_back(std::move(file));
  return {};
}

// ---- contents ----

// The text that a source or an inline gives, before it is unpacked.
Result<std::optional<ConfigReader::Bytes>> ConfigReader::fetch(const YamlNode& source, const std::string& path) {
  const std::string& url = source.scalar;
  if (url.empty() && taker_ != Taker::Operator) return std::optional<Bytes>(Bytes());
  if (!is_data_url(url)) {
    if (taker_ == Taker::Operator) {
      complain_of_node("remote-source", source, "the Machine Config Operator fetches nothing: a source is a data URL",
                       "put the text itself into a data URL");
      return std::optional<Bytes>();
    }
    if (!matters(path)) return std::optional<Bytes>(Bytes());
    return fail(document_.where(source) + ": cannot judge " + path + ": its contents come from " + printable(url) +
                ", which is never fetched");
  }
  auto decoded = decode_data_url(url);
  if (!decoded) {
    complain("data-url", document_.spot_of(source, decoded.error().at), "bad data URL: " + decoded.error().reason,
             "percent-encode the text; modtrail fix --as machineconfig does");
    return std::optional<Bytes>();
  }
  Bytes out;
  out.text = std::move(decoded->bytes);
  if (matters(path)) {
    out.map = decoded->encoding == UrlEncoding::Percent ? document_.map_of_escapes(source, decoded->data_at)
                                                        : document_.map_of_whole(source);
  }
  return std::optional<Bytes>(std::move(out));
}

bool ConfigReader::unpack(const YamlNode& resource, const YamlNode& source, Bytes& bytes) {
  const YamlNode* compression = child(&resource, "compression");
  if (compression == nullptr || compression->scalar.empty()) return true;
  if (compression->scalar != "gzip") {
    complain("config-invalid", *compression, "unknown compression " + printable(compression->scalar),
             "gzip is the one there is");
    return false;
  }
  Result<std::string> text = gunzip(bytes.text, kContentLimit);
  if (!text) {
    complain_of_node("data-url", source, "bad contents: " + text.error().message, "compress the file anew");
    return false;
  }
  bytes.text = std::move(*text);
  if (!bytes.map.lines.empty()) bytes.map = document_.map_of_whole(source);
  return true;
}

bool ConfigReader::is_verified(const YamlNode& resource, std::string_view text) {
  const YamlNode* hash = child(child(&resource, "verification"), "hash");
  if (hash == nullptr) return true;
  const std::string& given = hash->scalar;
  const bool long_one = given.starts_with("sha512-") && given.size() == 7 + 128;
  const bool short_one = given.starts_with("sha256-") && given.size() == 7 + 64 && knows_sha256_;
  if (!long_one && !short_one) {
    complain("verification", *hash, "a hash is sha512- or sha256- and that many hexadecimal digits", "compute it anew");
    return false;
  }
  if (lower(given.substr(7)) == (long_one ? sha512_hex(text) : sha256_hex(text))) return true;
  out_.notices.push_back(notice(Level::Error, "verification",
                                "the contents are not those that the hash was made of: Ignition refuses them, and a "
                                "machine does not come up with this configuration",
                                document_.spot_of(*hash), "compute the hash of the contents anew"));
  out_.refused = true;
  return false;
}

Result<std::optional<ConfigReader::Bytes>> ConfigReader::read_resource(const YamlNode& resource,
                                                                       const std::string& path) {
  const YamlNode* source = child(&resource, "source");
  const YamlNode* given = taker_ == Taker::Butane ? child(&resource, "inline") : nullptr;
  const YamlNode* local = taker_ == Taker::Butane ? child(&resource, "local") : nullptr;
  const int ways = (source != nullptr ? 1 : 0) + (given != nullptr ? 1 : 0) + (local != nullptr ? 1 : 0);
  if (ways > 1) {
    complain("config-invalid", resource, "more than one of source, inline and local", "keep one of them");
    return std::optional<Bytes>();
  }
  if (ways == 0) return std::optional<Bytes>(Bytes());
  const YamlNode& node = source != nullptr ? *source : (given != nullptr ? *given : *local);
  const auto text = text_of(&node, "the contents");
  if (!text) return std::optional<Bytes>();
  if (local != nullptr) {
    if (!matters(path)) return std::optional<Bytes>(Bytes());
    return fail(document_.where(node) + ": cannot judge " + path + ": its contents are butane's local file " +
                printable(*text) + "; run butane, and check what it makes");
  }
  std::optional<Bytes> bytes;
  if (given != nullptr) {
    bytes = Bytes{*text, matters(path) ? document_.map_of(node) : TextMap()};
  } else {
    bytes = TRY(fetch(node, path));
  }
  if (!bytes || !unpack(resource, node, *bytes) || !is_verified(resource, bytes->text)) return std::optional<Bytes>();
  return bytes;
}

// ---- the rest ----

// The paths of links and directories, which no other entry may have.
std::optional<std::string> ConfigReader::read_node_path(const YamlNode& entry) {
  if (!is_mapping(entry, "an entry of storage")) return std::nullopt;
  return read_path(entry);
}

void ConfigReader::read_links(const YamlNode& list) {
  if (!is_list(list, "storage.links")) return;
  for (const YamlNode& entry : list.items) {
    std::optional<std::string> path = read_node_path(entry);
    const YamlNode* target = path ? child(&entry, "target") : nullptr;
    if (target != nullptr) out_.links.push_back({std::move(*path), target->scalar, is_true(child(&entry, "hard"))});
  }
}

void ConfigReader::read_directories(const YamlNode& list) {
  if (!is_list(list, "storage.directories")) return;
  for (const YamlNode& entry : list.items) {
    if (std::optional<std::string> path = read_node_path(entry)) out_.directories.push_back(std::move(*path));
  }
}

Result<> ConfigReader::read_storage(const YamlNode& storage) {
  if (!is_mapping(storage, "storage")) return {};
  if (const YamlNode* files = child(&storage, "files"); files != nullptr && is_list(*files, "storage.files")) {
    for (const YamlNode& entry : files->items) TRY(read_file(entry));
  }
  if (const YamlNode* links = child(&storage, "links")) read_links(*links);
  if (const YamlNode* directories = child(&storage, "directories")) read_directories(*directories);
  if (const YamlNode* trees = taker_ == Taker::Butane ? child(&storage, "trees") : nullptr) {
    return fail(document_.where(*trees) +
                ": cannot judge storage.trees, which are directories on butane's machine; run "
                "butane, and check what it makes");
  }
  return {};
}

void ConfigReader::read_kernel_arguments(const YamlNode& node) {
  const YamlNode* wanted = child(&node, "shouldExist");
  if (wanted == nullptr) wanted = child(&node, "should_exist");
  if (wanted == nullptr || !is_list(*wanted, "kernelArguments.shouldExist")) return;
  for (const YamlNode& item : wanted->items) out_.kernel_arguments.push_back(item.scalar);
}

Result<StoredConfig> ConfigReader::run(const YamlNode& config) {
  if (is_null(config) && taker_ == Taker::Operator) return std::move(out_);
  if (!is_mapping(config, "the configuration") || !takes_version(config)) return std::move(out_);
  const YamlNode* others = child(child(&config, "ignition"), "config");
  for (const char* way : {"merge", "replace"}) {
    const YamlNode* other = taker_ == Taker::Operator ? nullptr : child(others, way);
    const bool none = other == nullptr || (other->kind == YamlKind::Sequence && other->items.empty()) ||
                      (other->kind == YamlKind::Mapping && other->items.empty());
    if (!none) {
      return fail(document_.where(*other) + ": cannot judge ignition.config." + way +
                  ": more of the configuration comes from elsewhere, and nothing is ever fetched");
    }
  }
  if (const YamlNode* storage = child(&config, "storage")) TRY(read_storage(*storage));
  for (const char* key : {"kernelArguments", "kernel_arguments"}) {
    if (const YamlNode* arguments = child(&config, key)) read_kernel_arguments(*arguments);
  }
  return std::move(out_);
}

}  // namespace

bool matters(std::string_view path) {
  return path.starts_with("/etc/audit/") || path == "/etc/passwd" || path == "/etc/group" || path == "/etc/login.defs";
}

std::optional<std::uint64_t> yaml_integer(const YamlNode& node) {
  if (node.kind != YamlKind::Scalar || node.style != YamlStyle::Plain) return std::nullopt;
  std::string text;
  std::copy_if(node.scalar.begin(), node.scalar.end(), std::back_inserter(text), [](char c) { return c != '_'; });
  if (text.starts_with('+')) text.erase(0, 1);
  if (text.starts_with("0o")) return parse_number(std::string_view(text).substr(2), 8);
  if (text.starts_with("0x")) return parse_number(std::string_view(text).substr(2), 16);
  if (text.starts_with("0b")) return parse_number(std::string_view(text).substr(2), 2);
  if (text.size() > 1 && text.front() == '0') return parse_number(std::string_view(text).substr(1), 8);
  return parse_number(text);
}

Result<StoredConfig> read_config(const Document& document, const YamlNode& config, Taker taker) {
  return ConfigReader(document, taker).run(config);
}

}  // namespace modtrail
