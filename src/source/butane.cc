#include "source/butane.h"

#include <algorithm>
#include <array>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

// The versions butane 0.25 knows; -experimental ones are taken with the version they lead to.
struct Variant {
  std::string_view name;
  unsigned major;
  unsigned first;
  unsigned last;
};
constexpr std::array kVariants = {Variant{"openshift", 4, 8, 22}, Variant{"fcos", 1, 0, 7}, Variant{"r4e", 1, 0, 1},
                                  Variant{"flatcar", 1, 0, 1}, Variant{"fiot", 1, 0, 0}};

bool knows(const Variant& variant, std::string_view version) {
  constexpr std::string_view kExperimental = "-experimental";
  const bool experimental = version.ends_with(kExperimental);
  if (experimental) version.remove_suffix(kExperimental.size());
  const std::vector<std::string_view> parts = split(version, '.');
  if (parts.size() != 3 || parts[0] != std::to_string(variant.major) || parts[2] != "0") return false;
  const auto minor = parse_number(parts[1]);
  return minor && *minor >= variant.first && *minor <= variant.last + (experimental ? 1U : 0U);
}

StoredConfig refused(const Document& document, const YamlNode& node, std::string message, std::string hint) {
  StoredConfig out;
  out.refused = true;
  out.notices.push_back(
      notice(Level::Error, "config-version", std::move(message), document.spot_of(node), std::move(hint)));
  return out;
}

}  // namespace

Result<ButaneConfig> read_butane(const Document& document, const YamlNode& root) {
  ButaneConfig out;
  const YamlNode* name = root.find("variant");
  const YamlNode* version = root.find("version");
  if (name == nullptr) {
    out.config = refused(document, root, "Butane begins with a variant, and this has none", "write variant: openshift");
    return out;
  }
  const auto variant = std::find_if(kVariants.begin(), kVariants.end(),
                                    [&](const Variant& known) { return known.name == name->scalar; });
  out.is_cluster = name->scalar == "openshift";
  if (variant == kVariants.end()) {
    out.config = refused(document, *name, "butane knows no variant " + printable(name->scalar),
                         "openshift, fcos and r4e are the usual ones");
  } else if (version == nullptr || !knows(*variant, version->scalar)) {
    out.config = refused(document, version == nullptr ? *name : *version,
                         "butane does not know this version of the variant " + name->scalar,
                         "it knows " + std::to_string(variant->major) + "." + std::to_string(variant->first) +
                             ".0 to " + std::to_string(variant->major) + "." + std::to_string(variant->last) + ".0");
  } else {
    out.config = TRY(read_config(document, root, Taker::Butane));
  }
  return out;
}

}  // namespace modtrail
