#include "modtrail/modules/module_file.h"

#include <gtest/gtest.h>

#include "modtrail/modules/module_facts.h"
#include "modtrail/modules/module_index.h"
#include "modules/der.h"
#include "modules/module_maker.h"

namespace modtrail {
namespace {

ModuleSignature signature_of(const std::string& bytes) {
  const auto signature = parse_module_signature(bytes);
  if (!signature || !*signature) {
    ADD_FAILURE() << (signature ? "none" : signature.error().message);
    return {};
  }
  return **signature;
}

TEST(ModuleSignature, NamesTheSigner) {
  const ModuleSignature found = signature_of(with_trailer(signed_data(by_serial("A key")), 2));
  EXPECT_EQ(found.form, SignatureForm::Pkcs7);
  EXPECT_EQ(found.signer, "A key");
  EXPECT_EQ(found.key_id, "0a0b");
  EXPECT_EQ(found.digest, "sha256");
}

TEST(ModuleSignature, NamesTheKey) {
  const ModuleSignature found = signature_of(with_trailer(signed_data(der_item('\x80', "\xfe\xed")), 2));
  EXPECT_EQ(found.signer, "");
  EXPECT_EQ(found.key_id, "feed");
}

TEST(ModuleSignature, OfOldKernelsStandsInTheOpen) {
  const ModuleSignature found = signature_of(with_trailer("Fedora\x01\x02SIGNATURE", 1, 6, 2));
  EXPECT_EQ(found.form, SignatureForm::X509);
  EXPECT_EQ(found.signer, "Fedora");
  EXPECT_EQ(found.key_id, "0102");
  EXPECT_EQ(found.digest, "sha256");
}

TEST(ModuleSignature, SaysWhatIsNone) {
  EXPECT_FALSE(*parse_module_signature("no signature"));
  EXPECT_EQ(parse_module_signature("x~Module signature appended~\n").error().message, "the signature is cut short");
  const std::string whole = with_trailer(signed_data(by_serial("A key")), 2);
  EXPECT_EQ(parse_module_signature(whole.substr(20)).error().message, "the signature is longer than the file");
  EXPECT_EQ(parse_module_signature(with_trailer("rubbish", 2)).error().message, "the signature is no PKCS#7");
  EXPECT_EQ(parse_module_signature(with_trailer("rubbish", 7)).error().message,
            "the signature is of an unknown form, 7");
}

// No byte of it can be changed so that reading goes astray; what comes out is a signature or a reason.
TEST(ModuleSignature, SurvivesEveryChangedByte) {
  const std::string whole = with_trailer(signed_data(by_serial("A key")), 2);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char mask : {'\x01', '\x80', '\xff'}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      const auto found = parse_module_signature(changed);
      EXPECT_TRUE(found || !found.error().message.empty()) << at;
    }
  }
}

TEST(Der, ReadsNoFurtherThanItsParent) {
  DerReader short_one(std::string_view("\x30\x05\x02\x01", 4));
  EXPECT_FALSE(short_one.next());
  DerReader huge(std::string_view("\x30\x84\xff\xff\xff\xff", 6));
  EXPECT_FALSE(huge.next());
  DerReader indefinite(std::string_view("\x30\x80\x00\x00", 4));
  EXPECT_FALSE(indefinite.next());
  EXPECT_EQ(object_id_text("\x2a\x86\x48\x86\xf7\x0d"), "1.2.840.113549");
  EXPECT_EQ(object_id_text("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "");
}

const std::string kModinfo("license=GPL\0vermagic=6.1.0 SMP \0name=dummy\0intree=Y\0", 52);

TEST(ModuleFile, SaysWhatItIs) {
  const auto file = parse_module_file(small_elf(kModinfo));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->name, "dummy");
  EXPECT_EQ(file->license, "GPL");
  EXPECT_EQ(file->vermagic, "6.1.0 SMP ");
  EXPECT_EQ(file->version, "");
  EXPECT_TRUE(file->in_tree);
  EXPECT_EQ(file->build_id, "cafe");
  EXPECT_FALSE(file->signature);
}

TEST(ModuleFile, RefusesWhatIsNone) {
  EXPECT_EQ(parse_module_file("").error().message, "it is no ELF file");
  const std::string whole = small_elf(kModinfo);
  EXPECT_EQ(parse_module_file(whole.substr(0, whole.size() - 1)).error().message,
            "its table of sections lies outside the file");
}

TEST(ModuleFile, SurvivesEveryChangedByte) {
  const std::string whole = small_elf(kModinfo);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char mask : {'\x01', '\x80', '\xff'}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      const auto file = parse_module_file(changed);
      EXPECT_TRUE(file || !file.error().message.empty()) << at;
    }
  }
}

