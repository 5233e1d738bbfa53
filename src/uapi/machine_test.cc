#include "modtrail/uapi/machine.h"

#include <gtest/gtest.h>

#include "modtrail/uapi/release.h"

namespace modtrail {
namespace {

using Values = std::vector<std::string>;

std::string set(Machine& machine, std::string_view name, std::string_view value) {
  const auto done = set_fact(machine, name, value, FactSource::Option);
  return done.has_value() ? fact(machine, name).value : done.error().message;
}

std::string set(std::string_view name, std::string_view value) {
  Machine machine;
  return set(machine, name, value);
}

TEST(Machine, Defaults) {
  const std::vector<std::pair<std::string_view, std::string>> wanted = {{"arch", "x86_64"},
                                                                        {"kernel", "6.1.0"},
                                                                        {"auditctl", "3.0.9"},
                                                                        {"x32", "off"},
                                                                        {"ia32", "on"},
                                                                        {"lsm", "unknown"},
                                                                        {"audit", "1"},
                                                                        {"commit", "boot"},
                                                                        {"loader", "augenrules"},
                                                                        {"awk", "mawk-old"},
                                                                        {"uid-min", "1000"},
                                                                        {"kmod", "30.0.0"},
                                                                        {"module-compression", "none"},
                                                                        {"tracefs", "mounted"},
                                                                        {"auditd-registered", "on"},
                                                                        {"modules-disabled", "off"},
                                                                        {"lockdown", "none"},
                                                                        {"loaded-rules", "as-files"}};
  ASSERT_EQ(fact_names().size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(fact_names()[i], wanted[i].first);
    const FactText text = fact(Machine{}, wanted[i].first);
    EXPECT_EQ(text.value, wanted[i].second);
    EXPECT_EQ(text.source, FactSource::Assumed);
  }
}

TEST(Machine, WhatIsPrintedCanBeSet) {
  for (const std::string_view name : fact_names()) {
    Machine machine;
    Values values = alternatives(machine, name);
    values.push_back(fact(machine, name).value);
    for (const std::string& value : values) {
      EXPECT_EQ(set(machine, name, value), value) << name;
      EXPECT_EQ(fact(machine, name).source, FactSource::Option) << name;
    }
  }
}

TEST(Machine, EveryValue) {
  for (const char* arch : {"x86_64", "i386", "aarch64", "ppc64le", "s390x"}) {
    EXPECT_EQ(set("arch", arch), arch);
  }
  EXPECT_EQ(set("kernel", "5.14.0-570.el9.x86_64"), "5.14.0");
  EXPECT_EQ(set("kernel", "rhel9"), "5.14.0");
  EXPECT_EQ(set("kernel", "rhel8"), "4.18.0");
  EXPECT_EQ(set("auditctl", "debian12"), "3.0.9");
  EXPECT_EQ(set("auditctl", "3.0"), "3.0.0");
  EXPECT_EQ(set("auditctl", "4.2.9"), "4.2.9");
  EXPECT_EQ(set("x32", "yes"), "on");
  EXPECT_EQ(set("audit", "absent"), "absent");
  EXPECT_EQ(set("lsm", "lockdown,capability,yama,apparmor"), "lockdown,capability,yama,apparmor");
  EXPECT_EQ(set("lsm", "unknown"), "unknown");
  EXPECT_EQ(set("uid-min", "500"), "500");
  EXPECT_EQ(set("auditd-registered", "no"), "off");
  EXPECT_EQ(set("tracefs", "unmounted"), "unmounted");
  EXPECT_EQ(set("modules-disabled", "yes"), "on");
  EXPECT_EQ(set("lockdown", "integrity"), "integrity");
  EXPECT_EQ(set("loaded-rules", "read"), "read");
}

TEST(Machine, RefusalsSayWhatWouldDo) {
  EXPECT_EQ(set("arhc", "x"), "there is no fact \"arhc\": did you mean arch?");
  EXPECT_EQ(set("colour", "x"), "there is no fact \"colour\"");
  EXPECT_EQ(set("x32", "maybe"), "x32 cannot be \"maybe\": it is off or on");
  EXPECT_EQ(set("awk", "busybox"), "awk cannot be \"busybox\": it is mawk-old, mawk or gawk");
  EXPECT_EQ(set("auditctl", "2.8.5"),
            "auditctl 2.8.5 is older than modtrail knows: it is a version from 3.0 to 4.2, or a "
            "release such as rhel9 or debian12");
  EXPECT_EQ(set("auditctl", "4.3"),
            "auditctl 4.3.0 is newer than modtrail knows: it is a version from 3.0 to 4.2, or a "
            "release such as rhel9 or debian12");
  EXPECT_EQ(set("kernel", "new").substr(0, 32), "kernel cannot be \"new\": it is a ");
  for (const char* bad : {"4294967295", "-1", "", "1e3"}) {
    EXPECT_EQ(set("uid-min", bad).substr(0, 14), "uid-min cannot") << bad;
  }
  for (const char* bad : {"", ",", "yama,", "a b", "Yama"}) {
    EXPECT_EQ(set("lsm", bad).substr(0, 10), "lsm cannot") << bad;
  }
}

TEST(Machine, AlternativesAreTheOtherClasses) {
  Machine machine;
  EXPECT_EQ(alternatives(machine, "arch"), Values{});
  EXPECT_EQ(alternatives(machine, "kernel"), (Values{"5.10.0", "6.12.0"}));
  EXPECT_EQ(alternatives(machine, "auditctl"), (Values{"3.1.1", "3.1.2", "3.1.5", "4.0.4", "4.0.5", "4.1.2", "4.2.0"}));
  EXPECT_EQ(alternatives(machine, "x32"), Values{"on"});
  EXPECT_EQ(alternatives(machine, "audit"), (Values{"absent", "0"}));
  EXPECT_EQ(alternatives(machine, "lsm"), Values{});
  EXPECT_EQ(alternatives(machine, "kmod"), Values{"31.0.0"});
  machine.auditctl.value = {3, 1, 4};
  EXPECT_EQ(alternatives(machine, "auditctl"), (Values{"3.0.9", "3.1.1", "3.1.2", "4.0.4", "4.0.5", "4.1.2", "4.2.0"}));
  machine.lsm.value = "lockdown,capability,landlock,yama,apparmor,tomoyo";
  EXPECT_EQ(alternatives(machine, "lsm"), (Values{"lockdown,yama,apparmor", "lockdown,yama,selinux"}));
  machine.kernel.value = {5, 15, 0};
  EXPECT_EQ(alternatives(machine, "kernel"), (Values{"6.1.0", "6.12.0"}));
  machine.kernel.value = {6, 17, 0};
  EXPECT_EQ(alternatives(machine, "kernel"), (Values{"5.10.0", "6.1.0"}));
  machine.arch.value = Arch::Ppc64le;
  EXPECT_EQ(alternatives(machine, "x32"), Values{});
  EXPECT_EQ(alternatives(machine, "ia32"), Values{});
  machine.arch.value = Arch::Aarch64;
  EXPECT_EQ(alternatives(machine, "x32"), Values{});
  EXPECT_EQ(alternatives(machine, "ia32"), Values{"off"});
  EXPECT_EQ(alternatives(machine, "nothing"), Values{});
}

TEST(Machine, HasLsm) {
  Machine machine;
  EXPECT_FALSE(has_lsm(machine, "tomoyo"));
  machine.lsm.value = "lockdown,yama,tomoyo";
  EXPECT_TRUE(has_lsm(machine, "tomoyo"));
  EXPECT_FALSE(has_lsm(machine, "tomo"));
}

TEST(Release, FindsKin) {
  EXPECT_EQ(find_release("almalinux", "9.4")->auditctl, (Version{3, 1, 2}));
  EXPECT_EQ(find_release("rocky", "9.6")->auditctl, (Version{3, 1, 5}));
  EXPECT_EQ(find_release("ubuntu", "24.04")->module_compression, Compression::Zstd);
  EXPECT_EQ(find_release("debian13")->auditctl, (Version{4, 0, 2}));
  EXPECT_FALSE(find_release("debian", "120").has_value());
  EXPECT_FALSE(find_release("arch", "").has_value());
  EXPECT_FALSE(find_release("12").has_value());
}

}  // namespace
}  // namespace modtrail
