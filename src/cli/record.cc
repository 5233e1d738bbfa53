#include "cli/record.h"

#include <array>
#include <string>

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

struct RecordField {
  std::string_view name;
  std::uint32_t Identity::*member;
};
constexpr auto kIds = std::to_array<RecordField>({{"auid", &Identity::auid},
                                                  {"uid", &Identity::uid},
                                                  {"gid", &Identity::gid},
                                                  {"euid", &Identity::euid},
                                                  {"suid", &Identity::suid},
                                                  {"fsuid", &Identity::fsuid},
                                                  {"egid", &Identity::egid},
                                                  {"sgid", &Identity::sgid},
                                                  {"fsgid", &Identity::fsgid},
                                                  {"ses", &Identity::sessionid}});

// The kernel's own part of the record: auditd appends its translations after 0x1d.
std::string_view raw_part(std::string_view line) {
  return line.substr(0, line.find('\x1d'));
}

std::optional<std::string_view> find_line(std::string_view text) {
  for (std::string_view line : split(text, '\n')) {
    if (line.starts_with("type=SYSCALL ") || line.starts_with("type=1300 ") ||
        line.find(" type=SYSCALL ") != std::string_view::npos) {
      return raw_part(line);
    }
  }
  return std::nullopt;
}

Result<std::string_view> value_of(std::string_view line, std::string_view name) {
  for (std::string_view word : split(line, ' ')) {
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') {
      return word.substr(name.size() + 1);
    }
  }
  return fail("the record has no field " + std::string(name));
}

Result<std::uint64_t> number_of(std::string_view line, std::string_view name, int base) {
  const std::string_view word = TRY(value_of(line, name));
  const auto number = parse_number(word, base);
  if (!number) return fail("the record's " + std::string(name) + " is no number: " + std::string(word));
  return *number;
}

Result<std::uint32_t> id_of(std::string_view line, std::string_view name) {
  const std::string_view word = TRY(value_of(line, name));
  if (word == "-1" || word == "unset") return kUnset;
  const auto number = parse_number(word);
  if (!number || *number > kUnset) return fail("the record's " + std::string(name) + " is no id: " + std::string(word));
  return static_cast<std::uint32_t>(*number);
}

// As the kernel writes what a user could have chosen: in quotes, or in hex if it holds a quote, a blank or a control.
Result<std::string> untrusted_of(std::string_view line, std::string_view name) {
  const std::string_view word = TRY(value_of(line, name));
  if (word.size() >= 2 && word.front() == '"' && word.back() == '"') {
    return std::string(word.substr(1, word.size() - 2));
  }
  if (word == "(null)") return std::string();
  std::string bytes;
  for (std::size_t i = 0; i + 1 < word.size(); i += 2) {
    const auto byte = parse_number(word.substr(i, 2), 16);
    if (!byte) return fail("the record's " + std::string(name) + " is neither quoted nor hex: " + std::string(word));
    bytes += static_cast<char>(static_cast<unsigned char>(*byte));
  }
  return bytes;
}

Result<> read_way(std::string_view line, Arch arch, SyscallEvent& event) {
  const std::uint64_t audit_arch = TRY(number_of(line, "arch", 16));
  const std::uint64_t number = TRY(number_of(line, "syscall", 10));
  for (Abi abi : abis(arch)) {
    for (Syscall syscall :
         {Syscall::InitModule, Syscall::FinitModule, Syscall::DeleteModule, Syscall::Execve, Syscall::Execveat}) {
      const auto way = entry(arch, abi, syscall);
      if (!way || way->audit_arch != audit_arch || way->number != number) continue;
      event.abi = abi;
      event.syscall = syscall;
      return {};
    }
  }
  return fail("arch=" + std::string(*value_of(line, "arch")) + " syscall=" + std::to_string(number) +
              " neither loads nor unloads a module on " + std::string(name(arch)));
}

Result<std::int32_t> exit_of(std::string_view line) {
  const std::string_view word = TRY(value_of(line, "exit"));
  const bool negative = word.starts_with('-');
  const auto size = parse_number(negative ? word.substr(1) : word);
  if (!size || *size > 2147483647U) return fail("the record's exit is out of range: " + std::string(word));
  const auto value = static_cast<std::int32_t>(*size);
  return negative ? -value : value;
}

}  // namespace

Result<SyscallEvent> read_record(std::string_view text, Arch arch) {
  const auto line = find_line(text);
  if (!line) return fail("no SYSCALL record: it begins with type=SYSCALL");
  SyscallEvent event;
  event.evidence = Evidence::Record;
  TRY(read_way(*line, arch, event));
  event.exit = TRY(exit_of(*line));
  for (std::size_t i = 0; i < event.args.size(); ++i) {
    event.args[i] = TRY(number_of(*line, "a" + std::to_string(i), 16));
  }
  event.pid = TRY(id_of(*line, "pid"));
  event.ppid = TRY(id_of(*line, "ppid"));
  for (const RecordField& field : kIds) event.who.*field.member = TRY(id_of(*line, field.name));
  event.comm = TRY(untrusted_of(*line, "comm"));
  event.exe = TRY(untrusted_of(*line, "exe"));
  const Result<std::string_view> label = value_of(*line, "subj");
  if (label) event.who.subj = std::string(*label);
  return event;
}

}  // namespace modtrail
