#include "base/mapped_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/temporary_directory.h"
#include "modtrail/base/byte_source.h"
#include "modtrail/base/file.h"

namespace modtrail {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

std::string numbered(std::size_t size) {
  std::string text;
  for (unsigned line = 0; text.size() < size; ++line) text += std::to_string(line) + "\n";
  return text;
}

TEST(MappedFile, ShowsTheFile) {
  const TemporaryDirectory directory;
  const std::string text = numbered(12 * kMebibyte);
  ASSERT_TRUE(write_file(directory / "log", text));
  const Fd fd = open_regular(directory / "log").value();
  auto file = MappedFile::map(fd.get(), text.size());
  ASSERT_TRUE(file);
  EXPECT_EQ(file->view(0, 100), text.substr(0, 100));
  EXPECT_EQ(file->view(7 * kMebibyte - 3, 12 * kMebibyte), text.substr(7 * kMebibyte - 3, 5 * kMebibyte + 3));
  EXPECT_EQ(file->view(5, 10), text.substr(5, 5));  // let go meanwhile
}

TEST(MappedFile, WhatIsCutOffIsZeros) {
  const TemporaryDirectory directory;
  const std::string text = numbered(8 * kMebibyte);
  ASSERT_TRUE(write_file(directory / "log", text));
  const Fd fd = open_regular(directory / "log").value();
  auto file = MappedFile::map(fd.get(), text.size());
  ASSERT_TRUE(file);
  const std::string_view seen = file->view(0, 4 * kMebibyte).value();
  ASSERT_EQ(::truncate((directory / "log").c_str(), 2 * kMebibyte), 0);
  EXPECT_EQ(seen.substr(0, 2 * kMebibyte), text.substr(0, 2 * kMebibyte));
  EXPECT_EQ(seen[3 * kMebibyte], '\0');
  EXPECT_EQ(seen.back(), '\0');
  EXPECT_FALSE(file->view(0, 10));
}

TEST(MappedFile, ASourceSaysThatItsFileBecameShorter) {
  const TemporaryDirectory directory;
  const std::string path = directory / "log";
  const std::string text = numbered(8 * kMebibyte);
  ASSERT_TRUE(write_file(path, text));
  const auto source = open_source(path).value();
  std::string head(1000, '\0');
  ASSERT_EQ(source->read(head).value(), 1000U);
  const std::string first(source->view(10).value());
  EXPECT_EQ(first, text.substr(990, first.size()));
  ASSERT_EQ(::truncate(path.c_str(), 100), 0);
  std::size_t views = 0;
  for (auto view = source->view(0);; view = source->view(0)) {
    if (!view) {
      EXPECT_EQ(view.error().message, "cannot read " + path + ": it became shorter meanwhile");
      break;
    }
    ASSERT_LT(++views, 100U);
    EXPECT_EQ(view->back(), '\0');
  }
}

TEST(MappedFile, ASourceGivesTheWholeFile) {
  const TemporaryDirectory directory;
  const std::string path = directory / "log";
  const std::string text = numbered(8 * kMebibyte + 12345);
  ASSERT_TRUE(write_file(path, text));
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, 2 * kMebibyte + 77, 7 * kMebibyte, text.size()}) {
    const auto source = open_source(path, offset).value();
    std::string all;
    std::size_t views = 0;
    for (auto view = source->view(0).value(); !view.empty(); view = source->view(0).value()) {
      all += view;
      ++views;
    }
    EXPECT_EQ(views > 0, offset < 4 * kMebibyte);
    std::string buffer(70000, '\0');
    while (const std::size_t got = source->read(buffer).value()) all.append(buffer, 0, got);
    EXPECT_EQ(all, text.substr(offset));
  }
}

}  // namespace
}  // namespace modtrail
