#include "modtrail/rules/rule.h"

namespace modtrail {

bool operator==(const Field& a, const Field& b) {
  return a.id == b.id && a.op == b.op && a.value == b.value && a.text == b.text;
}

bool same_rule(const Rule& a, const Rule& b) {
  return a.list == b.list && a.place == b.place && a.action == b.action && a.fields == b.fields && a.mask == b.mask;
}

std::string key_of(const Rule& rule) {
  std::string key;
  for (const Field& field : rule.fields) {
    if (field.id != FieldId::Key) continue;
    if (!key.empty()) key += '\x01';
    key += field.text;
  }
  return key;
}

}  // namespace modtrail
