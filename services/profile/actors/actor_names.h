// Small parts that the actor methods share.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/common/status/errors.h"

namespace isotherm::profile {

// Adds a violation unless `name` is "actors/{id}".
void CheckActorName(std::string_view field, std::string_view name,
                    std::vector<FieldViolation>& violations);

// Version 7 as etag: "\"7\"".
std::string MakeEtag(std::int64_t version);

// OK when `given` is empty or the current one; ABORTED/ETAG_MISMATCH otherwise.
absl::Status CheckEtag(const std::string& given, std::int64_t current_version);

}  // namespace isotherm::profile
