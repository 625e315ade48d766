#include "services/common/stream/resume_token.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "services/common/strings/view.h"

namespace isotherm::stream {
namespace {

constexpr char kVersion = 1;
constexpr char kComplete = 0;
constexpr char kInSnapshot = 1;
constexpr int kHashBytes = 8;
constexpr int kChecksumBytes = 4;
constexpr std::size_t kMaxTokenBytes = 4096;

void PutFixed(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

void PutVarint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// Reads front to back; after the first failure all further reads fail.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool ok() const { return ok_; }
  std::string_view rest() const { return bytes_; }

  std::uint64_t Fixed(int bytes) {
    if (!ok_ || bytes_.size() < static_cast<std::size_t>(bytes)) return Fail();
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[i])) << (8 * i);
    }
    bytes_.remove_prefix(bytes);
    return value;
  }

  std::uint64_t Varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = Fixed(1);
      if (!ok_) return 0;
      value |= (byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return Fail();
  }

 private:
  std::uint64_t Fail() {
    ok_ = false;
    return 0;
  }
  std::string_view bytes_;
  bool ok_ = true;
};

std::uint64_t Checksum(std::string_view bytes) {
  const std::uint64_t hash = StableHash(bytes);
  return (hash ^ (hash >> 32)) & 0xFFFFFFFFu;
}

absl::Status Damaged() {
  return absl::InvalidArgumentError(
      "resume_token is damaged; pass the last one received, or none to start with a snapshot");
}

// What the checksum vouches for, without it.
absl::StatusOr<std::string> OpenToken(std::string_view token) {
  std::string bytes;
  if (token.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(AbslView(token), &bytes) ||
      bytes.size() <= kChecksumBytes) {
    return Damaged();
  }
  const std::size_t size = bytes.size() - kChecksumBytes;
  const std::uint64_t checksum = Reader(std::string_view(bytes).substr(size)).Fixed(kChecksumBytes);
  bytes.resize(size);
  if (checksum != Checksum(bytes)) return Damaged();
  return bytes;
}

}  // namespace

std::uint64_t StableHash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  return hash;
}

std::string EncodeResumeToken(const TokenScope& scope, const ResumePosition& position) {
  std::string bytes;
  bytes.push_back(kVersion);
  PutFixed(bytes, scope.store_hash, kHashBytes);
  PutFixed(bytes, scope.filter_hash, kHashBytes);
  PutVarint(bytes, static_cast<std::uint64_t>(position.revision));
  bytes.push_back(position.snapshot ? kInSnapshot : kComplete);
  if (position.snapshot) {
    PutVarint(bytes, static_cast<std::uint64_t>(position.snapshot->sent));
    bytes += position.snapshot->after_name;
  }
  PutFixed(bytes, Checksum(bytes), kChecksumBytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<ResumePosition> DecodeResumeToken(const TokenScope& scope, std::string_view token) {
  const absl::StatusOr<std::string> body = OpenToken(token);
  if (!body.ok()) return body.status();
  Reader reader(*body);
  if (reader.Fixed(1) != static_cast<std::uint64_t>(kVersion)) {
    return absl::InvalidArgumentError(
        "resume_token is of another version of this service; start with a snapshot");
  }
  const std::uint64_t store_hash = reader.Fixed(kHashBytes);
  const std::uint64_t filter_hash = reader.Fixed(kHashBytes);
  ResumePosition position;
  position.revision = static_cast<std::int64_t>(reader.Varint());
  const std::uint64_t kind = reader.Fixed(1);
  if (kind == static_cast<std::uint64_t>(kInSnapshot)) {
    ResumePosition::InSnapshot snapshot;
    snapshot.sent = static_cast<std::int64_t>(reader.Varint());
    snapshot.after_name = std::string(reader.rest());
    position.snapshot = std::move(snapshot);
  } else if (kind != static_cast<std::uint64_t>(kComplete) || !reader.rest().empty()) {
    return Damaged();
  }
  if (!reader.ok() || position.revision < 0) return Damaged();
  if (store_hash != scope.store_hash) {
    return absl::InvalidArgumentError(
        "resume_token is of another service or of a store that was replaced; start with a "
        "snapshot");
  }
  if (filter_hash != scope.filter_hash) {
    return absl::InvalidArgumentError(
        "resume_token is of a watch with another filter; repeat that filter or start with a "
        "snapshot");
  }
  return position;
}

std::uint64_t StoreHashOf(std::string_view token) {
  const absl::StatusOr<std::string> body = OpenToken(token);
  if (!body.ok()) return 0;
  Reader reader(*body);
  if (reader.Fixed(1) != static_cast<std::uint64_t>(kVersion)) return 0;
  return reader.Fixed(kHashBytes);
}

}  // namespace isotherm::stream
