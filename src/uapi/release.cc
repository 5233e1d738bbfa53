#include "modtrail/uapi/release.h"

#include <algorithm>
#include <array>
#include <string>

namespace modtrail {
namespace {

// From the distributions' package lists: linux/kernel, auditd/audit, kmod and the package that
// holds awk.
constexpr std::array kReleases = {
    Release{"debian", "11", {5, 10, 0}, {3, 0, 0}, {28, 0, 0}, Awk::MawkOld, Compression::None},
    Release{"debian", "12", {6, 1, 0}, {3, 0, 9}, {30, 0, 0}, Awk::MawkOld, Compression::None},
    Release{"debian", "13", {6, 12, 0}, {4, 0, 2}, {34, 0, 0}, Awk::Mawk, Compression::Xz},
    Release{"ubuntu", "22.04", {5, 15, 0}, {3, 0, 7}, {29, 0, 0}, Awk::MawkOld, Compression::None},
    Release{"ubuntu", "24.04", {6, 8, 0}, {3, 1, 2}, {31, 0, 0}, Awk::Mawk, Compression::Zstd},
    // RHEL changes audit within a release; the first line that fits counts.
    Release{"rhel", "8.10", {4, 18, 0}, {3, 1, 2}, {25, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "8.9", {4, 18, 0}, {3, 0, 7}, {25, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "8.8", {4, 18, 0}, {3, 0, 7}, {25, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "8.6", {4, 18, 0}, {3, 0, 7}, {25, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "9.0", {5, 14, 0}, {3, 0, 7}, {28, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "9.2", {5, 14, 0}, {3, 0, 7}, {28, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "9.3", {5, 14, 0}, {3, 0, 7}, {28, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "9.4", {5, 14, 0}, {3, 1, 2}, {28, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "8", {4, 18, 0}, {3, 1, 2}, {25, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "9", {5, 14, 0}, {3, 1, 5}, {28, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"rhel", "10", {6, 12, 0}, {4, 0, 3}, {31, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"amzn", "2023", {6, 1, 0}, {3, 0, 6}, {29, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"sles", "15", {6, 4, 0}, {3, 0, 6}, {29, 0, 0}, Awk::Gawk, Compression::Zstd},
    Release{"fedora", "41", {6, 11, 0}, {4, 0, 2}, {33, 0, 0}, Awk::Gawk, Compression::Xz},
    Release{"fedora", "42", {6, 14, 0}, {4, 0, 3}, {33, 0, 0}, Awk::Gawk, Compression::Zstd},
};

constexpr std::array<std::string_view, 6> kRhelKin = {"centos", "rocky", "almalinux", "ol", "virtuozzo", "rhel"};

std::string_view family(std::string_view id) {
  const bool kin = std::find(kRhelKin.begin(), kRhelKin.end(), id) != kRhelKin.end();
  if (kin) return "rhel";
  return id == "sled" || id == "opensuse-leap" || id == "sles_sap" ? "sles" : id;
}

// "9" covers "9" and "9.4", not "90".
bool covers(std::string_view release, std::string_view version) {
  if (version.substr(0, release.size()) != release) return false;
  return version.size() == release.size() || version[release.size()] == '.';
}

}  // namespace

std::optional<Release> find_release(std::string_view id, std::string_view version) {
  for (const Release& release : kReleases) {
    if (release.id == family(id) && covers(release.version, version)) return release;
  }
  return std::nullopt;
}

std::optional<Release> find_release(std::string_view short_name) {
  const std::size_t digit = short_name.find_first_of("0123456789");
  if (digit == std::string_view::npos || digit == 0) return std::nullopt;
  return find_release(short_name.substr(0, digit), short_name.substr(digit));
}

}  // namespace modtrail
