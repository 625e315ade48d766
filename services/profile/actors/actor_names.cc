#include "services/profile/actors/actor_names.h"

#include "absl/strings/str_cat.h"
#include "services/common/actors/proto_convert.h"
#include "services/common/strings/view.h"

namespace isotherm::profile {

void CheckActorName(std::string_view field, std::string_view name,
                    std::vector<FieldViolation>& violations) {
  if (ActorId(name).has_value()) return;
  violations.push_back({std::string(field), absl::StrCat("\"", AbslView(name.substr(0, 80)),
                                                         "\" is no actor's name such as "
                                                         "\"actors/ilham-aliyev\"")});
}

std::string MakeEtag(std::int64_t version) { return absl::StrCat("\"", version, "\""); }

absl::Status CheckEtag(const std::string& given, std::int64_t current_version) {
  const std::string current = MakeEtag(current_version);
  if (given.empty() || given == current) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, common::v1::ERROR_REASON_ETAG_MISMATCH,
                   absl::StrCat("etag ", given.substr(0, 80), " is stale, the current one is ",
                                current, "; read again and repeat"));
}

}  // namespace isotherm::profile
