// Resume tokens: where a subscriber stands, as an opaque string.
//
// Form: base64url without padding of version (1 byte), hash of the store id (8), hash of the filter
// (8), revision (varint), then for a position inside a snapshot the number of resources sent
// (varint) and the last name; closed by a checksum (4). Hashes are FNV-1a (Fowler, Noll, Vo 1991),
// the same on every machine; they guard against mistakes, not against forgery: a token grants
// nothing. Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace isotherm::stream {

// FNV-1a, 64 bit.
std::uint64_t StableHash(std::string_view text);

struct ResumePosition {
  // The reader has the state of this revision: of all names, or in a snapshot of those sent so far.
  std::int64_t revision = 0;
  struct InSnapshot {
    std::string after_name;  // last name sent; empty = none yet
    std::int64_t sent = 0;   // resources sent so far
  };
  std::optional<InSnapshot> snapshot;  // set while the snapshot is not complete
};

// What a token is bound to.
struct TokenScope {
  std::uint64_t store_hash = 0;   // StableHash(store id)
  std::uint64_t filter_hash = 0;  // StableHash(canonical filter)
};

std::string EncodeResumeToken(const TokenScope& scope, const ResumePosition& position);

// INVALID_ARGUMENT with a sentence for people when the token is damaged, of an unknown version, of
// another store or of another filter.
absl::StatusOr<ResumePosition> DecodeResumeToken(const TokenScope& scope, std::string_view token);

// StableHash of the store id that a token is bound to, for readers who compare the store they
// follow with that of another token; 0 when the token is damaged or of an unknown version.
std::uint64_t StoreHashOf(std::string_view token);

}  // namespace isotherm::stream
