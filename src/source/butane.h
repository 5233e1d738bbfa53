#pragma once

#include "source/ignition.h"

namespace modtrail {

// A Butane configuration: a mapping with a variant.
struct ButaneConfig {
  bool is_cluster = false;  // variant openshift: it becomes a MachineConfig
  StoredConfig config;
};

// Notices: a variant or version that butane does not know, besides those of read_config.
Result<ButaneConfig> read_butane(const Document& document, const YamlNode& root);

}  // namespace modtrail
