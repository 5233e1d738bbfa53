#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"

// YAML as a small tree that remembers where everything stood, so that a complaint can point at it
// and an edit can splice the bytes of the file.  Built from libyaml's events; no other file sees
// libyaml.
namespace modtrail {

struct YamlMark {
  std::size_t offset = 0;    // bytes from the start of the text
  std::uint32_t line = 0;    // from 1
  std::uint32_t column = 0;  // in characters, from 1
};
inline constexpr YamlMark kYamlStart = {0, 1, 1};

enum class YamlKind : std::uint8_t { Scalar, Sequence, Mapping };
enum class YamlStyle : std::uint8_t { Plain, Quoted, Literal, Folded, Block, Flow };

struct YamlNode {
  YamlKind kind = YamlKind::Scalar;
  YamlStyle style = YamlStyle::Plain;
  std::string tag;              // as written ("!!binary"), "" where there is none
  std::string scalar;           // of a scalar
  std::vector<YamlNode> keys;   // of a mapping: scalars, as many as items
  std::vector<YamlNode> items;  // of a sequence or mapping
  YamlMark start;
  YamlMark end;

  // The value of `key` in a mapping, or null.
  const YamlNode* find(std::string_view key) const;
};

// Plain "", "~" and "null", as YAML 1.1 and 1.2 read them.
bool is_null(const YamlNode& node);

inline constexpr std::size_t kYamlDepth = 64;
inline constexpr std::size_t kYamlNodes = 1000000;

// Every document of the text, which begins at `start` of the file.  Errors, with "file:line:column: "
// before them: bad YAML, more than kYamlDepth levels or kYamlNodes nodes, an alias (none of what we
// read uses them, and they are how a small file becomes a large one), a merge key (<<), a key that is
// not a scalar, the same key twice in one mapping.
Result<std::vector<YamlNode>> parse_yaml(std::string_view text, std::string_view file,
                                         const YamlMark& start = kYamlStart);

// "file:line:column", as errors about a node begin.
std::string place(std::string_view file, const YamlMark& mark);

}  // namespace modtrail