TEST(ModuleIndex, KnowsFilesByTheirModule) {
  const auto files = parse_modules_dep(
      "kernel/sound/snd-hda-intel.ko.xz: kernel/sound/snd.ko.xz\nkernel/net/dummy.ko:\n/opt/x.ko:\ntorn\n", "/lib/m");
  EXPECT_EQ(files.at("snd_hda_intel"), "/lib/m/kernel/sound/snd-hda-intel.ko.xz");
  EXPECT_EQ(files.at("dummy"), "/lib/m/kernel/net/dummy.ko");
  EXPECT_EQ(files.at("x"), "/opt/x.ko");
  EXPECT_EQ(files.size(), 3U);
  EXPECT_EQ(parse_modules_builtin("kernel/lib/crc-t10dif.ko\n").count("crc_t10dif"), 1U);
  EXPECT_TRUE(read_module_index(MemoryTree(), "../../etc").files.empty());
}

TEST(Owners, AreFoundInDpkgsLists) {
  MemoryTree tree;
  tree.add_file("/var/lib/dpkg/info/aaa.list", "/lib/modules/6.1/other.ko\n");
  tree.add_file("/var/lib/dpkg/info/linux-image-6.1.list", "/.\n/lib/modules/6.1/a.ko\n");
  tree.add_file("/var/lib/dpkg/info/zzz:amd64.list", "/usr/lib/modules/6.1/b.ko\n");
  const auto owners =
      find_owners(tree, "6.1", {"/lib/modules/6.1/a.ko", "/lib/modules/6.1/b.ko", "/lib/modules/6.1/c.ko"});
  EXPECT_EQ(owners.at("/lib/modules/6.1/a.ko").package, "linux-image-6.1");
  EXPECT_EQ(owners.at("/lib/modules/6.1/b.ko").package, "zzz");
  EXPECT_EQ(owners.at("/lib/modules/6.1/c.ko").ownership, Ownership::Nobody);
  EXPECT_EQ(find_owners(MemoryTree(), "6.1", {"/lib/modules/6.1/a.ko"}).at("/lib/modules/6.1/a.ko").unknown,
            "there is no package database that is read");
}

TEST(ModuleFacts, AreOfTheFileThatTheIndexNames) {
  MemoryTree tree;
  tree.add_file("/lib/modules/6.1/dummy.ko", small_elf(kModinfo));
  ModuleIndex index;
  index.files = {{"dummy", "/lib/modules/6.1/dummy.ko"}, {"gone", "/lib/modules/6.1/gone.ko"}};
  const FactsByName facts = read_module_facts(tree, index, "6.1", {"dummy", "gone", "nobodys"});
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts.at("dummy").path, "/lib/modules/6.1/dummy.ko");
  EXPECT_EQ(facts.at("dummy").file.build_id, "cafe");
  EXPECT_EQ(facts.at("gone").unread, "cannot read /lib/modules/6.1/gone.ko: no such file or directory");
}

TEST(ModuleFacts, TellAnotherFileByItsBuildId) {
  EXPECT_EQ(match_of("cafe", "cafe"), FileMatch::Same);
  EXPECT_EQ(match_of("beef", "cafe"), FileMatch::Other);
  EXPECT_EQ(match_of("", "cafe"), FileMatch::Unknown);
  EXPECT_EQ(match_of("cafe", ""), FileMatch::Unknown);
}

}  // namespace
}  // namespace modtrail
