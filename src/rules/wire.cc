// struct audit_rule_data: flags, action, field_count, mask[64], fields[64], values[64], fieldflags[64], buflen, buf.
// All are 32-bit words but buf, which holds the string fields' bytes one after the other, values[i] being the length.
#include "modtrail/rules/wire.h"

#include <array>
#include <cstring>

#include "modtrail/uapi/fields.h"

namespace modtrail {
namespace {

constexpr std::size_t kFieldsOnWire = 64;
constexpr std::size_t kMaskWords = kSyscalls / 32;
constexpr std::uint32_t kPrependFlag = 0x10;

struct WireHeader {
  std::uint32_t flags;
  std::uint32_t action;
  std::uint32_t field_count;
  std::array<std::uint32_t, kMaskWords> mask;
  std::array<std::uint32_t, kFieldsOnWire> fields;
  std::array<std::uint32_t, kFieldsOnWire> values;
  std::array<std::uint32_t, kFieldsOnWire> fieldflags;
  std::uint32_t buflen;
};
static_assert(sizeof(WireHeader) == 1040);

bool is_text(FieldId id) {
  switch (info(id).kind) {
    case FieldKind::Subject:
    case FieldKind::Object:
    case FieldKind::Path:
    case FieldKind::Dir:
    case FieldKind::Exe:
    case FieldKind::Key:
      return true;
    case FieldKind::Unsigned:
    case FieldKind::Uid:
    case FieldKind::Auid:
    case FieldKind::Gid:
    case FieldKind::Session:
    case FieldKind::Arch:
    case FieldKind::MsgType:
    case FieldKind::Errno:
    case FieldKind::Success:
    case FieldKind::Perm:
    case FieldKind::FileType:
    case FieldKind::FsType:
    case FieldKind::Family:
    case FieldKind::Argument:
    case FieldKind::Compare:
    case FieldKind::AuidSet:
      return false;
  }
  return false;
}

std::optional<FilterList> list_of_wire(std::uint32_t number) {
  for (const FilterList list : {FilterList::User, FilterList::Task, FilterList::Exit, FilterList::Exclude,
                                FilterList::Filesystem, FilterList::IoUring}) {
    if (static_cast<std::uint32_t>(list) == number) return list;
  }
  return std::nullopt;
}

void encode_mask(const SyscallMask& mask, WireHeader& header) {
  for (std::size_t bit = 0; bit < kSyscalls; ++bit) {
    if (mask[bit]) header.mask[bit / 32] |= std::uint32_t{1} << (bit % 32);
  }
}

void decode_mask(const WireHeader& header, SyscallMask& mask) {
  for (std::size_t bit = 0; bit < kSyscalls; ++bit) {
    if ((header.mask[bit / 32] >> (bit % 32) & 1U) != 0) mask.set(bit);
  }
}

Result<Field> decode_field(const WireHeader& header, std::size_t index, std::string_view& texts) {
  const auto id = field_of_wire(header.fields[index]);
  if (!id) return fail("the rule has an unknown field, " + std::to_string(header.fields[index]));
  const auto op = op_of_wire(header.fieldflags[index]);
  if (!op) return fail("the rule has an unknown operator, " + std::to_string(header.fieldflags[index]));
  Field field{*id, *op, header.values[index], {}, 0, 0};
  if (!is_text(*id)) return field;
  if (field.value > texts.size()) return fail("the rule's strings reach past its end");
  field.text = std::string(texts.substr(0, field.value));
  texts.remove_prefix(field.value);
  field.value = 0;
  return field;
}

Result<> check(const WireHeader& header, std::size_t bytes_behind) {
  const std::uint32_t list = header.flags & ~kPrependFlag;
  if (!list_of_wire(list)) return fail("the rule has an unknown list, " + std::to_string(list));
  if (header.action > static_cast<std::uint32_t>(Action::Always)) {
    return fail("the rule has an unknown action, " + std::to_string(header.action));
  }
  if (header.field_count > kFieldsOnWire) {
    return fail("the rule claims " + std::to_string(header.field_count) + " fields; 64 is the most");
  }
  if (header.buflen > bytes_behind) return fail("the rule's strings reach past its end");
  return {};
}

}  // namespace

std::vector<std::byte> encode_rule(const Rule& rule) {
  WireHeader header{};
  header.flags = static_cast<std::uint32_t>(rule.list);
  if (rule.place == Place::Prepend) header.flags |= kPrependFlag;
  header.action = static_cast<std::uint32_t>(rule.action);
  encode_mask(rule.mask, header);
  std::string texts;
  for (const Field& field : rule.fields) {
    if (header.field_count == kFieldsOnWire) break;
    const std::size_t at = header.field_count++;
    header.fields[at] = static_cast<std::uint32_t>(field.id);
    header.fieldflags[at] = wire(field.op);
    header.values[at] = is_text(field.id) ? static_cast<std::uint32_t>(field.text.size()) : field.value;
    if (is_text(field.id)) texts += field.text;
  }
  header.buflen = static_cast<std::uint32_t>(texts.size());
  std::vector<std::byte> bytes(sizeof(header) + texts.size());
  std::memcpy(bytes.data(), &header, sizeof(header));
  if (!texts.empty()) std::memcpy(bytes.data() + sizeof(header), texts.data(), texts.size());
  return bytes;
}

Result<Rule> decode_rule(std::span<const std::byte> bytes) {
  WireHeader header{};
  if (bytes.size() < sizeof(header)) return fail("the rule is cut short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  const std::span<const std::byte> behind = bytes.subspan(sizeof(header));
  TRY(check(header, behind.size()));
  std::string buffer(header.buflen, '\0');
  if (!buffer.empty()) std::memcpy(buffer.data(), behind.data(), buffer.size());

  Rule rule;
  rule.list = *list_of_wire(header.flags & ~kPrependFlag);
  rule.place = (header.flags & kPrependFlag) != 0 ? Place::Prepend : Place::Append;
  rule.action = static_cast<Action>(header.action);
  decode_mask(header, rule.mask);
  std::string_view texts = buffer;
  for (std::size_t i = 0; i < header.field_count; ++i) {
    Field field = TRY(decode_field(header, i, texts));
    rule.fields.push_back(std::move(field));
  }
  if (!texts.empty()) return fail("the rule has bytes that belong to no field");
  return rule;
}

}  // namespace modtrail
