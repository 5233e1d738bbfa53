#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_directory.h"
#include "modtrail/base/random_file.h"
#include "modtrail/modules/module_index.h"
#include "modules/rpm_header.h"
#include "modules/rpm_maker.h"

namespace modtrail {
namespace {

const std::string kFolder = "/lib/modules/5.14/kernel/";
const std::string kFile = kFolder + "dummy.ko.xz";
constexpr const char* kDatabase = "/var/lib/rpm/rpmdb.sqlite";

std::string kernel_package() {
  return rpm_package("kernel-modules-core", kFolder, {"dummy.ko.xz", "ifb.ko.xz"}).bytes();
}

RpmDatabaseMaker& fill(RpmDatabaseMaker& maker) {
  return maker.add(kernel_package(), {"dummy.ko.xz", "ifb.ko.xz"});
}

std::string database() {
  RpmDatabaseMaker maker;
  return fill(maker).bytes();
}

FileOwner owner_of(const FileTree& tree, const std::string& file = kFile) {
  return find_owners(tree, "5.14", {file}).at(file);
}

FileOwner owner_in(const std::string& bytes, const std::string& file = kFile) {
  MemoryTree tree;
  tree.add_file(kDatabase, bytes);
  return owner_of(tree, file);
}

std::string why_unknown(const std::string& bytes) {
  const FileOwner owner = owner_in(bytes);
  EXPECT_EQ(owner.ownership, Ownership::Unknown) << owner.package;
  return owner.unknown;
}

TEST(RpmDatabase, NamesThePackageOfAFile) {
  EXPECT_EQ(owner_in(database()).package, "kernel-modules-core");
  EXPECT_EQ(owner_in(database(), "/usr" + kFolder + "ifb.ko.xz").package, "kernel-modules-core") << "merged /usr";
  EXPECT_EQ(owner_in(database(), kFolder + "nobodys.ko").ownership, Ownership::Nobody);
  EXPECT_EQ(owner_in(database(), "/lib/modules/6.12/kernel/dummy.ko.xz").ownership, Ownership::Nobody)
      << "the name alone is another kernel's file";
}

TEST(RpmDatabase, OfManyFilesOfANameThePathTells) {
  RpmDatabaseMaker maker;
  for (int i = 0; i < 5; ++i) {
    const std::string number = std::to_string(i);
    maker.add(rpm_package("kernel-" + number, "/usr/lib/modules/" + number + "/", {"a.ko"}).bytes(), {"a.ko"});
  }
  EXPECT_EQ(owner_in(maker.bytes(), "/lib/modules/3/a.ko").package, "kernel-3");
}

TEST(RpmDatabase, AFileThatWasNotPutOnTheDiskIsNotThePackages) {
  HeaderMaker header;
  header.add(1000, 6, 1, std::string("p\0", 2)).add(1029, 1, 2, std::string("\2\0", 2));
  header.add(1116, 4, 2, words({0, 0})).add(1117, 8, 2, texts({"a.ko", "b.ko"})).add(1118, 8, 1, texts({"/m/"}));
  RpmDatabaseMaker maker;
  maker.add(header.bytes(), {"a.ko", "b.ko"});
  EXPECT_EQ(owner_in(maker.bytes(), "/m/a.ko").ownership, Ownership::Nobody);
  EXPECT_EQ(owner_in(maker.bytes(), "/m/b.ko").package, "p");
}

TEST(RpmDatabase, IsFoundWhereDistributionsHaveIt) {
  for (const std::string place : {"/usr/lib/sysimage/rpm", "/var/lib/rpm", "/usr/share/rpm"}) {
    MemoryTree tree;
    tree.add_file(place + "/rpmdb.sqlite", database());
    EXPECT_EQ(owner_of(tree).package, "kernel-modules-core") << place;
  }
  MemoryTree linked;
  linked.add_file("/usr/lib/sysimage/rpm/rpmdb.sqlite", database());
  linked.add_link("/var/lib/rpm", "../../usr/lib/sysimage/rpm");
  EXPECT_EQ(owner_of(linked).package, "kernel-modules-core");
}

TEST(RpmDatabase, OfAnOlderFormIsNotReadAndThatIsSaid) {
  MemoryTree berkeley;
  berkeley.add_file("/var/lib/rpm/Packages", "x");
  EXPECT_EQ(owner_of(berkeley).unknown, "the RPM database in /var/lib/rpm is of Berkeley DB, which is not read");
  MemoryTree ndb;
  ndb.add_file("/usr/lib/sysimage/rpm/Packages.db", "x");
  EXPECT_EQ(owner_of(ndb).unknown, "the RPM database in /usr/lib/sysimage/rpm is of ndb, which is not read");
  ndb.add_file("/var/lib/dpkg/info/x.list", "/other\n");
  EXPECT_EQ(owner_of(ndb).ownership, Ownership::Unknown) << "dpkg alone cannot say that it is nobody's";
}

TEST(RpmDatabase, StandsBesideDpkgs) {
  MemoryTree tree;
  tree.add_file(kDatabase, database());
  tree.add_file("/var/lib/dpkg/info/x.list", "/lib/modules/5.14/other.ko\n");
  EXPECT_EQ(owner_of(tree).package, "kernel-modules-core");
  EXPECT_EQ(owner_of(tree, "/lib/modules/5.14/other.ko").package, "x");
  EXPECT_EQ(owner_of(tree, "/lib/modules/5.14/third.ko").ownership, Ownership::Nobody);
}

TEST(RpmDatabase, ThatIsNoneIsUnknown) {
  EXPECT_EQ(why_unknown("x"), "the RPM database in /var/lib/rpm: it is no database of SQLite's");
  EXPECT_EQ(why_unknown(MadeDatabase().bytes() + std::string(512, '\0')),
            "the RPM database in /var/lib/rpm: it is no database of SQLite's");
  MadeDatabase empty;
  empty.run("CREATE TABLE t (a)");
  EXPECT_EQ(why_unknown(empty.bytes()), "the RPM database in /var/lib/rpm: no such table: Basenames");
  MemoryTree tree;
  tree.add_file(kDatabase, database());
  tree.add_file("/var/lib/rpm/rpmdb.sqlite-journal", "x");
  EXPECT_EQ(owner_of(tree).unknown, "the RPM database in /var/lib/rpm: somebody stopped while writing to it");
}

TEST(RpmDatabase, RowsThatPointNowhereAreToldAndNothingIsMadeOfThem) {
  RpmDatabaseMaker maker;
  fill(maker).index("x.ko", "7", "0").index("y.ko", "1", "2").index("z.ko", "1", "-1").index("w.ko", "'one'", "0");
  const std::string bytes = maker.bytes();
  EXPECT_EQ(owner_in(bytes, kFolder + "x.ko").unknown, "the RPM database in /var/lib/rpm: package 7 is not in it");
  EXPECT_EQ(owner_in(bytes, kFolder + "y.ko").ownership, Ownership::Nobody) << "the header has no file 2";
  const std::string odd = "the RPM database in /var/lib/rpm: a row of its index holds no numbers";
  EXPECT_EQ(owner_in(bytes, kFolder + "z.ko").unknown, odd);
  EXPECT_EQ(owner_in(bytes, kFolder + "w.ko").unknown, odd);
}

TEST(RpmDatabase, AnOddHeaderHidesNoOtherPackage) {
  RpmDatabaseMaker maker;
  maker.add("odd", {"dummy.ko.xz"});
  EXPECT_EQ(why_unknown(maker.bytes()), "the RPM database in /var/lib/rpm: package 1: its header is cut short");
  EXPECT_EQ(owner_in(fill(maker).bytes()).package, "kernel-modules-core");
}

// What rpm has committed to the log beside the database, and not yet put into it.
TEST(RpmDatabase, IsReadWithItsLogAndLeftAsItIs) {
  TemporaryDirectory root;
  std::filesystem::create_directories(root.path() + "/var/lib/rpm");
  RpmDatabaseMaker maker(root.path() + kDatabase);
  maker.made().run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
  const auto tree = open_tree(root.path()).value();
  EXPECT_EQ(owner_of(*tree).ownership, Ownership::Nobody);
  const std::string before = tree->read(kDatabase, kFileLimit).value();
  fill(maker);
  EXPECT_EQ(owner_of(*tree).package, "kernel-modules-core");
  EXPECT_EQ(tree->read(kDatabase, kFileLimit).value(), before);
}

TEST(RpmHeader, IsReadWhole) {
  const RpmHeader header = parse_rpm_header(kernel_package()).value();
  EXPECT_EQ(header.name, "kernel-modules-core");
  EXPECT_EQ(installed_file(header, 1), kFolder + "ifb.ko.xz");
  EXPECT_EQ(installed_file(header, 2), std::nullopt);
  EXPECT_EQ(installed_file(header, UINT64_MAX), std::nullopt);
}

TEST(RpmHeader, CutAnywhereIsNone) {
  const std::string whole = kernel_package();
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_rpm_header(whole.substr(0, size))) << size;
  EXPECT_FALSE(parse_rpm_header(whole + "x"));
}

std::string complaint(const HeaderMaker& header) {
  const auto parsed = parse_rpm_header(header.bytes());
  return parsed ? "none" : parsed.error().message;
}

HeaderMaker named() {
  HeaderMaker header;
  header.add(1000, 6, 1, std::string("p\0", 2));
  return header;
}

TEST(RpmHeader, ThatIsHostileIsRefused) {
  EXPECT_EQ(complaint(HeaderMaker()), "its header has no name");
  EXPECT_EQ(complaint(named()), "none") << "a package without files";
  EXPECT_EQ(complaint(named().add(1117, 8, 0xffffffff, texts({"a"}))), "its header points behind its end");
  EXPECT_EQ(complaint(named().add(1117, 8, 2, texts({"a"}) + "b")), "its header has a text without an end");
  EXPECT_EQ(complaint(named().add(1116, 4, 0x40000000, words({0}))), "its header points behind its end");
  EXPECT_EQ(complaint(named().add(1116, 4, 2, words({0}))), "its header points behind its end");
  EXPECT_EQ(complaint(named().add(1116, 3, 1, words({0}))), "its header has a list of another type");
  EXPECT_EQ(complaint(named().add(1029, 1, 1000, "")), "its header points behind its end");
  const std::string apart = "its header has lists of files that do not fit together";
  EXPECT_EQ(complaint(named().add(1117, 8, 1, texts({"a"}))), apart);
  EXPECT_EQ(complaint(named().add(1117, 8, 1, texts({"a"})).add(1116, 4, 1, words({1})).add(1118, 8, 1, texts({"/"}))),
            apart);
  EXPECT_EQ(complaint(rpm_package("p", "/", {"a", "b"}).add(1029, 1, 1, std::string(1, '\0'))), apart);
  std::string far = named().bytes();
  far.replace(16, 4, big_endian_word(0xfffffff0));
  EXPECT_EQ(parse_rpm_header(far).error().message, "its header points behind its end");
  std::string many = named().bytes();
  many.replace(0, 4, big_endian_word(0xffffffff));
  EXPECT_EQ(parse_rpm_header(many).error().message, "its header is not of its length");
}

}  // namespace
}  // namespace modtrail
