#include "source/packages.h"

#include <algorithm>

#include "modtrail/base/text.h"

// dpkg's status is a list of paragraphs parted by blank lines, megabytes of them.  It is gone through once, from one
// "Package:" line to the next, and only the paragraphs of the packages asked for are looked into.
namespace modtrail {
namespace {

constexpr std::string_view kPackage = "Package: ";

// The value of a field of a paragraph, "" where there is none.
std::string_view field(std::string_view paragraph, std::string_view name) {
  for (const std::string_view line : split(paragraph, '\n')) {
    if (line.substr(0, name.size()) != name || line.substr(name.size(), 1) != ":") continue;
    return trim(line.substr(name.size() + 1));
  }
  return {};
}

bool is_installed(std::string_view paragraph) {
  constexpr std::string_view kInstalled = " installed";
  const std::string_view status = field(paragraph, "Status");
  return status.size() > kInstalled.size() && status.substr(status.size() - kInstalled.size()) == kInstalled;
}

// The start of the next "Package:" line from `from` on.
std::size_t next_package(std::string_view status, std::size_t from) {
  for (;;) {
    const std::size_t at = status.find(kPackage, from);
    if (at == std::string_view::npos || at == 0 || status[at - 1] == '\n') return at;
    from = at + 1;
  }
}

}  // namespace

std::map<std::string, std::string, std::less<>> installed_packages(std::string_view dpkg_status,
                                                                   const std::vector<std::string_view>& wanted) {
  std::map<std::string, std::string, std::less<>> found;
  for (std::size_t at = next_package(dpkg_status, 0); at != std::string_view::npos;) {
    const std::size_t start = at + kPackage.size();
    const std::string_view name = dpkg_status.substr(start, dpkg_status.find('\n', start) - start);
    at = next_package(dpkg_status, start);
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
    const std::string_view rest = dpkg_status.substr(start, at == std::string_view::npos ? at : at - start);
    const std::string_view paragraph = rest.substr(0, rest.find("\n\n"));
    if (is_installed(paragraph)) found[std::string(name)] = std::string(field(paragraph, "Version"));
  }
  return found;
}

}  // namespace modtrail
