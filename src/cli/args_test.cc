#include "cli/args.h"

#include <gtest/gtest.h>

#include "cli/options.h"

namespace modtrail {
namespace {

int run_nothing(const Program&, const Arguments&) {
  return 0;
}

Command check() {
  return {"check", "[SOURCE...]", "", {kCheckOptions, kSceneOptions, kCheckFormats, kOutputOptions}, run_nothing};
}

std::string error_of(const std::vector<std::string>& words) {
  const Result<Arguments> arguments = parse_arguments(check(), words);
  return arguments ? "no error" : arguments.error().message;
}

TEST(ArgsTest, OptionsAndOperandsInAnyOrder) {
  const Result<Arguments> arguments = parse_arguments(
      check(), {"a", "--assume", "x32=on", "-o", "json:f", "--assume=lsm=yama", "-", "-q", "--", "-b", "--"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_EQ(arguments->operands(), (std::vector<std::string>{"a", "-", "-b", "--"}));
  EXPECT_EQ(arguments->values("--assume"), (std::vector<std::string>{"x32=on", "lsm=yama"}));
  EXPECT_EQ(arguments->value("--output"), "json:f");
  EXPECT_TRUE(arguments->has("--quiet"));
  EXPECT_FALSE(arguments->has("--verbose"));
}

TEST(ArgsTest, ValuesAreTakenAsTheyAre) {
  const Result<Arguments> arguments = parse_arguments(check(), {"--root", "[a,b]", "--profile", "", "[x,y]"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_EQ(arguments->value("--root"), "[a,b]");
  EXPECT_EQ(arguments->value("--profile"), "");
  EXPECT_EQ(arguments->operands(), std::vector<std::string>{"[x,y]"});
}

TEST(ArgsTest, Complaints) {
  EXPECT_EQ(error_of({"--rot", "x"}), "unknown option --rot; did you mean --root?");
  EXPECT_EQ(error_of({"--rot=x"}), "unknown option --rot; did you mean --root?");
  EXPECT_EQ(error_of({"-Z"}), "unknown option -Z");
  EXPECT_EQ(error_of({"--root"}), "--root needs a value: --root DIR");
  EXPECT_EQ(error_of({"--strict=1"}), "--strict takes no value");
  EXPECT_EQ(error_of({"--root", "a", "--root", "b"}), "--root is given 2 times");
  EXPECT_EQ(error_of({"--scope", "login"}), "--scope is everyone|logins, not \"login\"; did you mean logins?");
}

TEST(ArgsTest, EveryOptionHasItsWords) {
  for (const OptionSpec& option : options_of(check())) {
    EXPECT_TRUE(option.name.starts_with("--")) << option.name;
    EXPECT_FALSE(option.help.empty()) << option.name;
    EXPECT_TRUE(option.choices.empty() || !option.value.empty()) << option.name;
  }
}

}  // namespace
}  // namespace modtrail
