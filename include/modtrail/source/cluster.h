#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "modtrail/source/source.h"

// A cluster's configuration: MachineConfigs and what wraps them, made into the files that each pool's nodes get.
namespace modtrail {

enum class PoolKind : std::uint8_t {
  Pool,     // of a cluster
  Machine,  // one machine's Ignition or Butane
};

struct PoolFile {
  std::string path;
  FileInfo info;
  std::string content;   // "" of a file that has no say in auditing
  std::string appended;  // goes behind a file of the base
  bool replaces = true;  // or it is only appended to
};

struct PoolLink {
  std::string path;
  std::string target;
  bool hard = false;
};

// What a pool's nodes get besides what their image holds.
struct Pool {
  std::string name;  // of a machine: its file
  PoolKind kind = PoolKind::Pool;
  std::vector<PoolFile> files;  // one for each path, the one that wins
  std::vector<PoolLink> links;
  std::vector<std::string> directories;
  std::optional<AuditBoot> audit;  // audit= among the kernel arguments
  std::vector<Diagnostic> notices;
  std::unique_ptr<Places> places;  // of the files, once laid out
};

// Reads files, directories (recursively: YAML, JSON, .bu, .ign; of a must-gather its MachineConfigs and pools) and
// standard input as one cluster, and composes its pools as the Machine Config Operator does; by name, then machines.
// Errors: cannot be read, is not YAML, what cannot be judged; nothing to check (no MachineConfig, Ignition or Butane).
Result<std::vector<Pool>> read_cluster(std::vector<Given> sources);

// The pool's files over those of `base` (which outlives it), or over those that a node is taken to have.
Source lay_out(Pool pool, const FileTree* base);

// What is assumed of a node: RHEL 9 on x86_64, SELinux, audit=1.
Machine node_defaults();

}  // namespace modtrail
