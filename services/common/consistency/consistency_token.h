// Consistency tokens: "everything up to here must be visible", across the three services.
//
// A token holds, per service, a store and a revision of it. Every write returns one; services that
// follow others merge what they have seen, so that "ingest, then read my result" works.
// Thread-safety: plain values, pure functions.
// Errors: INVALID_ARGUMENT/INVALID_CONSISTENCY_TOKEN for a damaged token or one of another store.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace isotherm::consistency {

enum class Service : std::uint8_t { kProfile, kFactor, kScoring };
inline constexpr std::size_t kServiceCount = 3;

struct StoreRevision {
  std::string store_id;
  std::int64_t revision = 0;
  bool operator==(const StoreRevision&) const = default;
};

class Token {
 public:
  Token() = default;
  Token(Service service, std::string store_id, std::int64_t revision);

  // Empty text gives the empty token, which asks for nothing.
  static absl::StatusOr<Token> Parse(std::string_view text);
  std::string ToString() const;

  const std::optional<StoreRevision>& of(Service service) const {
    return parts_[static_cast<std::size_t>(service)];
  }
  // Afterwards the token asks for what both ask for. Of two different stores of one service (it was
  // made anew) the other token's counts.
  void Merge(const Token& other);
  bool operator==(const Token&) const = default;

 private:
  std::array<std::optional<StoreRevision>, kServiceCount> parts_;
};

// The revision that a reader of `service` has to reach; 0 when the token does not ask for any.
// INVALID_CONSISTENCY_TOKEN when it names another store than `store_id`.
absl::StatusOr<std::int64_t> RequiredRevision(const Token& token, Service service,
                                              std::string_view store_id);

// DEADLINE_EXCEEDED/CONSISTENCY_NOT_REACHED: "profile revision 812 was not reached in time; at
// 790".
absl::Status NotReached(Service service, std::int64_t wanted, std::int64_t reached);

}  // namespace isotherm::consistency
