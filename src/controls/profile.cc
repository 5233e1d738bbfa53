#include "modtrail/controls/profile.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "controls/built_in.h"
#include "modtrail/base/yaml.h"

namespace modtrail {
namespace {

constexpr std::string_view kProduct = "{product}";

// Reads one file; errors carry the place.
class ProfileReader {
 public:
  ProfileReader(std::string_view file, const Obligations& obligations) : file_(file), obligations_(obligations) {}
  Result<Obligations> obligations(const YamlNode& root) const;
  Result<std::vector<Profile>> profiles(const YamlNode& root) const;

 private:
  Result<> add_profiles(const YamlNode& node, std::string_view source, std::vector<Profile>& out) const;
  Result<std::vector<Control>> controls(const YamlNode& node) const;
  Result<> add_controls(const YamlNode& node, std::vector<Control>& out) const;
  Result<std::vector<std::string>> products(const YamlNode& node) const;
  Result<std::vector<Requirement>> requirements(const YamlNode& list) const;
  Result<Requirement> requirement(const YamlNode& node) const;
  Result<> check_parts(const YamlNode& node, const Requirement& requirement) const;
  Result<> known(const YamlNode& node, const std::set<std::string_view>& names) const;
  Result<std::string> text(const YamlNode& node, std::string_view key) const;
  Result<std::vector<std::string>> words(const YamlNode& node) const;
  Result<const YamlNode*> list(const YamlNode& node, std::string_view key) const;
  Result<> read_syscalls(const YamlNode& node, Requirement& out) const;
  Result<> read_abis(const YamlNode& node, Requirement& out) const;
  Result<> read_scope(const YamlNode& node, Requirement& out) const;
  Result<> read_tools(const YamlNode& node, Requirement& out) const;
  Result<> read_key(const YamlNode& node, Requirement& out) const;
  Result<> read_setting(const YamlNode& node, Requirement& out) const;
  tl::unexpected<Error> error(const YamlNode& node, const std::string& message) const {
    return fail(place(file_, node.start) + ": " + message);
  }

