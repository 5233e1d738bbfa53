#include "modtrail/base/text.h"
#include "modtrail/modules/views.h"

// A line of /proc/vmallocinfo is "0xFROM-0xTO SIZE CALLER pages=N vmalloc ..." (mm/vmalloc.c s_show); SIZE counts a
// guard page behind the memory.  The caller is the function that asked the module allocator: load_module, into
// which what it calls for that is inlined.
namespace modtrail {
namespace {

constexpr std::uint64_t kGuard = 4096;

// The words that are not empty: columns are filled with blanks.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

bool is_loader(std::string_view caller) {
  const std::string_view function = caller.substr(0, caller.find('+'));
  return function == "load_module" || function == "move_module" || function == "layout_and_allocate";
}

}  // namespace

LoaderMemory parse_loader_memory(std::string_view vmallocinfo) {
  LoaderMemory out;
  for (const std::string_view line : split(vmallocinfo, '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string_view> words = words_of(line);
    const auto size = words.size() > 2 ? parse_number(words[1]) : std::nullopt;
    if (!size) {
      out.torn += words.size() != 2;  // memory without a caller
    } else if (is_loader(words[2])) {
      out.sizes.push_back(*size > kGuard ? *size - kGuard : 0);
    }
  }
  return out;
}

}  // namespace modtrail
