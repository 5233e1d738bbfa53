#include <array>
#include <cstdlib>

#include "modtrail/modules/module_file.h"
#include "modtrail/modules/module_index.h"
#include "modtrail/modules/reconcile.h"
#include "modtrail/modules/views.h"
#include "modtrail/trail/record_clock.h"

// Everything that reads what a kernel says of its modules, by the first byte of the input.
namespace modtrail {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_list(std::string_view text) {
  for (const ListedModule& module : parse_module_list(text).modules) {
    require(!module.name.empty() && module.name.find_first_of(" \n") == std::string::npos);
  }
}

void check_owners(std::string_view text) {
  SymbolOwners whole;
  whole.add(text);
  SymbolOwners halves;
  halves.add(text.substr(0, text.size() / 2));
  halves.add(text.substr(text.size() / 2));
  const std::set<std::string> owners = whole.finish();
  require(owners == halves.finish());
  for (const std::string& owner : owners) {
    require(!owner.empty() && owner != "bpf" && owner.find('\n') == std::string::npos);
  }
}

void check_log(std::string_view text) {
  const KernelLog log = parse_kernel_log(text);
  require(log.taints.size() <= log.lines);
  for (const TaintLine& line : log.taints) require(!line.module.empty() && line.bit <= 18);
}

void check_index(std::string_view text) {
  for (const auto& [name, file] : parse_modules_dep(text, "/lib/modules/6.1")) {
    require(file.front() == '/' && name.find('-') == std::string::npos);
  }
  for (const std::string& name : parse_modules_builtin(text)) require(name.find('\n') == std::string::npos);
}

void check_notes(std::string_view text) {
  require(build_id_of_notes(text).size() <= 128);
}

void check_file(std::string_view bytes) {
  const auto file = parse_module_file(bytes);
  require(file || !file.error().message.empty());
}

void check_signature(std::string_view bytes) {
  const auto signature = parse_module_signature(std::string(bytes) + "~Module signature appended~\n");
  require(signature ? signature->has_value() : !signature.error().message.empty());
}

// Where the pieces of a log end makes no difference.
void check_clock(std::string_view bytes) {
  RecordClock whole(1000);
  whole.add(bytes);
  RecordClock parts(1000);
  for (std::size_t at = 0; at < bytes.size(); at += 7) parts.add(bytes.substr(at, 7));
  require(whole.first() == parts.first());
}

// A whole machine: the input is parted at NUL bytes into its files.
constexpr std::array kFiles = {"/proc/modules",
                               "/proc/kallsyms",
                               "/proc/vmallocinfo",
                               "/proc/stat",
                               "/proc/sys/kernel/tainted",
                               "/proc/sys/kernel/osrelease",
                               "/sys/module/dummy/initstate",
                               "/sys/module/dummy/coresize",
                               "/sys/module/ifb/initstate",
                               "/sys/module/dummy/holders/ifb/uevent",
                               "/sys/kernel/btf/dummy",
                               "/var/log/dmesg"};

RecordedCalls some_calls() {
  RecordedCalls recorded;
  recorded.since = 1764291005000;
  RecordedCall call;
  call.id.time = 1764291009000;
  call.module = "dummy";
  recorded.calls = {call};
  call.id.time += 1000;
  call.operation = Operation::Unload;
  call.module = "ifb";
  recorded.calls.push_back(call);
  return recorded;
}

void check_machine(std::string_view text) {
  MemoryTree tree;
  for (const char* file : kFiles) {
    const std::size_t end = text.find('\0');
    tree.add_file(file, std::string(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  const KernelViews views = read_views(tree);
  const RecordedCalls recorded = some_calls();
  const Reconciliation out = reconcile({views, recorded, {}, {}});
  require(out.modules.size() >= views.list.value.modules.size());
  require((out.verdict == ReconcileVerdict::Different) == !out.differences.empty());
  for (const Difference& difference : out.differences) require(!difference.message.empty());
  require(settled({out, out}).differences.size() == out.differences.size());
}

void check_memory(std::string_view text) {
  require(parse_loader_memory(text).sizes.size() <= text.size());
}

constexpr std::array kChecks = {check_list, check_owners, check_log,       check_index,  check_notes,
                                check_file, check_clock,  check_signature, check_memory, check_machine};

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  modtrail::kChecks[data[0] % modtrail::kChecks.size()](input.substr(1));
  return 0;
}
