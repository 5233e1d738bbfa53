#include "modtrail/base/unpack.h"

#include "base/unpackers.h"

namespace modtrail {
namespace {

// Counts what goes in.
class Metered final : public ByteSource {
 public:
  Metered(std::unique_ptr<ByteSource> source, std::uint64_t& count) : source_(std::move(source)), count_(count) {}

  Result<std::size_t> read(std::span<char> to) override {
    const std::size_t size = TRY(source_->read(to));
    count_ += size;
    return size;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::uint64_t& count_;
};

// Holds what comes out against what went in.
class Bounded final : public ByteSource {
 public:
  static Result<std::unique_ptr<ByteSource>> create(Packing packing, std::unique_ptr<ByteSource> packed) {
    auto bounded = std::make_unique<Bounded>();
    bounded->unpacked_ = TRY(open(packing, std::make_unique<Metered>(std::move(packed), bounded->in_)));
    return bounded;
  }

  Result<std::size_t> read(std::span<char> to) override {
    const std::size_t size = TRY(unpacked_->read(to));
    out_ += size;
    if (out_ > kFreely && out_ / kMostRatio > in_) {
      return fail("unpacks to more than " + std::to_string(kMostRatio) + " times its size");
    }
    return size;
  }

 private:
  static Result<std::unique_ptr<ByteSource>> open(Packing packing, std::unique_ptr<ByteSource> packed) {
    switch (packing) {
      case Packing::None:
        return packed;
      case Packing::Gzip:
        return unpack_gzip(std::move(packed));
      case Packing::Zstd:
        return unpack_zstd(std::move(packed));
      case Packing::Xz:
        return unpack_xz(std::move(packed));
    }
    return packed;
  }

  std::uint64_t in_ = 0;
  std::uint64_t out_ = 0;
  std::unique_ptr<ByteSource> unpacked_;
};

// A zstd file may begin with frames to be skipped: 0x184D2A50 to 0x184D2A5F, little-endian.
bool is_skippable_frame(std::string_view head) {
  return head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50 &&
         head.substr(1, 3) == "\x2A\x4D\x18";
}

}  // namespace

Packing packing_of(std::string_view head) {
  if (head.starts_with("\x1F\x8B\x08")) return Packing::Gzip;
  if (head.starts_with("\x28\xB5\x2F\xFD") || is_skippable_frame(head)) return Packing::Zstd;
  if (head.starts_with(std::string_view("\xFD"
                                        "7zXZ\0",
                                        6))) {
    return Packing::Xz;
  }
  return Packing::None;
}

Result<std::unique_ptr<ByteSource>> unpack(Packing packing, std::unique_ptr<ByteSource> packed) {
  return Bounded::create(packing, std::move(packed));
}

}  // namespace modtrail
