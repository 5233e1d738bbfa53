// A rule as one line, in the one form that every auditctl from 3.0 to 4.2 reads back as the same rule, where there is
// such a form.  What decides the form:
// - fields keep their order, -k stands last;
// - -S stands behind the last arch=, for names are looked up in that machine's table; without one, -S stands at the
//   start, or behind all fields if one is perm=: from 3.1.3 on perm= adds syscalls of its own once a machine is known;
// - on the lists that take no -S, a choice of syscalls can still be made before -a;
// - no syscall at all is "-S ,";
// - "-S all" is left out where a rule without -S is for all syscalls anyway and neither the key nor a perm= with arch=
//   needs it;
// - a path that holds != >= <= or &= can only stand behind -w, for auditctl looks for these in all of "path=...";
// - names that some version does not know are written as numbers.
#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/rules/parse.h"
#include "modtrail/uapi/errnos.h"
#include "modtrail/uapi/perms.h"
#include "modtrail/uapi/record_types.h"
#include "modtrail/uapi/syscalls.h"

namespace modtrail {
namespace {

constexpr Version kOldest{3, 0, 0};
constexpr std::uint32_t kUnsetValue = 4294967295U;

void append_escaped(std::string& out, std::string_view text) {
  for (const char byte : text) {
    if (byte == ' ' || byte == '\\') out += '\\';
    out += byte;
  }
}

std::string print_id(std::uint32_t value) {
  return value == kUnsetValue ? "unset" : std::to_string(value);
}

std::string print_exit(std::uint32_t value) {
  const auto number = static_cast<std::int32_t>(value);
  if (number >= 0) return std::to_string(number);
  const std::string_view name = number > -4096 ? errno_name(-number) : "";
  if (!name.empty() && parse_errno(name) == -number) return "-" + std::string(name);
  return std::to_string(number);
}

std::string print_type(std::uint32_t value) {
  const std::string_view name = record_type_name(static_cast<int>(value));
  if (!name.empty() && parse_record_type(name, kOldest) == static_cast<int>(value)) return std::string(name);
  return std::to_string(value);
}

std::string hexadecimal(std::uint32_t value) {
  std::string text;
  for (; value != 0 || text.empty(); value >>= 4) text.insert(text.begin(), "0123456789abcdef"[value & 15]);
  return "0x" + text;
}

std::string print_arch(std::uint32_t value, Arch arch) {
  const auto machine = machine_of_audit_arch(value);
  if (machine && audit_arch(*machine) == value) {
    if (machine == audit_machine(arch, Abi::B64)) return "b64";
    if (machine == audit_machine(arch, Abi::B32)) return "b32";
    if (parse_audit_machine(name(*machine), kOldest) == machine) return std::string(name(*machine));
  }
  return hexadecimal(value);
}

std::string print_file_type(std::uint32_t value) {
  const std::string_view name = file_type_name(value);
  return name.empty() ? std::to_string(value) : std::string(name);
}

std::string print_fs_type(std::uint32_t value) {
  const std::string_view name = fs_type_name(value);
  if (!name.empty() && parse_fs_type(name, kOldest) == value) return std::string(name);
  return hexadecimal(value);
}

std::string print_value(const Field& field, Arch arch) {
  switch (info(field.id).kind) {
    case FieldKind::Uid:
    case FieldKind::Auid:
    case FieldKind::Session:
      return print_id(field.value);
    case FieldKind::Errno:
      return print_exit(field.value);
    case FieldKind::MsgType:
      return print_type(field.value);
    case FieldKind::Arch:
      return print_arch(field.value, arch);
    case FieldKind::Perm:
      return perm_letters(field.value);
    case FieldKind::FileType:
      return print_file_type(field.value);
    case FieldKind::FsType:
      return print_fs_type(field.value);
    case FieldKind::Subject:
    case FieldKind::Object:
    case FieldKind::Path:
    case FieldKind::Dir:
    case FieldKind::Exe:
    case FieldKind::Key:
      return field.text;
    case FieldKind::AuidSet:
      return field.value == 0 ? "unset" : std::to_string(field.value);
    case FieldKind::Unsigned:
    case FieldKind::Gid:
    case FieldKind::Success:
    case FieldKind::Family:
    case FieldKind::Argument:
    case FieldKind::Compare:
      return std::to_string(field.value);
  }
  return "";
}

void append_comparison(std::string& out, const Field& field, FilterList list) {
  const auto compared = comparison(field.value);
  if (!compared || list != FilterList::Exit || (field.op != Op::Equal && field.op != Op::NotEqual)) {
    out += " -F field_compare" + std::string(symbol(field.op)) + std::to_string(field.value);
    return;
  }
  out +=
      " -C " + std::string(name(compared->left)) + std::string(symbol(field.op)) + std::string(name(compared->right));
}

// The kernel's own form of auid=unset has no word: auid_set=0.
void append_auid_set(std::string& out, const Field& field) {
  const bool set = (field.value != 0) == (field.op == Op::Equal);
  out += set ? " -F auid!=unset" : " -F auid=unset";
}

// One key is -k; several are -F key=, for auditctl up to 4.1 has no room for many short words.  A key that is not the
// last field, or has another operator, is a field like any other to auditctl if its name is not in lower case.
void append_key(std::string& out, const Field& field, bool last) {
  if (field.op != Op::Equal || !last) {
    out += " -F KEY" + std::string(symbol(field.op));
    append_escaped(out, field.text);
    return;
  }
  const std::string_view option = field.text.find('\x01') == std::string::npos ? " -k " : " -F key=";
  for (const std::string_view key : split(field.text, '\x01')) {
    out += option;
    append_escaped(out, key);
  }
}

AuditMachine machine_of(const Rule& rule, Arch arch) {
  AuditMachine machine = native_machine(arch);
  for (const Field& field : rule.fields) {
    if (field.id != FieldId::Arch) continue;
    if (const auto told = machine_of_audit_arch(field.value)) machine = *told;
  }
  return machine;
}

struct Shape {
  std::size_t arch_end = 0;  // behind the last arch=
  bool has_perm = false;
  bool has_key = false;
  bool key_is_due = false;  // something on the line lets -k follow
};

Shape shape_of(const Rule& rule) {
  Shape shape;
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    const FieldId id = rule.fields[i].id;
    if (id == FieldId::Arch) shape.arch_end = i + 1;
    if (id == FieldId::Perm) shape.has_perm = true;
    if (id == FieldId::Key) shape.has_key = true;
    if (id == FieldId::Perm || id == FieldId::Path || id == FieldId::Dir || id == FieldId::Exe ||
        id == FieldId::FsType) {
      shape.key_is_due = true;
    }
  }
  return shape;
}

// Does "-F perm=" behind arch= leave the rule's syscalls as they are, whatever version reads it?
bool perm_changes_nothing(const Rule& rule, const Field& perm, AuditMachine machine) {
  constexpr Version kFirst{3, 1, 3};
  constexpr Version kLast{4, 2, 1};
  const auto chosen = perm_syscalls(machine, perm.value, kLast);
  if (!perm_syscalls(machine, perm.value, kFirst) || !chosen) return false;
  return std::all_of(chosen->begin(), chosen->end(),
                     [&](int number) { return rule.mask[static_cast<std::size_t>(number)]; });
}

// "-p" says a permission on any list and never chooses syscalls, but it needs a field before it and changes all
// permissions there are.  Where perm= behind arch= has chosen the syscalls of an exclude rule, only that can say them.
bool needs_short_perm(const Rule& rule, const Shape& shape, std::size_t index, AuditMachine machine) {
  const auto is_perm = [](const Field& field) { return field.id == FieldId::Perm; };
  if (index == 0 || !is_perm(rule.fields[index])) return false;
  if (std::count_if(rule.fields.begin(), rule.fields.end(), is_perm) > 1) return false;
  const bool behind_arch = shape.arch_end > 0 && index >= shape.arch_end;
  if (rule.list == FilterList::Exit) return behind_arch && !perm_changes_nothing(rule, rule.fields[index], machine);
  return rule.list != FilterList::Exclude || !behind_arch || rule.mask.all();
}

void append_field(std::string& out, const Field& field, FilterList list, Arch arch) {
  if (field.id == FieldId::FieldCompare) return append_comparison(out, field, list);
  if (field.id == FieldId::AuidSet) return append_auid_set(out, field);
  out += " -F " + std::string(name(field.id)) + std::string(symbol(field.op));
  append_escaped(out, print_value(field, arch));
}

std::string syscall_word(AuditMachine machine, std::size_t number) {
  const std::string_view name = syscall_name(machine, static_cast<int>(number), kOldest);
  if (!name.empty() && syscall_number(machine, name, kOldest) == static_cast<int>(number)) return std::string(name);
  return std::to_string(number);
}

void append_syscalls(std::string& out, const Rule& rule, AuditMachine machine) {
  if (rule.mask.all()) {
    out += " -S all";
    return;
  }
  if (rule.mask.none()) out += " -S ,";
  std::string_view separator = " -S ";
  for (std::size_t number = 0; number < kSyscalls; ++number) {
    if (!rule.mask[number]) continue;
    out += separator;
    out += rule.list == FilterList::IoUring ? std::to_string(number) : syscall_word(machine, number);
    separator = ",";
  }
}

bool takes_syscalls(FilterList list) {
  return list == FilterList::Exit || list == FilterList::IoUring;
}

// On which list a mask can be said, and whether it must.
bool needs_syscalls(const Rule& rule, const Shape& shape) {
  if (!takes_syscalls(rule.list)) return false;
  if (!rule.mask.all()) return true;
  if (rule.list == FilterList::IoUring) return false;  // -S all names some operations only
  return (shape.has_key && !shape.key_is_due) || (shape.has_perm && shape.arch_end > 0);
}

bool holds_operator(std::string_view text) {
  for (const std::string_view op : {"!=", ">=", "<=", "&="}) {
    if (text.find(op) != std::string_view::npos) return true;
  }
  return false;
}

bool must_be_watch(const Rule& rule) {
  if (rule.fields.size() < 2 || rule.fields[1].id != FieldId::Perm || !rule.mask.all()) return false;
  if (rule.list != FilterList::Exit || rule.action != Action::Always || rule.place != Place::Append) return false;
  const Field& first = rule.fields.front();
  return (first.id == FieldId::Path || first.id == FieldId::Dir) && holds_operator(first.text);
}

// The slash says "directory" where no file system is at hand to tell.
void append_watch(std::string& out, const Field& object, const Field& perm) {
  out += "-w ";
  append_escaped(out, object.text);
  if (object.id == FieldId::Dir) out += '/';
  out += " -p " + perm_letters(perm.value);
}

void append_list(std::string& out, const Rule& rule, const Shape& shape, Arch arch) {
  if (rule.list != FilterList::Task && !takes_syscalls(rule.list) && !rule.mask.all() && shape.arch_end == 0) {
    append_syscalls(out, rule, native_machine(arch));
    out.erase(0, 1);
    out += ' ';
  }
  out += rule.place == Place::Prepend ? "-A " : "-a ";
  out += std::string(name(rule.action)) + "," + std::string(name(rule.list));
}

}  // namespace

std::string print_rule(const Rule& rule, Arch arch) {
  const Shape shape = shape_of(rule);
  const AuditMachine machine = machine_of(rule, arch);
  const bool watch = must_be_watch(rule);
  const bool last = shape.arch_end == 0 && shape.has_perm;
  std::size_t syscalls_at = last ? rule.fields.size() : shape.arch_end;
  if (last && rule.fields.back().id == FieldId::Key) --syscalls_at;
  const bool say = !watch && needs_syscalls(rule, shape);

  std::string out;
  if (watch) {
    append_watch(out, rule.fields[0], rule.fields[1]);
  } else {
    append_list(out, rule, shape, arch);
  }
  for (std::size_t i = watch ? 2 : 0; i <= rule.fields.size(); ++i) {
    if (i == syscalls_at && say) append_syscalls(out, rule, machine);
    if (i == rule.fields.size()) break;
    const Field& field = rule.fields[i];
    if (field.id == FieldId::Key) {
      append_key(out, field, i + 1 == rule.fields.size());
    } else if (needs_short_perm(rule, shape, i, machine)) {
      out += " -p " + perm_letters(field.value);
    } else {
      append_field(out, field, rule.list, arch);
    }
  }
  return out;
}

}  // namespace modtrail
