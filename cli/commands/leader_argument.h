// What people type for a leader -> "leaders/{id}".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/commands/context.h"

namespace isotherm::cli {

// Takes "leaders/x", "actors/x", "x" or a name ("Aliyev"); a name is resolved by the profile
// service at `iso_day` (empty = today), and what it was taken for is told on context.err. NOT_FOUND
// says what was tried; INVALID_ARGUMENT lists the candidates when a name could be several.
absl::StatusOr<std::string> ResolveLeader(std::string_view argument, std::string_view iso_day,
                                          Context& context);

// "ilham-aliyev" from "leaders/ilham-aliyev".
std::string_view LeaderId(std::string_view leader);

// Whether `text` is a resource id: lower-case words and digits joined by hyphens.
bool IsSlug(std::string_view text);

}  // namespace isotherm::cli
