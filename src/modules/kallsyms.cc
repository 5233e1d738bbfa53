#include "modtrail/modules/views.h"

// Lines of /proc/kallsyms are "ADDRESS TYPE NAME", and of a module's symbol "\t[MODULE]" behind it.  There are more
// than a hundred thousand, most of the kernel's own: only brackets are looked for.
namespace modtrail {
namespace {

// Not modules: BPF programs, and trampolines of ftrace and kprobes (kernel/kallsyms.c).
bool is_module(std::string_view owner) {
  return !owner.empty() && owner != "bpf" && !owner.starts_with("__builtin__");
}

}  // namespace

std::set<std::string> parse_symbol_owners(std::string_view kallsyms) {
  std::set<std::string> owners;
  std::string_view last;
  for (std::size_t at = kallsyms.find('['); at != std::string_view::npos; at = kallsyms.find('[', at + 1)) {
    if (at == 0 || kallsyms[at - 1] != '\t') continue;
    const std::string_view rest = kallsyms.substr(at + 1, 64);
    const std::string_view owner = rest.substr(0, rest.find(']'));
    if (owner.size() == rest.size() || owner == last) continue;
    last = owner;
    if (is_module(owner) && owner.find('\n') == std::string_view::npos) owners.emplace(owner);
  }
  return owners;
}

}  // namespace modtrail