  std::string_view file_;
  const Obligations& obligations_;
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

// One word is a list of one.
Result<std::vector<std::string>> ProfileReader::words(const YamlNode& node) const {
  if (node.kind == YamlKind::Scalar && !node.scalar.empty()) return std::vector<std::string>{node.scalar};
  if (node.kind != YamlKind::Sequence || node.items.empty()) return error(node, "a list of words is needed here");
  std::vector<std::string> out;
  for (const YamlNode& item : node.items) {
    if (item.kind != YamlKind::Scalar || item.scalar.empty()) return error(item, "a word is needed here");
    out.push_back(item.scalar);
  }
  return out;
}

Result<const YamlNode*> ProfileReader::list(const YamlNode& node, std::string_view key) const {
  const YamlNode* found = node.find(key);
  if (found == nullptr || found->kind != YamlKind::Sequence || found->items.empty()) {
    return error(node, "'" + std::string(key) + "' needs a list");
  }
  return found;
}

Result<> ProfileReader::read_syscalls(const YamlNode& node, Requirement& out) const {
  for (const std::string& word : TRY(words(node))) {
    const std::optional<Syscall> syscall = parse_syscall(word);
    if (!syscall || operation_of(*syscall) == Operation::Execute) {
      return error(node, "'" + word + "' is not a module call");
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

Result<> ProfileReader::read_setting(const YamlNode& node, Requirement& out) const {
  static constexpr std::array kSettings = {SettingDemand::Locked, SettingDemand::GoesOnAfterErrors,
                                           SettingDemand::TasksAudited, SettingDemand::AuditedFromBoot};
  std::string all;
  for (const SettingDemand setting : kSettings) {
    if (name(setting) == node.scalar) out.setting = setting;
    all += (all.empty() ? "" : ", ") + std::string(name(setting));
  }
  if (!out.setting) return error(node, "'" + node.scalar + "' is none of " + all);
  return {};
}

// Calls, programs or a setting; the rest goes with calls and programs.
Result<> ProfileReader::check_parts(const YamlNode& node, const Requirement& requirement) const {
  const int parts =
      (requirement.syscalls.empty() ? 0 : 1) + (requirement.tools.empty() ? 0 : 1) + (requirement.setting ? 1 : 0);
  if (parts != 1) return error(node, "one of 'syscalls', 'tools' and 'setting' is needed");
  if (requirement.setting && node.keys.size() > 1) return error(node, "a 'setting' stands alone");
  return {};
}

Result<Requirement> ProfileReader::requirement(const YamlNode& node) const {
  TRY(known(node, {"syscalls", "abis", "scope", "tools", "key", "setting"}));
  Requirement out;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const std::string& key = node.keys[i].scalar;
    const YamlNode& value = node.items[i];
    if (key == "syscalls") TRY(read_syscalls(value, out));
    if (key == "abis") TRY(read_abis(value, out));
    if (key == "scope") TRY(read_scope(value, out));
    if (key == "tools") TRY(read_tools(value, out));
    if (key == "key") TRY(read_key(value, out));
    if (key == "setting") TRY(read_setting(value, out));
  }
  TRY(check_parts(node, out));
  return out;
}

// Each is the name of an obligation, or stands here itself.
Result<std::vector<Requirement>> ProfileReader::requirements(const YamlNode& list) const {
  std::vector<Requirement> out;
  for (const YamlNode& item : list.items) {
    if (item.kind != YamlKind::Scalar) {
      out.push_back(TRY(requirement(item)));
      continue;
    }
    const auto named = obligations_.find(item.scalar);
    if (named == obligations_.end()) return error(item, "unknown obligation '" + item.scalar + "'");
    out.insert(out.end(), named->second.begin(), named->second.end());
  }
  return out;
}

Result<Obligations> ProfileReader::obligations(const YamlNode& root) const {
  TRY(known(root, {"obligations"}));
  const YamlNode* named = root.find("obligations");
  if (named == nullptr || named->kind != YamlKind::Mapping) return error(root, "'obligations' needs a mapping");
  Obligations out;
  for (std::size_t i = 0; i < named->keys.size(); ++i) {
    const YamlNode& value = named->items[i];
    if (value.kind != YamlKind::Sequence || value.items.empty()) return error(value, "a list is needed here");
    out[named->keys[i].scalar] = TRY(requirements(value));
  }
  return out;
}

// Several ids: several controls that demand the same.
Result<> ProfileReader::add_controls(const YamlNode& node, std::vector<Control>& out) const {
  TRY(known(node, {"id", "title", "requires", "checks", "pool"}));
  const YamlNode* ids = node.find("id");
  if (ids == nullptr) return error(node, "'id' is missing");
  Control control;
  control.title = TRY(text(node, "title"));
  const YamlNode* demands = TRY(list(node, "requires"));
  control.requirements = TRY(requirements(*demands));
  if (const YamlNode* checks = node.find("checks")) {
    std::vector<std::string> rules = TRY(words(*checks));
    control.checks = ScannerChecks{"", std::move(rules)};
  }
  if (const YamlNode* pool = node.find("pool")) {
    if (pool->scalar != "master" && pool->scalar != "worker") return error(*pool, "'pool' is master or worker");
    control.pool = pool->scalar;
  }
  for (const std::string& id : TRY(words(*ids))) {
    const auto same = [&](const Control& other) { return other.id == id; };
    if (std::any_of(out.begin(), out.end(), same)) return error(node, "the control '" + id + "' stands twice");
    control.id = id;
    out.push_back(control);
  }
  return {};
}

Result<std::vector<Control>> ProfileReader::controls(const YamlNode& node) const {
  std::vector<Control> out;
  for (const YamlNode& item : TRY(list(node, "controls"))->items) TRY(add_controls(item, out));
  return out;
}

std::string with_product(std::string text, const std::string& product) {
  const std::size_t found = text.find(kProduct);
  if (found != std::string::npos) text.replace(found, kProduct.size(), product);
  return text;
}

// None: the profile has no scanner content.
Result<std::vector<std::string>> ProfileReader::products(const YamlNode& node) const {
  const YamlNode* one = node.find("product");
  const YamlNode* many = node.find("products");
  if (one != nullptr && many != nullptr) return error(*many, "'product' and 'products' exclude each other");
  if (one != nullptr) return std::vector<std::string>(1, TRY(text(node, "product")));
  if (many == nullptr) return std::vector<std::string>{""};
  if (TRY(text(node, "profile")).find(kProduct) == std::string::npos) {
    return error(node, "the name of a profile for several 'products' needs {product}");
  }
  return words(*many);
}

Result<> ProfileReader::add_profiles(const YamlNode& node, std::string_view source, std::vector<Profile>& out) const {
  Profile profile;
  profile.source = source;
  profile.controls = TRY(controls(node));
  const std::string name = TRY(text(node, "profile"));
  const std::string title = TRY(text(node, "title"));
  for (const std::string& product : TRY(products(node))) {
    Profile made = profile;
    made.name = with_product(name, product);
    made.title = with_product(title, product);
    for (Control& control : made.controls) {
      if (control.checks && product.empty()) return error(node, "'checks' need the 'product' whose content has them");
      if (control.checks) control.checks->product = product;
    }
    out.push_back(std::move(made));
  }
  return {};
}

Result<std::vector<Profile>> ProfileReader::profiles(const YamlNode& root) const {
  std::vector<Profile> out;
  const bool several = root.find("profiles") != nullptr;
  TRY(several ? known(root, {"source", "profiles"})
              : known(root, {"profile", "title", "source", "product", "products", "controls"}));
  const std::string source = TRY(text(root, "source"));
  if (!several) {
    TRY(add_profiles(root, source, out));
    return out;
  }
  for (const YamlNode& item : TRY(list(root, "profiles"))->items) {
    TRY(known(item, {"profile", "title", "product", "products", "controls"}));
    TRY(add_profiles(item, source, out));
  }
  return out;
}

Result<YamlNode> one_document(std::string_view text, std::string_view file) {
  std::vector<YamlNode> documents = TRY(parse_yaml(text, file));
  if (documents.size() != 1) return fail(std::string(file) + ":1:1: one YAML document is needed");
  return std::move(documents.front());
}

bool holds_obligations(const BuiltIn& data) {
  return data.file == "controls/obligations.yaml";
}

}  // namespace

Result<Obligations> parse_obligations(std::string_view text, std::string_view file) {
  const Obligations none;
  return ProfileReader(file, none).obligations(TRY(one_document(text, file)));
}

Result<std::vector<Profile>> parse_profiles(std::string_view text, std::string_view file,
                                            const Obligations& obligations) {
  return ProfileReader(file, obligations).profiles(TRY(one_document(text, file)));
}

Result<std::vector<Profile>> profiles() {
  Obligations obligations;
  for (const BuiltIn& data : built_in_profiles()) {
    if (holds_obligations(data)) obligations = TRY(parse_obligations(data.text, data.file));
  }
  std::vector<Profile> out;
  for (const BuiltIn& data : built_in_profiles()) {
    if (holds_obligations(data)) continue;
    for (Profile& profile : TRY(parse_profiles(data.text, data.file, obligations))) out.push_back(std::move(profile));
  }
  std::sort(out.begin(), out.end(), [](const Profile& a, const Profile& b) { return a.name < b.name; });
  return out;
}

std::string_view operator_profile(std::string_view profile) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"e8-rhcos4", "rhcos4-e8"},
      {"openshift-m5", "rhcos4-e8"},
      {"nist-800-53-moderate", "rhcos4-moderate"},
      {"nist-800-53-high", "rhcos4-high"},
      {"nerc-cip-rhcos4", "rhcos4-nerc-cip"},
      {"stig-ocp4", "rhcos4-stig"},
      {"bsi-rhcos4", "rhcos4-bsi"},
  };
  for (const auto& [ours, theirs] : kNames) {
    if (profile == ours) return theirs;
  }
  return "";
}

}  // namespace modtrail
