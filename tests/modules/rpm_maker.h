#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sqlite_maker.h"

// RPM databases for tests, as rpm 4.18 writes them but for the tables and tags that nobody reads here.
namespace modtrail {

inline std::string big_endian_word(std::uint64_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
  return out;
}

inline std::string texts(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& text : all) out += text + '\0';
  return out;
}

inline std::string words(const std::vector<std::uint32_t>& all) {
  std::string out;
  for (const std::uint32_t number : all) out += big_endian_word(number);
  return out;
}

class HeaderMaker {
 public:
  HeaderMaker& add(std::uint32_t tag, std::uint32_t type, std::size_t count, const std::string& values) {
    entries_ += big_endian_word(tag) + big_endian_word(type) + big_endian_word(data_.size()) + big_endian_word(count);
    data_ += values;
    ++count_;
    return *this;
  }
  std::string bytes() const { return big_endian_word(count_) + big_endian_word(data_.size()) + entries_ + data_; }

 private:
  std::string entries_;
  std::string data_;
  std::size_t count_ = 0;
};

// A package with these files of one directory, which ends in a slash.
inline HeaderMaker rpm_package(const std::string& name, const std::string& directory,
                               const std::vector<std::string>& files) {
  HeaderMaker header;
  header.add(1000, 6, 1, name + '\0').add(1001, 6, 1, std::string("1") + '\0');
  header.add(1029, 1, files.size(), std::string(files.size(), '\0'));
  header.add(1116, 4, files.size(), words(std::vector<std::uint32_t>(files.size(), 0)));
  header.add(1117, 8, files.size(), texts(files)).add(1118, 8, 1, texts({directory}));
  return header;
}

class RpmDatabaseMaker {
 public:
  explicit RpmDatabaseMaker(const std::string& path = ":memory:") : made_(path) {
    made_.run(
        "PRAGMA page_size = 512; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
    made_.run("CREATE TABLE Basenames (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL)");
    made_.run("CREATE INDEX Basenames_key_idx ON Basenames(key ASC)");
  }
  // The header of a package that has these files, from number 0 on.
  RpmDatabaseMaker& add(const std::string& header, const std::vector<std::string>& files) {
    const std::string number = std::to_string(++packages_);
    made_.put("INSERT INTO Packages VALUES (" + number + ", ?)", header);
    for (std::size_t i = 0; i < files.size(); ++i) index(files[i], number, std::to_string(i));
    return *this;
  }
  RpmDatabaseMaker& index(const std::string& file, const std::string& package, const std::string& number) {
    made_.run("INSERT INTO Basenames VALUES ('" + file + "', " + package + ", " + number + ")");
    return *this;
  }
  MadeDatabase& made() { return made_; }
  std::string bytes() const { return made_.bytes(); }

 private:
  MadeDatabase made_;
  int packages_ = 0;
};

}  // namespace modtrail
