#include "modtrail/controls/profile.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "controls/profile_data.h"
#include "modtrail/base/yaml.h"

namespace modtrail {
namespace {

// Reads one file; errors carry the place.
class ProfileReader {
 public:
  explicit ProfileReader(std::string_view file) : file_(file) {}
  Result<Profile> profile(const YamlNode& root) const;

 private:
  Result<Control> control(const YamlNode& node) const;
  Result<ScannerChecks> checks(const YamlNode& node) const;
  Result<Requirement> requirement(const YamlNode& node) const;
  Result<> known(const YamlNode& node, const std::set<std::string_view>& names) const;
  Result<std::string> text(const YamlNode& node, std::string_view key) const;
  Result<std::vector<std::string>> words(const YamlNode& node) const;
  Result<> read_syscalls(const YamlNode& node, Requirement& out) const;
  Result<> read_abis(const YamlNode& node, Requirement& out) const;
  Result<> read_scope(const YamlNode& node, Requirement& out) const;
  Result<> read_tools(const YamlNode& node, Requirement& out) const;
  Result<> read_key(const YamlNode& node, Requirement& out) const;
  tl::unexpected<Error> error(const YamlNode& node, const std::string& message) const {
    return fail(place(file_, node.start) + ": " + message);
  }

  std::string_view file_;
};

Result<> ProfileReader::known(const YamlNode& node, const std::set<std::string_view>& names) const {
  if (node.kind != YamlKind::Mapping) return error(node, "a mapping is needed here");
  for (const YamlNode& key : node.keys) {
    if (names.count(key.scalar) == 0) return error(key, "unknown field '" + key.scalar + "'");
  }
  return {};
}

Result<std::string> ProfileReader::text(const YamlNode& node, std::string_view key) const {
  const YamlNode* value = node.find(key);
  if (value == nullptr) return error(node, "'" + std::string(key) + "' is missing");
  if (value->kind != YamlKind::Scalar || value->scalar.empty()) {
    return error(*value, "'" + std::string(key) + "' needs a text");
  }
  return value->scalar;
}

Result<std::vector<std::string>> ProfileReader::words(const YamlNode& node) const {
  if (node.kind != YamlKind::Sequence || node.items.empty()) return error(node, "a list of words is needed here");
  std::vector<std::string> out;
  for (const YamlNode& item : node.items) {
    if (item.kind != YamlKind::Scalar) return error(item, "a word is needed here");
    out.push_back(item.scalar);
  }
  return out;
}

Result<> ProfileReader::read_syscalls(const YamlNode& node, Requirement& out) const {
  for (const std::string& word : TRY(words(node))) {
    const std::optional<Syscall> syscall = parse_syscall(word);
    if (!syscall || operation_of(*syscall) == Operation::Execute) {
      return error(node, "'" + word + "' is not init_module, finit_module or delete_module");
    }
    out.syscalls.push_back(*syscall);
  }
  return {};
}

Result<> ProfileReader::read_abis(const YamlNode& node, Requirement& out) const {
  if (node.kind == YamlKind::Scalar) {
    if (node.scalar != "native" && node.scalar != "every") {
      return error(node, "'" + node.scalar + "' is not native, every or a list");
    }
    out.abis = node.scalar == "native" ? AbiDemand::Native : AbiDemand::Every;
    return {};
  }
  out.abis = AbiDemand::Listed;
  for (const std::string& word : TRY(words(node))) {
    const std::optional<Abi> abi = parse_abi(word);
    if (!abi) return error(node, "'" + word + "' is not b64, b32 or x32");
    out.listed.push_back(*abi);
  }
  return {};
}

Result<> ProfileReader::read_scope(const YamlNode& node, Requirement& out) const {
  if (node.scalar != "everyone" && node.scalar != "logins") {
    return error(node, "'" + node.scalar + "' is not everyone or logins");
  }
  out.scope = node.scalar == "logins" ? Scope::Logins : Scope::Everyone;
  return {};
}

Result<> ProfileReader::read_tools(const YamlNode& node, Requirement& out) const {
  static constexpr std::string_view kTools[] = {"insmod", "rmmod", "modprobe", "kmod"};
  out.tools = TRY(words(node));
  for (const std::string& tool : out.tools) {
    if (std::find(std::begin(kTools), std::end(kTools), tool) == std::end(kTools)) {
      return error(node, "'" + tool + "' is not insmod, rmmod, modprobe or kmod");
    }
  }
  return {};
}

Result<> ProfileReader::read_key(const YamlNode& node, Requirement& out) const {
  if (node.kind != YamlKind::Scalar || node.scalar.empty()) return error(node, "'key' needs none, any or a key");
  if (node.scalar == "none") return {};
  out.key = node.scalar == "any" ? KeyDemand::Any : KeyDemand::Given;
  if (out.key == KeyDemand::Given) out.key_name = node.scalar;
  return {};
}

Result<Requirement> ProfileReader::requirement(const YamlNode& node) const {
  TRY(known(node, {"syscalls", "abis", "scope", "tools", "key"}));
  Requirement out;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const std::string& key = node.keys[i].scalar;
    const YamlNode& value = node.items[i];
    if (key == "syscalls") TRY(read_syscalls(value, out));
    if (key == "abis") TRY(read_abis(value, out));
    if (key == "scope") TRY(read_scope(value, out));
    if (key == "tools") TRY(read_tools(value, out));
    if (key == "key") TRY(read_key(value, out));
  }
  if (out.syscalls.empty() == out.tools.empty()) return error(node, "either 'syscalls' or 'tools' is needed");
  if (!out.tools.empty() && (node.find("abis") != nullptr || node.find("scope") != nullptr)) {
    return error(node, "'abis' and 'scope' go with 'syscalls'");
  }
  return out;
}

Result<ScannerChecks> ProfileReader::checks(const YamlNode& node) const {
  TRY(known(node, {"product", "rules"}));
  const YamlNode* rules = node.find("rules");
  if (rules == nullptr) return error(node, "'rules' is missing");
  return ScannerChecks{TRY(text(node, "product")), TRY(words(*rules))};
}

Result<Control> ProfileReader::control(const YamlNode& node) const {
  TRY(known(node, {"id", "title", "requires", "checks"}));
  Control out;
  out.id = TRY(text(node, "id"));
  out.title = TRY(text(node, "title"));
  const YamlNode* list = node.find("requires");
  if (list == nullptr || list->kind != YamlKind::Sequence || list->items.empty()) {
    return error(node, "'requires' needs a list");
  }
  for (const YamlNode& item : list->items) out.requirements.push_back(TRY(requirement(item)));
  if (const YamlNode* named = node.find("checks")) out.checks = TRY(checks(*named));
  return out;
}

Result<Profile> ProfileReader::profile(const YamlNode& root) const {
  TRY(known(root, {"profile", "title", "source", "controls"}));
  Profile out;
  out.name = TRY(text(root, "profile"));
  out.title = TRY(text(root, "title"));
  out.source = TRY(text(root, "source"));
  const YamlNode* list = root.find("controls");
  if (list == nullptr || list->kind != YamlKind::Sequence || list->items.empty()) {
    return error(root, "'controls' needs a list");
  }
  std::set<std::string> ids;
  for (const YamlNode& item : list->items) {
    out.controls.push_back(TRY(control(item)));
    if (!ids.insert(out.controls.back().id).second) {
      return error(item, "the control '" + out.controls.back().id + "' stands twice");
    }
  }
  return out;
}

}  // namespace

Result<Profile> parse_profile(std::string_view text, std::string_view file) {
  const std::vector<YamlNode> documents = TRY(parse_yaml(text, file));
  if (documents.size() != 1) return fail(std::string(file) + ":1:1: one YAML document is needed");
  return ProfileReader(file).profile(documents.front());
}

Result<std::vector<Profile>> profiles() {
  std::vector<Profile> out;
  for (const ProfileData& data : profile_data()) out.push_back(TRY(parse_profile(data.text, data.file)));
  std::sort(out.begin(), out.end(), [](const Profile& a, const Profile& b) { return a.name < b.name; });
  return out;
}

}  // namespace modtrail
