// Makes an actor id from a display name: "Recep Tayyip Erdoğan" -> "recep-tayyip-erdogan".
//
// Latin letters lose their marks (Unicode NFKD), everything else becomes a hyphen; at most 64
// bytes. Empty when nothing of the name is left (a name in another script). Thread-safety: pure.
#pragma once

#include <string>
#include <string_view>

namespace isotherm::profile {

std::string SlugFromName(std::string_view display_name);

}  // namespace isotherm::profile
