#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"

// Files for machines, in the words of the tools that put them there: the other way of what the readers here do.
namespace modtrail {

struct NodeFile {
  std::string path;  // on the machine, absolute
  std::uint32_t mode = 0600;
  std::string content;
};

// One object of the cluster: files for the nodes of one role.
struct NodeConfig {
  std::string name;
  std::string role;
  std::string version;                // Ignition's in a MachineConfig, Butane's own in Butane
  std::vector<std::string> comments;  // lines above it
  std::vector<NodeFile> files;
};

// "data:,-a%20always%2Cexit%0A": all but letters, digits and -_.~/ is escaped.
std::string data_url(std::string_view content);

// As YAML for `oc apply`.  Kubernetes reads YAML 1.1, where 0600 is octal.
std::string print_machine_config(const NodeConfig& config);
std::string print_butane(const NodeConfig& config);

// "4.12" to "4.12.0", the version of Butane's openshift variant.  Errors: not a version, or none that Butane knows.
Result<std::string> butane_version(std::string_view openshift);

// A name that Kubernetes takes for a role: lower case, digits, '-' and '.', no more than 63.
bool is_role_name(std::string_view name);

// How the rules get from the files into the kernel.
enum class LoadCommand : std::uint8_t { Augenrules, Auditctl };

// An Ansible playbook that puts the files there and loads the rules where a file changed and the kernel still takes
// rules.
struct Playbook {
  std::vector<std::string> comments;
  std::vector<NodeFile> files;
  LoadCommand load = LoadCommand::Augenrules;
};
std::string print_playbook(const Playbook& playbook);

}  // namespace modtrail
