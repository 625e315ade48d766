#include "services/scoring/convert/factor_convert.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {
namespace {

absl::Status Unknown(const factor::v1::Factor& factor, std::string_view field, int value) {
  return absl::InvalidArgumentError(
      absl::StrCat("factor '", factor.name(), "': ", AbslView(field), " ", value, " is unknown"));
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// No store keeps such text.
bool HoldsNul(std::string_view text) { return text.find('\0') != text.npos; }

bool IsLeaderId(std::string_view id) {
  constexpr std::size_t kMaxIdBytes = 64;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), allowed);
}

}  // namespace

absl::StatusOr<FactorInput> ToFactorInput(const factor::v1::Factor& factor) {
  FactorInput input;
  input.id = factor.name();
  input.claim_key = factor.claim_key();
  input.source = factor.publisher();
  const auto role = FromProto(factor.role());
  if (!role) return Unknown(factor, "role", factor.role());
  const auto domain = FromProto(factor.domain());
  if (!domain) return Unknown(factor, "domain", factor.domain());
  const auto direction = FromProto(factor.direction());
  if (!direction) return Unknown(factor, "direction", factor.direction());
  if (HoldsNul(input.claim_key) || HoldsNul(input.source)) {
    return absl::InvalidArgumentError(
        absl::StrCat("factor '", factor.name(), "': claim_key or publisher holds a NUL byte"));
  }
  input.role = *role;
  input.domain = *domain;
  input.direction = *direction;
  input.strength = factor.strength();
  input.confidence = factor.confidence();
  if (!factor.has_observed_time()) {
    return absl::InvalidArgumentError(
        absl::StrCat("factor '", factor.name(), "': observed_time is missing"));
  }
  input.observed = TimeOf(factor.observed_time());
  if (absl::Status status = Validate(input); !status.ok()) return status;
  return input;
}

std::string_view LeaderIdOf(std::string_view name) {
  constexpr std::string_view kPrefix = "leaders/";
  if (name.substr(0, kPrefix.size()) != kPrefix) return {};
  name.remove_prefix(kPrefix.size());
  const std::size_t slash = name.find('/');
  const std::string_view id = name.substr(0, slash);
  if (!IsLeaderId(id)) return {};
  if (slash == name.npos) return id;
  const std::string_view rest = name.substr(slash + 1);
  constexpr std::string_view kFactors = "factors/";
  const bool is_factor = rest.size() > kFactors.size() &&
                         rest.substr(0, kFactors.size()) == kFactors && !HoldsNul(rest);
  return rest == "heat" || is_factor ? id : std::string_view();
}

std::string LeaderName(std::string_view leader_id) {
  return absl::StrCat("leaders/", AbslView(leader_id));
}

std::string HeatName(std::string_view leader_id) {
  return absl::StrCat("leaders/", AbslView(leader_id), "/heat");
}

}  // namespace isotherm::scoring
