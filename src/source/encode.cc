#include "modtrail/source/encode.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "modtrail/base/text.h"

// YAML is written by hand, in the order and the style its readers are used to.  Text that comes from elsewhere (paths,
// content) goes through text_scalar() or block(), which take any bytes.
namespace modtrail {
namespace {

constexpr std::uint64_t kOldestButane = 8;  // 4.8.0 to 4.22.0
constexpr std::uint64_t kNewestButane = 22;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_unreserved(char c) {
  return is_alphanumeric(c) || std::string_view("-_.~/").find(c) != std::string_view::npos;
}

void put_hex(unsigned char byte, std::string& out) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 15U];
}

std::string octal(std::uint32_t mode) {
  std::string out = "0";
  for (std::uint32_t shift = 9; shift > 0; shift -= 3) out += static_cast<char>('0' + ((mode >> (shift - 3)) & 7U));
  return out;
}

// "\x41" stands for U+0041 in YAML: bytes beyond ASCII are left as the UTF-8 they are, for a file of rules that is not
// UTF-8 cannot be said in YAML at all.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      put_hex(byte, out);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string path_scalar(const std::string& path) {
  return std::all_of(path.begin(), path.end(), is_unreserved) ? path : quoted(path);
}

// A literal block holds printable lines that end in a newline, the first of them not indented.
bool fits_block(std::string_view content) {
  if (content.empty() || content.back() != '\n' || content.front() == ' ' || content.front() == '\n') return false;
  if (content.size() > 1 && content[content.size() - 2] == '\n') return false;
  return std::all_of(content.begin(), content.end(), [](char c) { return c == '\n' || (c >= ' ' && c < 0x7f); });
}

// After "key: ".
std::string text_scalar(std::string_view content, const std::string& indent) {
  if (!fits_block(content)) return quoted(content) + "\n";
  std::string out = "|\n";
  content.remove_suffix(1);
  for (const std::string_view line : split(content, '\n')) {
    out += (line.empty() ? "" : indent) + std::string(line) + "\n";
  }
  return out;
}

std::string comment_lines(const std::vector<std::string>& comments) {
  std::string out;
  for (const std::string& line : comments) out += (line.empty() ? "#" : "# ") + printable(line) + "\n";
  return out;
}

std::string metadata(const NodeConfig& config) {
  return "metadata:\n  name: " + config.name +
         "\n  labels:\n    machineconfiguration.openshift.io/role: " + config.role + "\n";
}

// What MachineConfigs and Butane say alike of a file.
std::string file_head(const NodeFile& file, const std::string& indent) {
  return indent + "- path: " + path_scalar(file.path) + "\n" + indent + "  mode: " + octal(file.mode) + "\n" + indent +
         "  overwrite: true\n" + indent + "  contents:\n";
}

std::string copy_task(const NodeFile& file) {
  const bool templated = file.content.find("{{") != std::string::npos || file.content.find("{%") != std::string::npos ||
                         file.content.find("{#") != std::string::npos;
  return "    - name: " + quoted("Write " + file.path) +
         "\n      ansible.builtin.copy:\n        dest: " + path_scalar(file.path) +
         "\n        owner: root\n        group: root\n        mode: \"" + octal(file.mode) +
         "\"\n        content: " + (templated ? "!unsafe " : "") + text_scalar(file.content, "          ") +
         "      notify: Load the audit rules\n";
}

std::string load_command(LoadCommand load) {
  switch (load) {
    case LoadCommand::Augenrules:
      return "/sbin/augenrules --load";
    case LoadCommand::Auditctl:
      break;
  }
  return "/sbin/auditctl -R /etc/audit/audit.rules";
}

// Handlers run in the order they are written.
std::string handlers(LoadCommand load) {
  return "  handlers:\n"
         "    - name: Ask whether the kernel still takes rules\n"
         "      ansible.builtin.command: /sbin/auditctl -s\n"
         "      register: modtrail_audit\n"
         "      changed_when: false\n"
         "      check_mode: false\n"
         "      listen: Load the audit rules\n"
         "    - name: Load them\n"
         "      ansible.builtin.command: " +
         load_command(load) +
         "\n"
         "      when: \"'enabled 2' not in modtrail_audit.stdout\"\n"
         "      changed_when: true\n"
         "      listen: Load the audit rules\n"
         "    - name: Tell that a reboot is needed\n"
         "      ansible.builtin.debug:\n"
         "        msg: The rules in the kernel are locked (-e 2); those written now are loaded at the next boot.\n"
         "      when: \"'enabled 2' in modtrail_audit.stdout\"\n"
         "      listen: Load the audit rules\n";
}

}  // namespace

std::string data_url(std::string_view content) {
  std::string out = "data:,";
  for (const char c : content) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += '%';
      put_hex(static_cast<unsigned char>(c), out);
    }
  }
  return out;
}

std::string print_machine_config(const NodeConfig& config) {
  std::string out = comment_lines(config.comments);
  out += "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\n" + metadata(config);
  out += "spec:\n  config:\n    ignition:\n      version: " + config.version + "\n    storage:\n      files:\n";
  for (const NodeFile& file : config.files) {
    out += file_head(file, "        ") + "            source: " + data_url(file.content) + "\n";
  }
  return out;
}

std::string print_butane(const NodeConfig& config) {
  std::string out = comment_lines(config.comments);
  out += "variant: openshift\nversion: " + config.version + "\n" + metadata(config) + "storage:\n  files:\n";
  for (const NodeFile& file : config.files) {
    out += file_head(file, "    ") + "        inline: " + text_scalar(file.content, "          ");
  }
  return out;
}

Result<std::string> butane_version(std::string_view openshift) {
  const std::vector<std::string_view> parts = split(openshift, '.');
  const bool whole = (parts.size() == 2 || parts.size() == 3) && parts[0] == "4" && parts[1].size() <= 2;
  const auto minor = parse_number(whole ? parts[1] : std::string_view());
  const bool patch = parts.size() < 3 || parse_number(parts[2]).has_value();
  if (!minor || !patch) return fail("\"" + std::string(openshift) + "\" is no OpenShift version: 4.12 is one");
  if (*minor < kOldestButane || *minor > kNewestButane) {
    return fail("Butane has no version for OpenShift 4." + std::string(parts[1]) + ": 4.8 to 4.22");
  }
  return "4." + std::to_string(*minor) + ".0";
}

bool is_role_name(std::string_view name) {
  if (name.empty() || name.size() > 63) return false;
  const auto is_end = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return is_end(name.front()) && is_end(name.back()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_end(c) || c == '-' || c == '.'; });
}

std::string print_playbook(const Playbook& playbook) {
  std::string out = "---\n" + comment_lines(playbook.comments);
  out += "- name: Record loads and unloads of kernel modules\n  hosts: all\n  become: true\n  tasks:\n";
  for (const NodeFile& file : playbook.files) out += copy_task(file);
  return out + handlers(playbook.load);
}

}  // namespace modtrail
