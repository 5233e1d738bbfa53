// The order in which augenrules reads its files.
//
// Two names are compared without their suffixes first (".rules", ".tar.gz": dots, each followed by a letter or a tilde
// and then letters, digits and tildes), and with them where that tells no difference.  A comparison takes turns: a run
// of bytes that are no digits, in which the end sorts before everything but a tilde, letters before other bytes, then a
// run of digits as a number.
#include "version_sort.h"

#include <algorithm>

namespace modtrail {
namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}
bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Without the suffixes at its end.
std::string_view stem(std::string_view name) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < name.size();) {
    ++i;
    length = i;
    while (i + 1 < name.size() && name[i] == '.' && (is_letter(name[i + 1]) || name[i + 1] == '~')) {
      i += 2;
      while (i < name.size() && (is_letter(name[i]) || is_digit(name[i]) || name[i] == '~')) ++i;
    }
  }
  return name.substr(0, length);
}

// The weight of a byte in a run that is no number; digits and the end stop such a run.
int weight(std::string_view text, std::size_t at) {
  if (at >= text.size()) return -1;
  const char byte = text[at];
  if (is_digit(byte)) return 0;
  if (byte == '~') return -2;
  const int code = static_cast<unsigned char>(byte);
  return is_letter(byte) ? code : code + 256;
}

bool in_run(std::string_view text, std::size_t at) {
  return at < text.size() && !is_digit(text[at]);
}

std::string_view take_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == '0') ++at;
  const std::size_t start = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return text.substr(start, at - start);
}

int compare(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    for (; in_run(a, i) || in_run(b, j); ++i, ++j) {
      const int difference = weight(a, i) - weight(b, j);
      if (difference != 0) return difference;
    }
    const std::string_view left = take_number(a, i);
    const std::string_view right = take_number(b, j);
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    const int difference = left.compare(right);
    if (difference != 0) return difference;
  }
  return 0;
}

}  // namespace

bool version_less(std::string_view a, std::string_view b) {
  int difference = compare(stem(a), stem(b));
  if (difference == 0) difference = compare(a, b);
  return difference != 0 ? difference < 0 : a < b;
}

}  // namespace modtrail
