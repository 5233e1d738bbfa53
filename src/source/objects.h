#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/source/cluster.h"
#include "source/ignition.h"

// The objects of a cluster that bear on its nodes' files.
namespace modtrail {

using Labels = std::map<std::string, std::string, std::less<>>;

struct MachineConfig {
  std::string name;
  Labels labels;
  std::string role;  // "" where none is told
  StoredConfig config;
  std::vector<std::string> kernel_arguments;
  std::string created;     // creationTimestamp
  std::size_t digest = 0;  // of its text
  bool hosted = false;     // of a hosted cluster's NodePool
  Spot spot;               // of its name
};

// A label selector.
struct LabelDemand {
  std::string key;
  std::string op = "In";  // In, NotIn, Exists, DoesNotExist
  std::vector<std::string> values;
};

struct PoolObject {
  std::string name;
  std::optional<std::vector<LabelDemand>> selector;
  std::string configuration;  // the rendered one its nodes have
};

struct NodePool {
  std::string name;
  std::vector<std::string> config_maps;
};

struct MachineObject {
  std::string name;
  StoredConfig config;
};

struct Objects {
  std::vector<MachineConfig> configs;  // with the rendered ones
  std::vector<PoolObject> pools;
  std::vector<NodePool> node_pools;
  std::map<std::string, std::vector<MachineConfig>> of_config_maps;
  std::vector<MachineObject> machines;
  std::map<std::string, std::size_t> others;  // kinds that were not looked at
  std::vector<Diagnostic> notices;            // about no pool in particular
};

// Errors as read_cluster's.
Result<Objects> collect_objects(std::vector<Given> sources);

// Does the API take it for an object's name?
bool is_object_name(std::string_view name);

// The pool a rendered configuration is of, "" if its name is no such name.
std::string rendered_pool(std::string_view name);

}  // namespace modtrail
