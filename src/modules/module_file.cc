#include "modtrail/modules/module_file.h"

#include <algorithm>
#include <bit>
#include <span>

#include "modtrail/base/unpack.h"
#include "modtrail/base/word.h"
#include "modtrail/modules/views.h"

// An ELF file (elf(5)) read no further than its sections' names: of these .modinfo, "KEY=VALUE" each ended by a NUL,
// and .note.gnu.build-id.  Every offset is held against the file's size before it is used.
namespace modtrail {
namespace {

struct Layout {
  std::size_t word = 8;  // bytes of an address
  std::endian order = std::endian::little;
};

std::optional<std::string_view> slice(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
  if (at > bytes.size() || size > bytes.size() - at) return std::nullopt;
  return bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
}

std::optional<Layout> read_layout(std::string_view bytes) {
  constexpr std::string_view kMagic =
      "\x7f"
      "ELF";
  if (bytes.size() < 64 || !bytes.starts_with(kMagic)) return std::nullopt;
  const char wide = bytes[4];
  const char order = bytes[5];
  if ((wide != 1 && wide != 2) || (order != 1 && order != 2)) return std::nullopt;
  return Layout{wide == 2 ? std::size_t{8} : std::size_t{4}, order == 1 ? std::endian::little : std::endian::big};
}

class Sections {
 public:
  // Nothing: a table that lies outside the file.
  static std::optional<Sections> open(std::string_view bytes, const Layout& layout) {
    const bool wide = layout.word == 8;
    const std::uint64_t table = number_at(bytes, wide ? 40 : 32, layout.word, layout.order);
    const std::size_t entry = number_at(bytes, wide ? 58 : 46, 2, layout.order);
    const std::size_t count = number_at(bytes, wide ? 60 : 48, 2, layout.order);
    const std::size_t names = number_at(bytes, wide ? 62 : 50, 2, layout.order);
    const auto headers = slice(bytes, table, std::uint64_t{entry} * count);
    if (!headers || entry < (wide ? 64U : 40U) || names >= count) return std::nullopt;
    Sections sections(bytes, layout, *headers, entry);
    const auto strings = sections.content(names);
    if (!strings) return std::nullopt;
    sections.names_ = *strings;
    return sections;
  }

  // The first of this name; nothing where there is none, or where it lies outside the file.
  std::optional<std::string_view> find(std::string_view name) const {
    for (std::size_t i = 0; i < headers_.size() / entry_; ++i) {
      const std::size_t at = number_at(headers_, i * entry_, 4, layout_.order);
      if (at < names_.size() && names_.substr(at, name.size()) == name && names_.substr(at).size() > name.size() &&
          names_[at + name.size()] == '\0') {
        return content(i);
      }
    }
    return std::nullopt;
  }

 private:
  Sections(std::string_view bytes, const Layout& layout, std::string_view headers, std::size_t entry)
      : bytes_(bytes), layout_(layout), headers_(headers), entry_(entry) {}

  std::optional<std::string_view> content(std::size_t index) const {
    const std::size_t header = index * entry_;
    const bool wide = layout_.word == 8;
    const std::uint64_t at = number_at(headers_, header + (wide ? 24 : 16), layout_.word, layout_.order);
    const std::uint64_t size = number_at(headers_, header + (wide ? 32 : 20), layout_.word, layout_.order);
    return slice(bytes_, at, size);
  }

  std::string_view bytes_;
  Layout layout_;
  std::string_view headers_;
  std::size_t entry_;
  std::string_view names_;
};

constexpr std::size_t kLongestValue = 4096;

// The first value of a key of .modinfo; "" where there is none.
std::string value_of(std::string_view modinfo, std::string_view key) {
  while (!modinfo.empty()) {
    const std::size_t end = std::min(modinfo.find('\0'), modinfo.size());
    const std::string_view pair = modinfo.substr(0, end);
    if (pair.size() > key.size() && pair.starts_with(key) && pair[key.size()] == '=') {
      return std::string(pair.substr(key.size() + 1, kLongestValue));
    }
    modinfo.remove_prefix(std::min(end + 1, modinfo.size()));
  }
  return "";
}

}  // namespace

Result<ModuleFile> parse_module_file(std::string_view bytes) {
  const auto layout = read_layout(bytes);
  if (!layout) return fail("it is no ELF file");
  const auto sections = Sections::open(bytes, *layout);
  if (!sections) return fail("its table of sections lies outside the file");
  const std::string_view modinfo = sections->find(".modinfo").value_or("");
  ModuleFile file;
  file.name = value_of(modinfo, "name");
  file.vermagic = value_of(modinfo, "vermagic");
  file.version = value_of(modinfo, "version");
  file.license = value_of(modinfo, "license");
  file.in_tree = value_of(modinfo, "intree") == "Y";
  file.build_id = build_id_of_notes(sections->find(".note.gnu.build-id").value_or(""));
  auto signature = parse_module_signature(bytes);
  if (signature) {
    file.signature = std::move(*signature);
  } else {
    file.odd_signature = signature.error().message;
  }
  return file;
}

Result<std::string> unpacked_module(std::string_view bytes, std::size_t limit) {
  const Packing packing = packing_of(bytes.substr(0, kPackingHead));
  if (packing == Packing::None) return std::string(bytes);
  const auto source = TRY(unpack(packing, memory_source(bytes)));
  std::string out;
  std::size_t filled = 0;
  constexpr std::size_t kStep = std::size_t{1} << 18;
  for (;;) {
    out.resize(filled + kStep);
    const std::size_t got = TRY(source->read(std::span(out).subspan(filled)));
    filled += got;
    if (filled > limit) return fail("it unpacks to more than " + std::to_string(limit) + " bytes");
    if (got == 0) break;
  }
  out.resize(filled);
  return out;
}

}  // namespace modtrail
