// WatchFactors and WatchActors over gRPC.
#pragma once

#include <memory>

#include "services/scoring/follower/watch_client.h"

namespace grpc {
class Channel;
}

namespace isotherm::scoring {

// Every revision of all factors.
std::unique_ptr<WatchClient> NewFactorWatchClient(std::shared_ptr<grpc::Channel> channel);

// The latest state of all leaders.
std::unique_ptr<WatchClient> NewProfileWatchClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace isotherm::scoring
