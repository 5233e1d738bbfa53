#include "modtrail/base/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/unpackers.h"

namespace modtrail {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way to say gzip
constexpr std::size_t kChunk = std::size_t{64} << 10;

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> packed)
      : input_(std::move(packed)), ready_(inflateInit2(&stream_, kGzipWindow) == Z_OK) {}
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

  bool is_ready() const { return ready_; }

  Result<std::size_t> read(std::span<char> to) override {
    const auto room = static_cast<uInt>(std::min<std::size_t>(to.size(), std::numeric_limits<uInt>::max()));
    stream_.next_out = reinterpret_cast<Bytef*>(to.data());
    stream_.avail_out = room;
    while (stream_.avail_out == room) {
      const std::span<const char> packed = TRY(input_.next());
      if (packed.empty() && between_members_) return 0;
      if (!TRY(inflate_some(packed)) && packed.empty()) return fail("the gzip stream is cut short");
    }
    return room - stream_.avail_out;
  }

 private:
  // Whether anything came of it.
  Result<bool> inflate_some(std::span<const char> packed) {
    if (between_members_ && inflateReset(&stream_) != Z_OK) return fail("out of memory");
    const uInt room = stream_.avail_out;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    input_.use(packed.size() - stream_.avail_in);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
      return fail("not gzip: " + std::string(stream_.msg == nullptr ? "bad stream" : stream_.msg));
    }
    between_members_ = status == Z_STREAM_END;
    return between_members_ || stream_.avail_out != room;
  }

  PackedInput input_;
  z_stream stream_ = {};
  bool ready_;
  bool between_members_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> unpack_gzip(std::unique_ptr<ByteSource> packed) {
  auto source = std::make_unique<GzipSource>(std::move(packed));
  if (!source->is_ready()) return fail("out of memory");
  return source;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  const std::unique_ptr<ByteSource> source = TRY(unpack_gzip(memory_source(bytes)));
  std::string out;
  std::vector<char> chunk(kChunk);
  while (const std::size_t made = TRY(source->read(chunk))) {
    if (made > limit - out.size()) return fail("more than " + std::to_string(limit) + " bytes when unpacked");
    out.append(chunk.data(), made);
  }
  return out;
}

std::string gzip(std::string_view bytes) {
  z_stream stream = {};
  std::string out;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return out;
  out.resize(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace modtrail
