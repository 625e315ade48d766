#include "services/factor_analysis/actor_mirror/actor_table.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "services/common/actors/proto_convert.h"

namespace isotherm::factor_analysis {

using profile::v1::WatchActorsResponse;

void ActorTable::BeginSnapshot() {
  gathering_.clear();
  in_snapshot_ = true;
}

bool ActorTable::Apply(const WatchActorsResponse& message) {
  ById& table = in_snapshot_ ? gathering_ : in_force_;
  switch (message.event_case()) {
    case WatchActorsResponse::kUpsert: {
      auto actor = ActorFromProto(message.upsert());
      if (!actor.ok()) {
        spdlog::warn("an actor of the profile service is left out name={} error=\"{}\"",
                     message.upsert().name(), actor.status().ToString());
        return false;
      }
      std::string id = actor->id;
      table.insert_or_assign(std::move(id), *std::move(actor));
      return !in_snapshot_;
    }
    case WatchActorsResponse::kDeleted: {
      const auto id = ActorId(message.deleted());
      return id.has_value() && table.erase(*id) > 0 && !in_snapshot_;
    }
    case WatchActorsResponse::kSnapshotComplete:
      if (!in_snapshot_) return false;
      in_force_ = std::exchange(gathering_, {});
      in_snapshot_ = false;
      has_snapshot_ = true;
      return true;
    case WatchActorsResponse::kHeartbeat:
    case WatchActorsResponse::EVENT_NOT_SET:  // of a newer server: only its position counts
      return false;
  }
  return false;
}

std::vector<Actor> ActorTable::Actors() const {
  std::vector<Actor> actors;
  actors.reserve(in_force_.size());
  for (const auto& [id, actor] : in_force_) actors.push_back(actor);
  return actors;
}

}  // namespace isotherm::factor_analysis
