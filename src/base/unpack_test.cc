#include "modtrail/base/unpack.h"

#include <gtest/gtest.h>
#include <lzma.h>
#include <zstd.h>

#include <vector>

#include "modtrail/base/gzip.h"
#include "source_path.h"

namespace modtrail {
namespace {

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

// A frame by hand: no size of the content, a window of 2^log bytes, and in one raw block an x.
std::string zstd_with_window(int log) {
  return std::string("\x28\xB5\x2F\xFD\0", 5) + static_cast<char>((log - 10) << 3) + std::string("\x09\0\0x", 4);
}

std::string xz(std::string_view bytes, std::uint32_t dictionary = 1U << 16) {
  lzma_options_lzma options = {};
  lzma_lzma_preset(&options, 0);
  options.dict_size = dictionary;
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  EXPECT_EQ(
      lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()),
      LZMA_OK);
  out.resize(size);
  return out;
}

std::string pack(Packing packing, std::string_view bytes) {
  switch (packing) {
    case Packing::None:
      return std::string(bytes);
    case Packing::Gzip:
      return gzip(bytes);
    case Packing::Zstd:
      return zstd(bytes);
    case Packing::Xz:
      return xz(bytes);
  }
  return {};
}

// Reads all of it, `stretch` bytes at a time, and throws away what is past `keep`.
Result<std::string> unpacked(std::string_view packed, std::size_t stretch = 1000, std::size_t keep = 1 << 22) {
  const std::unique_ptr<ByteSource> source = TRY(unpack(packing_of(packed), memory_source(packed)));
  std::string out;
  std::vector<char> chunk(stretch);
  while (const std::size_t size = TRY(source->read(chunk))) {
    if (out.size() < keep) out.append(chunk.data(), size);
  }
  return out;
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "type=SYSCALL msg=audit(" + std::to_string(i * 7919) + "): syscall=313\n";
  return text;
}

class Unpack : public testing::TestWithParam<Packing> {};

TEST_P(Unpack, GivesWhatWasPacked) {
  for (const std::string& text : {std::string("x"), std::string(), sample()}) {
    for (const std::size_t stretch : {std::size_t{1}, std::size_t{4096}, std::size_t{1} << 20}) {
      const Result<std::string> out = unpacked(pack(GetParam(), text), stretch);
      ASSERT_TRUE(out.has_value()) << out.error().message;
      EXPECT_EQ(*out, text);
    }
  }
}

TEST_P(Unpack, TakesSeveralAsOne) {
  const std::string packed = pack(GetParam(), "a\n") + pack(GetParam(), "") + pack(GetParam(), "b\n");
  EXPECT_EQ(unpacked(packed).value(), "a\nb\n");
}

TEST_P(Unpack, SaysThatItIsCutShort) {
  const std::string packed = pack(GetParam(), sample().substr(0, 2000));
  for (std::size_t size = kPackingHead; size < packed.size(); ++size) {
    const Result<std::string> out = unpacked(packed.substr(0, size));
    ASSERT_FALSE(out.has_value()) << size;
    EXPECT_NE(out.error().message.find("is cut short"), std::string::npos) << size << ": " << out.error().message;
  }
}

TEST_P(Unpack, SaysThatItIsDamaged) {
  std::string packed = pack(GetParam(), sample());
  packed += "no packed bytes";
  EXPECT_FALSE(unpacked(packed).has_value());
  int refused = 0;
  for (std::size_t at = 8; at < 40; ++at) {
    std::string damaged = pack(GetParam(), sample());
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const Result<std::string> out = unpacked(damaged);
    refused += !out || *out != sample() ? 1 : 0;
  }
  EXPECT_GE(refused, 28);
}

TEST_P(Unpack, HandsUpTheErrorOfItsSource) {
  struct Broken final : ByteSource {
    Result<std::size_t> read(std::span<char>) override { return fail("the disk is on fire"); }
  };
  const std::string head = pack(GetParam(), sample()).substr(0, 100);
  auto source = unpack(GetParam(), put_back(head, std::make_unique<Broken>()));
  ASSERT_TRUE(source.has_value());
  std::vector<char> chunk(1 << 20);
  Result<std::size_t> size = 1;
  while (size && *size != 0) size = (*source)->read(chunk);
  ASSERT_FALSE(size.has_value());
  EXPECT_EQ(size.error().message, "the disk is on fire");
}

INSTANTIATE_TEST_SUITE_P(Each, Unpack, testing::Values(Packing::Gzip, Packing::Zstd, Packing::Xz));

TEST(Packing, IsToldByTheFirstBytes) {
  for (const Packing packing : {Packing::Gzip, Packing::Zstd, Packing::Xz}) {
    EXPECT_EQ(packing_of(pack(packing, "x").substr(0, kPackingHead)), packing);
  }
  EXPECT_EQ(packing_of(std::string_view("\x53\x2A\x4D\x18\0\0\0\0", 8)), Packing::Zstd);
  EXPECT_EQ(packing_of("type=SYSCALL"), Packing::None);
  EXPECT_EQ(packing_of("\x1F"), Packing::None);
  EXPECT_EQ(packing_of(""), Packing::None);
  EXPECT_EQ(unpacked("type=SYSCALL").value(), "type=SYSCALL");
}

TEST(Packing, WindowsHaveABound) {
  EXPECT_EQ(unpacked(zstd_with_window(27)).value(), "x");
  EXPECT_EQ(unpacked(zstd_with_window(28)).error().message, "the zstd stream wants a window of more than 128 MiB");
  EXPECT_EQ(unpacked(xz("x", 128U << 20)).value(), "x");
  EXPECT_EQ(unpacked(xz("x", 192U << 20)).error().message, "the xz stream wants a window of more than 128 MiB");
}

TEST(Packing, WhatOnlyKeepsItsReaderBusyIsRefused) {
  const std::string nothing = zstd(std::string(64 << 20, '\0'));
  std::string bomb;
  for (int i = 0; i < 8; ++i) bomb += nothing;
  ASSERT_LT(bomb.size(), 60000U);
  EXPECT_EQ(unpacked(bomb, 1 << 20, 0).error().message, "unpacks to more than 4096 times its size");
}

TEST(ByteSource, PutsBack) {
  const std::unique_ptr<ByteSource> source = put_back("type=", memory_source("SYSCALL"));
  std::vector<char> chunk(3);
  std::string out;
  while (const std::size_t size = source->read(chunk).value()) out.append(chunk.data(), size);
  EXPECT_EQ(out, "type=SYSCALL");
}

TEST(ByteSource, OpensRegularFilesOnly) {
  EXPECT_FALSE(open_source("/dev/zero").has_value());
  EXPECT_FALSE(open_source("/nonexistent").has_value());
  EXPECT_EQ(open_source("/nonexistent").error().kind, ErrorKind::Missing);
  auto source = open_source(source_path("LICENSE"));
  ASSERT_TRUE(source.has_value());
  std::vector<char> chunk(100);
  EXPECT_EQ((*source)->read(chunk).value(), 100U);
}

}  // namespace
}  // namespace modtrail
