#include "services/common/consistency/consistency_token.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/common/hash/sealed_token.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::consistency {
namespace {

constexpr char kKind[] = "consistency";
constexpr std::array<std::string_view, kServiceCount> kNames = {"profile", "factor", "scoring"};

absl::Status Invalid(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   common::v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN,
                   absl::StrCat("consistency token ", AbslView(what)));
}

}  // namespace

Token::Token(Service service, std::string store_id, std::int64_t revision) {
  parts_[static_cast<std::size_t>(service)] = {std::move(store_id), revision};
}

// Content: "profile=UUID@12;factor=UUID@7".
absl::StatusOr<Token> Token::Parse(std::string_view text) {
  Token token;
  if (text.empty()) return token;
  const std::optional<std::string> content = OpenToken(kKind, text);
  if (!content.has_value()) return Invalid("is damaged");
  for (const absl::string_view part : absl::StrSplit(*content, ';', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> service =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    const std::pair<std::string, std::string> store =
        absl::StrSplit(service.second, absl::MaxSplits('@', 1));
    StoreRevision revision{store.first, 0};
    bool known = false;
    for (std::size_t i = 0; i < kServiceCount; ++i) {
      if (kNames[i] != service.first) continue;
      known = absl::SimpleAtoi(store.second, &revision.revision) && revision.revision >= 0;
      token.parts_[i] = revision;
    }
    if (!known) return Invalid("is of another version of the suite");
  }
  return token;
}

std::string Token::ToString() const {
  std::string content;
  for (std::size_t i = 0; i < kServiceCount; ++i) {
    if (!parts_[i].has_value()) continue;
    absl::StrAppend(&content, content.empty() ? "" : ";", AbslView(kNames[i]), "=",
                    parts_[i]->store_id, "@", parts_[i]->revision);
  }
  return content.empty() ? "" : SealToken(kKind, content);
}

void Token::Merge(const Token& other) {
  for (std::size_t i = 0; i < kServiceCount; ++i) {
    const std::optional<StoreRevision>& theirs = other.parts_[i];
    std::optional<StoreRevision>& ours = parts_[i];
    if (!theirs.has_value()) continue;
    const bool same_store = ours.has_value() && ours->store_id == theirs->store_id;
    if (!same_store || ours->revision < theirs->revision) ours = theirs;
  }
}

absl::StatusOr<std::int64_t> RequiredRevision(const Token& token, Service service,
                                              std::string_view store_id) {
  const std::optional<StoreRevision>& wanted = token.of(service);
  if (!wanted.has_value()) return 0;
  if (wanted->store_id != store_id) {
    return Invalid(absl::StrCat("was issued by another ",
                                AbslView(kNames[static_cast<std::size_t>(service)]), " store"));
  }
  return wanted->revision;
}

absl::Status NotReached(Service service, std::int64_t wanted, std::int64_t reached) {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   common::v1::ERROR_REASON_CONSISTENCY_NOT_REACHED,
                   absl::StrCat(AbslView(kNames[static_cast<std::size_t>(service)]), " revision ",
                                wanted, " was not reached in time; at ", reached));
}

}  // namespace isotherm::consistency
