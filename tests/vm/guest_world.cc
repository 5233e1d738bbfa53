#include "guest_world.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr std::string_view kLoader = "/lib64/ld-linux-x86-64.so.2";

template <class Word>
void put(std::string& bytes, std::size_t offset, Word word) {
  std::memcpy(bytes.data() + offset, &word, sizeof word);
}

// The least of an ELF file: a header, and where it names an interpreter one program header that says so.
std::string elf_file(std::string_view interpreter) {
  constexpr std::size_t kHeader = 64, kProgramHeader = 56;
  std::string bytes(kHeader, '\0');
  std::memcpy(bytes.data(),
              "\x7f"
              "ELF\2\1\1",
              7);
  put<std::uint64_t>(bytes, 32, kHeader);
  put<std::uint16_t>(bytes, 54, kProgramHeader);
  put<std::uint16_t>(bytes, 56, interpreter.empty() ? 0 : 1);
  if (interpreter.empty()) return bytes;
  bytes.resize(kHeader + kProgramHeader);
  put<std::uint32_t>(bytes, kHeader, 3);  // PT_INTERP
  put<std::uint64_t>(bytes, kHeader + 8, kHeader + kProgramHeader);
  return bytes.append(interpreter).append(1, '\0');
}

FileInfo program_info() {
  FileInfo info;
  info.mode = 0755;
  return info;
}

}  // namespace

MemoryTree guest_tree() {
  MemoryTree tree;
  for (const char* path : {"/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/modules",
                           "/dev", "/proc", "/sys/kernel/tracing", "/run", "/tmp", "/opt", "/root", "/home/alice"})
    tree.add_directory(path);
  for (const char* name : {"bin", "sbin", "lib", "lib64"})
    tree.add_link("/" + std::string(name), "usr/" + std::string(name));
  tree.add_file("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", elf_file(""), program_info());
  tree.add_link("/usr/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
  for (const char* path : {"/usr/bin/kmod", "/usr/sbin/auditctl"})
    tree.add_file(path, elf_file(kLoader), program_info());
  for (const char* tool : {"insmod", "rmmod", "modprobe", "lsmod", "depmod", "modinfo"})
    tree.add_link("/usr/sbin/" + std::string(tool), "/bin/kmod");
  tree.add_file("/etc/passwd", std::string(kGuestPasswd));
  tree.add_file("/etc/group", std::string(kGuestGroup));
  return tree;
}

Result<> change_guest_tree(MemoryTree& tree, std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  const std::string_view what = words[0];
  const std::string_view path = words.size() > 1 ? words[1] : "";
  const std::string_view rest = words.size() > 2 ? line.substr(line.find(words[2], what.size() + path.size() + 1)) : "";
  if (what == "missing" || path == "/sys/kernel/tracing") return {};  // the fact tracefs tells of the mount
  if (what == "directory") {
    tree.add_directory(path);
  } else if (what == "file") {
    tree.add_file(path, elf_file(""), program_info());
  } else if (what == "text") {
    tree.add_file(path, std::string(rest) + "\n", program_info());
  } else if (what == "link") {
    tree.add_link(path, rest);
  } else if (what == "hardlink") {
    return tree.add_hard_link(path, rest);
  } else if (what == "mode" || what == "inode") {
    FileInfo info = TRY(tree.lstat(path));
    const auto number = parse_number(rest, what == "mode" ? 8 : 10);
    if (!number) return fail("not a number: " + std::string(rest));
    if (what == "mode") info.mode = static_cast<std::uint32_t>(*number);
    if (what == "inode") info.inode = *number;
    tree.add_file(path, TRY(tree.read(path, kFileLimit)), info);
  } else {
    return fail("the model's tree does not change so: " + std::string(line));
  }
  return {};
}

}  // namespace modtrail
