#include <lzma.h>

#include "base/unpackers.h"
#include "modtrail/base/unpack.h"

namespace modtrail {
namespace {

constexpr std::uint64_t kMemory = kLargestWindow + (std::size_t{1} << 20);  // and the decoder's own state

tl::unexpected<Error> xz_error(lzma_ret status) {
  if (status == LZMA_BUF_ERROR) return fail("the xz stream is cut short");
  if (status == LZMA_MEMLIMIT_ERROR) return fail("the xz stream wants a window of more than 128 MiB");
  if (status == LZMA_MEM_ERROR) return fail("out of memory");
  if (status == LZMA_FORMAT_ERROR) return fail("not xz");
  if (status == LZMA_OPTIONS_ERROR) return fail("xz of a kind that is not known");
  return fail("the xz stream is damaged");
}

class XzSource final : public ByteSource {
 public:
  explicit XzSource(std::unique_ptr<ByteSource> packed)
      : input_(std::move(packed)), ready_(lzma_stream_decoder(&stream_, kMemory, LZMA_CONCATENATED) == LZMA_OK) {}
  ~XzSource() override { lzma_end(&stream_); }

  bool is_ready() const { return ready_; }

  Result<std::size_t> read(std::span<char> to) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(to.data());
    stream_.avail_out = to.size();
    while (stream_.avail_out == to.size() && !ended_) {
      const std::span<const char> packed = TRY(input_.next());
      stream_.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
      stream_.avail_in = packed.size();
      const lzma_ret status = lzma_code(&stream_, packed.empty() ? LZMA_FINISH : LZMA_RUN);
      input_.use(packed.size() - stream_.avail_in);
      if (status != LZMA_OK && status != LZMA_STREAM_END) return xz_error(status);
      ended_ = status == LZMA_STREAM_END;
    }
    return to.size() - stream_.avail_out;
  }

 private:
  PackedInput input_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_;
  bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> unpack_xz(std::unique_ptr<ByteSource> packed) {
  auto source = std::make_unique<XzSource>(std::move(packed));
  if (!source->is_ready()) return fail("out of memory");
  return source;
}

}  // namespace modtrail
