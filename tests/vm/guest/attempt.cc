// How a wanted exit code is got, as root with every capability unless exit=-1 asks for the want of one:
//
//   finit_module   0 a real module   -1 no CAP_SYS_MODULE   -2 a module whose symbols are missing   -8 not a module
//                  -9 fd -1   -17 the module is there   -22 unknown flags
//   init_module    0   -1   -8 one byte   -14 an address nobody may read   -17
//   delete_module  0   -1   -2 no such module   -11 a module that another one uses   -14
//   execve(at)     whatever path= gives
//   create_module, query_module   -38: Linux has no such calls any more
//
// @module= is the module that is loaded or unloaded (dummy), @flags= those of finit_module, @word= the argument of a
// program, @empty_path=1 makes execveat take the program by its descriptor. args= are passed as they are. Without exit=
// and success= a call with args= is made without the capability, since then it always ends with -1 and does nothing;
// other calls are made to fail (-9, -8, -2).

#include "attempt.h"

#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

namespace guest {
namespace {

constexpr std::array<std::string_view, 7> kSyscalls = {"init_module", "finit_module",  "delete_module", "execve",
                                                       "execveat",    "create_module", "query_module"};
constexpr std::array<std::array<uint32_t, 7>, 3> kNumbers = {
    {{175, 313, 176, 59, 322, 174, 178},
     {128, 350, 129, 11, 358, 127, 167},
     {0x400000AF, 0x40000139, 0x400000B0, 0x40000208, 0x40000221, 0x400000AE, 0x400000B2}}};
constexpr std::array<std::string_view, 3> kAbis = {"b64", "b32", "x32"};
constexpr std::array<std::string_view, 8> kIds = {"uid", "euid", "suid", "fsuid", "gid", "egid", "sgid", "fsgid"};
constexpr uint64_t kNonblock = 0x800, kBadAddress = 16;

uint32_t* id_of(Identity& who, size_t index) {
  return std::array{&who.uid, &who.euid, &who.suid, &who.fsuid, &who.gid, &who.egid, &who.sgid, &who.fsgid}[index];
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find(by, begin), text.size());
    if (end > begin) out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

template <typename Table>
size_t index_in(const Table& table, const std::string& word) {
  for (size_t i = 0; i < table.size(); i++)
    if (table[i] == word) return i;
  return table.size();
}

uint64_t number(const std::string& text) {
  if (text == "unset") return 0xffffffff;
  return text.starts_with('-') ? static_cast<uint64_t>(strtoll(text.c_str(), nullptr, 0))
                               : strtoull(text.c_str(), nullptr, 0);
}

bool has(const Attempt& attempt, const char* word) {
  return attempt.words.contains(word);
}

std::string get(const Attempt& attempt, const std::string& word, const std::string& otherwise) {
  const auto at = attempt.words.find(word);
  return at == attempt.words.end() ? otherwise : at->second;
}

// What is not named is 0 (auid: unset); the identity at birth starts from the identity at the call.
void read_identity(const Attempt& attempt, const std::string& prefix, Identity& who) {
  if (const std::string auid = get(attempt, prefix + "auid", ""); !auid.empty())
    who.auid = static_cast<uint32_t>(number(auid));
  for (size_t i = 0; i < kIds.size(); i++)
    if (const std::string id = get(attempt, prefix + std::string(kIds[i]), ""); !id.empty())
      *id_of(who, i) = static_cast<uint32_t>(number(id));
  if (!attempt.words.contains(prefix + "groups")) return;
  who.group_count = 0;
  for (const std::string& group : split(attempt.words.at(prefix + "groups"), ','))
    if (who.group_count < kMaxGroups) who.groups[who.group_count++] = static_cast<uint32_t>(number(group));
}

void set(Order& order, size_t arg, Fill fill, uint64_t value = 0) {
  order.fill[arg] = fill;
  order.args[arg] = value;
}

template <size_t kSize>
void copy_text(char (&to)[kSize], const std::string& text) {
  memcpy(to, text.data(), std::min(text.size(), kSize - 1));
}

void set_path(Order& order, const std::string& path) {
  copy_text(order.path, path);
}

std::string image_for(int64_t exit, const std::string& module) {
  if (exit == -8) return "/etc/hostname";
  return "/usr/lib/modules/" + (exit == -2 ? "vmw_vsock_virtio_transport_common" : module) + ".ko";
}

void plan_load(Attempt& attempt, int64_t exit, bool from_file) {
  Order& order = attempt.order;
  const std::string module = get(attempt, "@module", "dummy");
  set_path(order, image_for(exit, module));
  if (from_file) {
    set(order, 0, exit == -9 || exit == -1 ? Fill::Raw : Fill::OpenFile, ~0ULL);
    set(order, 1, Fill::Empty);
    set(order, 2, Fill::Raw, exit == -22 ? 0x100 : number(get(attempt, "@flags", "0")));
  } else {
    const bool real = exit == 0 || exit == -17;
    set(order, 0, real ? Fill::MappedFile : exit == -14 ? Fill::Raw : Fill::Empty, kBadAddress);
    set(order, 1, real ? Fill::FileSize : Fill::Raw, exit == -14 ? 4096 : 1);
    set(order, 2, Fill::Empty);
  }
  if (exit == 0 && module.starts_with("vmw_")) attempt.loaded_before = "vsock";
  attempt.needs_unloaded = exit == 0;
  if (exit == -17) attempt.loaded_before = module;
  if (exit == 0 || exit == -17) attempt.unload_after = module;
}

void plan_unload(Attempt& attempt, int64_t exit) {
  Order& order = attempt.order;
  const std::string module = exit == -11 ? "vsock" : get(attempt, "@module", "dummy");
  set_path(order, exit == -2 || exit == -1 ? "modtrail_canary" : module);
  set(order, 0, exit == -14 ? Fill::Raw : Fill::Path, kBadAddress);
  set(order, 1, Fill::Raw, kNonblock);
  if (exit == 0) attempt.loaded_before = module;
  if (exit == -11) attempt.loaded_before = "vmw_vsock_virtio_transport_common";
}

void plan_execute(Attempt& attempt, bool at) {
  Order& order = attempt.order;
  set_path(order, get(attempt, "path", "/sbin/insmod"));
  copy_text(order.word, get(attempt, "@word", "/nonexistent"));
  const size_t shift = at ? 1 : 0;
  if (at) set(order, 0, Fill::Raw, static_cast<uint64_t>(-100));
  set(order, shift, Fill::Path);
  set(order, shift + 1, Fill::Arguments);
  set(order, shift + 2, Fill::Environment);
  if (!at || get(attempt, "@empty_path", "0") != "1") return;
  set(order, 0, Fill::OpenFile);  // execveat(fd, "", ..., AT_EMPTY_PATH)
  set(order, 1, Fill::Empty);
  set(order, 4, Fill::Raw, 0x1000);
}

// The exit code that is to come about, and through it the arguments.
void plan_call(Attempt& attempt, size_t syscall) {
  Order& order = attempt.order;
  constexpr std::array<int64_t, 7> kCanaries = {-8, -9, -2, 0, 0, -38, -38};
  const bool asked = has(attempt, "exit") || has(attempt, "success");
  int64_t exit = static_cast<int64_t>(number(get(attempt, "exit", "0")));
  if (!has(attempt, "exit") && get(attempt, "success", "false") != "true") exit = kCanaries[syscall];
  if (!asked && syscall < 3 && (has(attempt, "args") || order.now.euid != 0)) exit = -1;
  order.drop_capability = exit == -1 ? 1 : 0;
  if (syscall < 2) plan_load(attempt, exit, syscall == 1);
  if (syscall == 2) plan_unload(attempt, exit);
  if (syscall == 3 || syscall == 4) plan_execute(attempt, syscall == 4);
  if (!has(attempt, "args")) return;
  const std::vector<std::string> args = split(attempt.words.at("args"), ',');
  for (size_t i = 0; i < 4; i++) set(order, i, Fill::Raw, i < args.size() ? number(args[i]) : 0);
}

bool executes(const Order& order) {
  return order.number == 59 || order.number == 322 || order.number == 11 || order.number == 358 ||
         order.number == 0x40000208 || order.number == 0x40000221;
}

// The file that ends up as the program: links resolved, of a script its interpreter.
std::string final_program(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  std::getline(file, line);
  if (line.starts_with("#!")) return final_program(line.substr(2));
  char* real = realpath(path.c_str(), nullptr);
  const std::string found = real == nullptr ? path : real;
  free(real);
  return found;
}

std::string program(const Attempt& attempt, const Outcome& outcome) {
  return executes(attempt.order) && outcome.exit == 0 ? final_program(attempt.order.path) : attempt.exe;
}

// What the filter sees at the end of the call: a program that was executed has its saved and file ids set anew.
Identity identity_after(const Attempt& attempt, const Outcome& outcome) {
  Identity who = attempt.order.now;
  who.auid = outcome.auid;
  if (!executes(attempt.order) || outcome.exit != 0) return who;
  who.suid = who.fsuid = who.euid;
  who.sgid = who.fsgid = who.egid;
  return who;
}

void describe_identity(std::string& out, const std::string& prefix, Identity who) {
  out += " " + prefix + "auid=" + std::to_string(who.auid);
  for (size_t i = 0; i < kIds.size(); i++)
    out += " " + prefix + std::string(kIds[i]) + "=" + std::to_string(*id_of(who, i));
  if (who.group_count == 0) return;
  out += " " + prefix + "groups=";
  for (uint32_t i = 0; i < who.group_count; i++) out += (i == 0 ? "" : ",") + std::to_string(who.groups[i]);
}

}  // namespace

uint32_t audit_arch(Abi abi) {
  return abi == Abi::B32 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64;
}

Attempt parse_attempt(const std::string& text) {
  Attempt attempt;
  for (const std::string& word : split(text, ' ')) {
    const size_t equal = word.find('=');
    if (equal != std::string::npos) attempt.words[word.substr(0, equal)] = word.substr(equal + 1);
  }
  const size_t abi = index_in(kAbis, get(attempt, "abi", "b64"));
  const size_t syscall = index_in(kSyscalls, get(attempt, "syscall", ""));
  if (abi == kAbis.size() || syscall == kSyscalls.size()) attempt.error = "unknown abi or syscall";
  if (!attempt.error.empty()) return attempt;
  Order& order = attempt.order;
  order.abi = static_cast<Abi>(abi);
  order.number = kNumbers[abi][syscall];
  order.now.auid = 0xffffffff;
  read_identity(attempt, "", order.now);
  order.birth = order.now;
  read_identity(attempt, "birth.", order.birth);
  order.pers = static_cast<uint32_t>(number(get(attempt, "pers", "0")));
  order.register_auditd = get(attempt, "auditd", "false") == "true" ? 1 : 0;
  attempt.unborn_context = get(attempt, "birth", "") == "none";
  attempt.exe = get(attempt, "exe", "/usr/bin/kmod");
  plan_call(attempt, syscall);
  return attempt;
}

std::string described(const Attempt& attempt, const Outcome& outcome) {
  const Identity now = identity_after(attempt, outcome);
  std::string out = "abi=" + get(attempt, "abi", "b64") + " syscall=" + get(attempt, "syscall", "");
  describe_identity(out, "", now);
  if (memcmp(&attempt.order.birth, &now, sizeof now) != 0) describe_identity(out, "birth.", attempt.order.birth);
  if (attempt.unborn_context) out += " birth=none";
  if (attempt.order.register_auditd != 0) out += " auditd=true";
  out += " pid=" + std::to_string(outcome.pid) + " ppid=" + std::to_string(outcome.ppid);
  out += " sessionid=" + std::to_string(outcome.sessionid) + " pers=" + std::to_string(attempt.order.pers);
  out += " exit=" + std::to_string(outcome.exit) + " success=" + (outcome.exit < 0 ? "false" : "true");
  out += " args=";
  for (size_t i = 0; i < 4; i++) out += (i == 0 ? "" : ",") + std::to_string(outcome.args[i]);
  out += " exe=" + program(attempt, outcome);
  for (const char* word : {"path", "names", "subj"})
    if (has(attempt, word)) out += " " + std::string(word) + "=" + attempt.words.at(word);
  return out;
}

}  // namespace guest
