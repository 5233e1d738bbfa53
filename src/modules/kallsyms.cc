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

void SymbolOwners::add(std::string_view piece) {
  const std::size_t feed = piece.find('\n');
  if (feed != std::string_view::npos) {
    rest_ += piece.substr(0, feed);
    look_at(rest_);
    const std::size_t last = piece.rfind('\n');
    look_at(piece.substr(feed, last - feed));
    rest_.clear();
    piece.remove_prefix(last + 1);
  }
  rest_ += piece;
}

std::set<std::string> SymbolOwners::finish() {
  look_at(rest_);
  return std::move(owners_);
}

void SymbolOwners::look_at(std::string_view lines) {
  for (std::size_t at = lines.find('['); at != std::string_view::npos; at = lines.find('[', at + 1)) {
    if (at == 0 || lines[at - 1] != '\t') continue;
    const std::string_view rest = lines.substr(at + 1, 64);
    const std::string_view owner = rest.substr(0, rest.find(']'));
    if (owner.size() == rest.size() || owner == last_) continue;
    last_ = owner;
    if (is_module(owner) && owner.find('\n') == std::string_view::npos) owners_.emplace(owner);
  }
}

}  // namespace modtrail
