#include "services/scoring/follower/mirror.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "isotherm/profile/v1/actor.pb.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/store/cursor_rows.h"
#include "services/scoring/store/factor_rows.h"
#include "services/scoring/store/profile_rows.h"

namespace isotherm::scoring {
namespace {

class FactorMirror final : public Mirror {
 public:
  const char* cursor_name() const override { return kFactorsCursor; }

  absl::Status Upsert(sql::WriteTransaction& transaction,
                      const google::protobuf::MessageLite& resource, std::int64_t generation,
                      std::set<std::string>& touched) const override {
    const auto& factor = static_cast<const factor::v1::Factor&>(resource);
    const std::string_view leader = LeaderIdOf(factor.name());
    if (leader.empty()) {
      spdlog::warn("factor left out, its name is not leaders/x/factors/y name=\"{}\"",
                   factor.name());
      return absl::OkStatus();
    }
    touched.insert(std::string(leader));
    if (factor.state() == factor::v1::STATE_RETRACTED) {
      return DeleteFactor(transaction, factor.name());
    }
    const absl::StatusOr<FactorInput> input = ToFactorInput(factor);
    if (!input.ok()) {
      spdlog::warn("factor kept out of scores error=\"{}\"", std::string(input.status().message()));
    }
    return UpsertFactor(transaction, leader, factor,
                        input.ok() ? std::optional(*input) : std::nullopt, generation);
  }

  absl::Status Delete(sql::WriteTransaction& transaction, const std::string& name,
                      std::set<std::string>& touched) const override {
    const std::string_view leader = LeaderIdOf(name);
    if (leader.empty()) return absl::OkStatus();  // was left out when it came
    touched.insert(std::string(leader));
    return DeleteFactor(transaction, name);
  }

  absl::Status Sweep(sql::WriteTransaction& transaction, std::int64_t generation,
                     std::set<std::string>& touched) const override {
    absl::StatusOr<std::set<std::string>> leaders = SweepFactors(transaction, generation);
    if (!leaders.ok()) return leaders.status();
    touched.merge(*leaders);
    return absl::OkStatus();
  }
};

// "actors/x" -> "x": a leader has one id in both collections. Empty when it cannot be one.
std::string_view ActorIdOf(std::string_view name) {
  constexpr std::string_view kPrefix = "actors/";
  if (name.substr(0, kPrefix.size()) != kPrefix) return {};
  const std::string_view id = name.substr(kPrefix.size());
  return LeaderIdOf(LeaderName(id)).size() == id.size() ? id : std::string_view();
}

class ProfileMirror final : public Mirror {
 public:
  const char* cursor_name() const override { return kProfileCursor; }

  absl::Status Upsert(sql::WriteTransaction& transaction,
                      const google::protobuf::MessageLite& resource, std::int64_t generation,
                      std::set<std::string>& touched) const override {
    const auto& actor = static_cast<const profile::v1::Actor&>(resource);
    const std::string_view id = ActorIdOf(actor.name());
    if (id.empty()) {
      spdlog::warn("actor left out, its name is not actors/x name=\"{}\"", actor.name());
      return absl::OkStatus();
    }
    touched.insert(std::string(id));
    return UpsertProfile(transaction, id, actor, generation);
  }

  absl::Status Delete(sql::WriteTransaction& transaction, const std::string& name,
                      std::set<std::string>& touched) const override {
    const std::string_view id = ActorIdOf(name);
    if (id.empty()) return absl::OkStatus();
    touched.insert(std::string(id));
    return DeleteProfile(transaction, id);
  }

  absl::Status Sweep(sql::WriteTransaction& transaction, std::int64_t generation,
                     std::set<std::string>& touched) const override {
    absl::StatusOr<std::set<std::string>> leaders = SweepProfiles(transaction, generation);
    if (!leaders.ok()) return leaders.status();
    touched.merge(*leaders);
    return absl::OkStatus();
  }
};

}  // namespace

std::unique_ptr<Mirror> NewFactorMirror() { return std::make_unique<FactorMirror>(); }
std::unique_ptr<Mirror> NewProfileMirror() { return std::make_unique<ProfileMirror>(); }

}  // namespace isotherm::scoring
