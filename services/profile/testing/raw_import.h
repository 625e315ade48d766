// ImportActors with messages given as octets, so that a test can send what no client library would.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/profile/server.h"

namespace isotherm::profile {

// Sends each message as it is; all answers, and how the stream ended.
std::vector<v1::ImportActorsResponse> ImportOctets(ProfileServer& server,
                                                   const std::vector<std::string>& messages,
                                                   absl::Status& end);

}  // namespace isotherm::profile
