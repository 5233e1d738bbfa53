#include "modtrail/trail/key_ring.h"

#include <algorithm>

#include "modtrail/base/hex.h"
#include "modtrail/base/text.h"

// The file: a line of head and kEpochs lines of slots, each kLine bytes, so that none lies across two sectors.
namespace modtrail {
namespace {

constexpr const char* kName = "keys";
constexpr std::string_view kMagic = "modtrail-trail-keys/1 chain=";
constexpr std::size_t kLine = 128;
constexpr std::size_t kSeedDigits = 64;

std::string padded(std::string text) {
  text.resize(kLine - 1, ' ');
  return text + '\n';
}

std::string slot_line(std::uint64_t epoch, const SecretKey& key) {
  std::string out;
  out.reserve(kLine);
  append_hex(out, key.seed());
  out += " " + std::to_string(epoch);
  out.resize(kLine - 1, ' ');
  out += '\n';
  return out;
}

std::optional<SecretKey> parse_seed(std::string_view digits) {
  std::array<unsigned char, 32> seed = {};
  for (std::size_t i = 0; i < seed.size(); ++i) {
    const std::optional<std::uint64_t> byte = parse_number(digits.substr(2 * i, 2), 16);
    if (!byte) return std::nullopt;
    seed[i] = static_cast<unsigned char>(*byte);
  }
  SecretKey key(seed);
  wipe(seed.data(), seed.size());
  return key;
}

std::uint64_t slot_offset(std::uint64_t epoch) {
  return kLine * (1 + epoch % KeyRing::kEpochs);
}

}  // namespace

Result<KeyRing> KeyRing::create(FileStore& store, const ChainId& chain) {
  KeyRing ring(store);
  std::string content = padded(std::string(kMagic) + chain);
  for (std::uint64_t epoch = 0; epoch < kEpochs; ++epoch) {
    SecretKey key = TRY(new_secret_key());
    std::string line = slot_line(epoch, key);
    content += line;
    wipe(line.data(), line.size());
    ring.slots_.emplace_back(Slot{epoch, std::move(key)});
  }
  const Result<> written = store.replace(kName, content);
  wipe(content.data(), content.size());
  if (!written) return tl::unexpected(written.error());
  return ring;
}

Result<std::optional<KeyRing>> KeyRing::load(FileStore& store, const ChainId& chain) {
  Result<std::string> content = store.read(kName, kLine * (1 + kEpochs));
  if (!content && content.error().kind == ErrorKind::Missing) return std::optional<KeyRing>();
  if (!content) return tl::unexpected(content.error());
  KeyRing ring(store);
  ring.slots_.resize(kEpochs);
  const bool whole = content->size() == kLine * (1 + kEpochs);
  if (!whole || content->substr(0, kLine) != padded(std::string(kMagic) + chain)) return std::optional<KeyRing>();
  for (std::size_t i = 0; i < kEpochs; ++i) {
    const std::string_view line = std::string_view(*content).substr(kLine * (1 + i), kLine - 1);
    std::optional<SecretKey> key = parse_seed(line.substr(0, kSeedDigits));
    const std::optional<std::uint64_t> epoch = parse_number(trim(line.substr(kSeedDigits)));
    if (key && epoch && *epoch % kEpochs == i) ring.slots_[i] = Slot{*epoch, std::move(*key)};
  }
  wipe(content->data(), content->size());
  return std::optional<KeyRing>(std::move(ring));
}

const SecretKey* KeyRing::secret(std::uint64_t epoch) const {
  const std::optional<Slot>& slot = slots_[epoch % kEpochs];
  return slot && slot->epoch == epoch ? &slot->key : nullptr;
}

Result<> KeyRing::draw(std::uint64_t epoch) {
  SecretKey key = TRY(new_secret_key());
  std::string line = slot_line(epoch, key);
  slots_[epoch % kEpochs] = Slot{epoch, std::move(key)};
  const Result<> written = store_->write(kName, slot_offset(epoch), line);
  wipe(line.data(), line.size());
  return written;
}

Result<> KeyRing::retire(std::uint64_t epoch) {
  TRY(draw(epoch + kEpochs));
  if (++retired_ >= kSync) return sync();
  return {};
}

Result<> KeyRing::complete(std::uint64_t next) {
  bool lacked = false;
  for (std::uint64_t epoch = next; epoch < next + kEpochs; ++epoch) {
    if (secret(epoch) != nullptr) continue;
    TRY(draw(epoch));
    lacked = true;
  }
  return lacked ? sync() : Result<>();
}

Result<> KeyRing::sync() {
  TRY(store_->sync(kName));
  retired_ = 0;
  return {};
}

}  // namespace modtrail
