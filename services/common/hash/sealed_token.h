// Opaque tokens for callers: text that only we read, safe in URLs, with a checksum against damage.
//
// A token grants nothing: it is not secret and not signed. `kind` ("page", "consistency") keeps one
// kind from being taken for another. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace isotherm {

std::string SealToken(std::string_view kind, std::string_view content);

// The content; nullopt when the token is damaged, cut or of another kind.
std::optional<std::string> OpenToken(std::string_view kind, std::string_view token);

}  // namespace isotherm
