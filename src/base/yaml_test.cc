#include "modtrail/base/yaml.h"

#include <gtest/gtest.h>

#include <string>

namespace modtrail {
namespace {

YamlNode only(const std::string& text) {
  const auto documents = parse_yaml(text, "t.yaml");
  EXPECT_TRUE(documents.has_value()) << (documents ? "" : documents.error().message);
  if (!documents || documents->size() != 1) return {};
  return documents->front();
}

std::string error_of(const std::string& text) {
  const auto documents = parse_yaml(text, "t.yaml");
  return documents ? "" : documents.error().message;
}

TEST(Yaml, ReadsATree) {
  const YamlNode root = only("name: x\nlist: [a, 'b']\nmap:\n  k: |\n    two\n    lines\nnone:\n");
  ASSERT_EQ(root.kind, YamlKind::Mapping);
  ASSERT_EQ(root.keys.size(), 4U);
  EXPECT_EQ(root.find("name")->scalar, "x");
  ASSERT_EQ(root.find("list")->items.size(), 2U);
  EXPECT_EQ(root.find("list")->style, YamlStyle::Flow);
  EXPECT_EQ(root.find("list")->items[1].style, YamlStyle::Quoted);
  EXPECT_EQ(root.find("map")->find("k")->scalar, "two\nlines\n");
  EXPECT_EQ(root.find("map")->find("k")->style, YamlStyle::Literal);
  EXPECT_TRUE(is_null(*root.find("none")));
  EXPECT_EQ(root.find("absent"), nullptr);
}

TEST(Yaml, KeepsMarksInBytes) {
  const std::string text = "caf\xc3\xa9: 1\nkey: value\n";
  const YamlNode root = only(text);
  const YamlNode& value = *root.find("key");
  EXPECT_EQ(value.start.line, 2U);
  EXPECT_EQ(value.start.column, 6U);
  EXPECT_EQ(text.substr(value.start.offset, value.end.offset - value.start.offset), "value");
  const YamlNode& one = root.items.front();
  EXPECT_EQ(text.substr(one.start.offset, one.end.offset - one.start.offset), "1");
}

TEST(Yaml, CountsFromWhereTheTextBegins) {
  const std::string text = "{\"\xc3\xa9\":1} {\"a\":\n2}";
  const auto documents = parse_yaml(std::string_view(text).substr(9), "t.yaml", {9, 1, 9});
  ASSERT_TRUE(documents.has_value());
  const YamlNode& root = documents->front();
  EXPECT_EQ(root.start.offset, 9U);
  EXPECT_EQ(root.start.column, 9U);
  const YamlNode& two = *root.find("a");
  EXPECT_EQ(text.substr(two.start.offset, two.end.offset - two.start.offset), "2");
  EXPECT_EQ(two.start.line, 2U);
  EXPECT_EQ(two.start.column, 1U);
  EXPECT_EQ(parse_yaml("{a: 1, a: 2}", "t.yaml", {0, 5, 7}).error().message.substr(0, 12), "t.yaml:5:14:");
  EXPECT_EQ(parse_yaml("\n\xff", "t.yaml", {0, 5, 7}).error().message.substr(0, 11), "t.yaml:6:1:");
}

TEST(Yaml, ReadsSeveralDocuments) {
  const auto documents = parse_yaml("a: 1\n---\nb: 2\n", "t.yaml");
  ASSERT_TRUE(documents.has_value());
  ASSERT_EQ(documents->size(), 2U);
  EXPECT_NE((*documents)[1].find("b"), nullptr);
  EXPECT_TRUE(parse_yaml("", "t.yaml")->empty());
}

TEST(Yaml, RefusesWithThePlace) {
  EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "t.yaml:3:1: the key 'a' stands twice in this mapping");
  EXPECT_EQ(error_of("a: &x 1\nb: *x\n"), "t.yaml:2:4: an alias (*), which is not accepted");
  EXPECT_EQ(error_of("a: 1\nb:\n  <<: {c: 1}\n"), "t.yaml:3:3: a merge key (<<), which is not accepted");
  EXPECT_EQ(error_of("\"<<\": 1\n"), "");
  EXPECT_EQ(error_of("? [a]\n: 1\n"), "t.yaml:1:3: a key that is not a scalar");
  EXPECT_NE(error_of("a: [1\n").find("t.yaml:2:1: not YAML"), std::string::npos);
  EXPECT_NE(error_of("a:\n\t- 1\n").find("t.yaml:2:1: not YAML"), std::string::npos);
  EXPECT_NE(error_of("a: 1\nb: \xff\n").find("t.yaml:2:4: not YAML"), std::string::npos);
}

TEST(Yaml, RefusesDepthBeforeItHurts) {
  EXPECT_EQ(error_of(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_NE(error_of(std::string(100000, '[')).find("more than 64 levels deep"), std::string::npos);
}

}  // namespace
}  // namespace modtrail
