#include "cli/fix_apply.h"

#include <string>

#include "cli/terminal.h"
#include "host/audit_netlink.h"
#include "host/install.h"
#include "modtrail/base/file_tree.h"
#include "modtrail/base/text.h"
#include "modtrail/rules/wire.h"

namespace modtrail {
namespace {

constexpr std::uint32_t kLocked = 2;

Result<> refuse_changes(const FixPlan& plan) {
  if (plan.changes.empty()) return {};
  const LineChange& first = plan.changes.front();
  return fail(std::to_string(plan.changes.size()) + (plan.changes.size() == 1 ? " line" : " lines") +
              " would be commented out, the first at " + first.origin.file + ":" + std::to_string(first.origin.line) +
              " (" + first.reason + "): say --allow-changes");
}

std::string state_of(const std::string& root) {
  return root + kInstallState;
}

// The path on this machine of a path below the root, whose links lead nowhere else.
Result<std::string> path_below(const Root& root, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory = TRY(resolve(*root.tree, slash == 0 ? "/" : path.substr(0, slash), Last::Follow));
  return root.name + (directory == "/" ? "" : directory) + path.substr(slash);
}

}  // namespace

Result<> install_plan(const FixPlan& plan, const Scene& scene, Changes changes) {
  if (!scene.root || scene.source) return fail("--install is for the running host, or for the files below --root");
  if (changes == Changes::Refuse) TRY(refuse_changes(plan));
  std::vector<FileChange> files;
  std::vector<FileEdit> edits = TRY(edits_of(plan, scene.input, scene.world));
  for (FileEdit& edit : TRY(in_safe_order(std::move(edits), scene.input, scene.world))) {
    std::string path = TRY(path_below(*scene.root, edit.path));
    files.push_back({std::move(path), std::move(edit.before), std::move(edit.after)});
  }
  TRY(install_files(files, state_of(scene.root->name)));
  for (const FileChange& file : files) remark("wrote " + file.path);
  if (!files.empty() && scene.root->name.empty()) {
    remark("the files are read at the next start, or by augenrules --load; fix --load tells the running kernel");
  }
  return {};
}

Result<> undo_plan(const std::string& root) {
  for (const std::string& path : TRY(undo_install(state_of(root)))) remark("restored " + path);
  return {};
}

namespace {

Result<> add_rules(AuditNetlink& netlink, const std::vector<Rule>& rules) {
  for (const Rule& rule : rules) {
    TRY(netlink.add(encode_rule(rule)));
    remark("loaded " + printable(rule.text));
  }
  return {};
}

Result<> make_change(AuditNetlink& netlink, const KernelChange& change) {
  switch (change.kind) {
    case KernelChange::Kind::DeleteRule:
      TRY(netlink.remove(encode_rule(*change.rule)));
      break;
    case KernelChange::Kind::Enable:
      TRY(netlink.set(AuditSetting::Enabled, 1));
      break;
    case KernelChange::Kind::LiftRateLimit:
      TRY(netlink.set(AuditSetting::RateLimit, 0));
      break;
  }
  remark("done: " + step_of(change));
  return {};
}

}  // namespace

Result<> carry_out(const LoadPlan& plan, const Scene& scene) {
  if (plan.rules.empty() && plan.changes.empty()) return {};
  if (scene.held && scene.held->enabled == kLocked) {
    return fail("the running kernel's rules are locked (-e 2): write them into the files (--install) and start again");
  }
  AuditNetlink netlink = TRY(AuditNetlink::open());
  TRY(add_rules(netlink, plan.rules));
  for (const KernelChange& change : plan.changes) TRY(make_change(netlink, change));
  remark("a restart loads what the files say: --install writes there");
  return {};
}

}  // namespace modtrail
