#include "modtrail/base/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace modtrail {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way to say gzip
constexpr std::size_t kChunk = std::size_t{64} << 10;

// zlib's state, ended with its holder.
class Inflater {
 public:
  explicit Inflater(std::string_view bytes) : ready_(inflateInit2(&stream_, kGzipWindow) == Z_OK) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
  }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool is_ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_ = {};
  bool ready_ = false;
};

}  // namespace

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) return fail("too large for gzip");
  Inflater inflater(bytes);
  if (!inflater.is_ready()) return fail("out of memory");
  z_stream& stream = inflater.stream();
  std::string out;
  std::array<Bytef, kChunk> chunk = {};
  while (true) {
    stream.next_out = chunk.data();
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = chunk.size() - stream.avail_out;
    if (made > limit - out.size()) return fail("more than " + std::to_string(limit) + " bytes when unpacked");
    out.append(reinterpret_cast<const char*>(chunk.data()), made);
    if (status == Z_STREAM_END && stream.avail_in == 0) return out;
    if (status == Z_STREAM_END && inflateReset(&stream) == Z_OK) continue;
    if (status == Z_BUF_ERROR || (status == Z_OK && stream.avail_in == 0 && made == 0)) {
      return fail("the gzip stream is cut short");
    }
    if (status != Z_OK) return fail("not gzip: " + std::string(stream.msg == nullptr ? "bad stream" : stream.msg));
  }
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
