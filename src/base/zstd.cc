#include <zstd.h>
#include <zstd_errors.h>

#include "base/unpackers.h"
#include "modtrail/base/unpack.h"

namespace modtrail {
namespace {

constexpr int kLargestWindowLog = 27;
static_assert(kLargestWindow == std::size_t{1} << kLargestWindowLog);

tl::unexpected<Error> zstd_error(std::size_t code) {
  if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge) {
    return fail("the zstd stream wants a window of more than 128 MiB");
  }
  return fail(std::string("not zstd: ") + ZSTD_getErrorName(code));
}

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> packed) : input_(std::move(packed)), context_(ZSTD_createDCtx()) {}
  ~ZstdSource() override { ZSTD_freeDCtx(context_); }

  bool is_ready() const {
    return context_ != nullptr &&
           ZSTD_isError(ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kLargestWindowLog)) == 0;
  }

  Result<std::size_t> read(std::span<char> to) override {
    ZSTD_outBuffer out = {to.data(), to.size(), 0};
    while (out.pos == 0) {
      const std::span<const char> packed = TRY(input_.next());
      if (packed.empty() && between_frames_) return 0;
      ZSTD_inBuffer in = {packed.data(), packed.size(), 0};
      const std::size_t status = ZSTD_decompressStream(context_, &out, &in);
      if (ZSTD_isError(status) != 0) return zstd_error(status);
      if (packed.empty() && out.pos == 0) return fail("the zstd stream is cut short");
      input_.use(in.pos);
      between_frames_ = status == 0;
    }
    return out.pos;
  }

 private:
  PackedInput input_;
  ZSTD_DCtx* context_;
  bool between_frames_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> unpack_zstd(std::unique_ptr<ByteSource> packed) {
  auto source = std::make_unique<ZstdSource>(std::move(packed));
  if (!source->is_ready()) return fail("out of memory");
  return source;
}

}  // namespace modtrail
