#include "services/profile/resolve/directory_cache.h"

#include <utility>
#include <vector>

#include "services/common/actors/proto_convert.h"
#include "services/common/status/errors.h"
#include "services/profile/store/actor_store.h"

namespace isotherm::profile {

DirectoryCache::DirectoryCache(sql::Database& database,
                               std::shared_ptr<const engine::MentionLexicon> lexicon)
    : database_(database), lexicon_(std::move(lexicon)) {}

absl::StatusOr<std::shared_ptr<const engine::MentionFinder>> DirectoryCache::Current(
    absl::Time deadline) {
  // Held while rebuilding: whoever waits would otherwise build the same.
  absl::MutexLock lock(&mutex_);
  std::int64_t head_revision = 0;
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    auto head = sql::ReadLogHead(transaction);
    if (head.ok()) head_revision = head->last.revision;
    return head.status();
  });
  if (!status.ok()) return status;
  if (finder_ != nullptr && revision_ >= head_revision) return finder_;
  auto built = Build(deadline, revision_);
  if (!built.ok()) return built.status();
  finder_ = *std::move(built);
  return finder_;
}

absl::StatusOr<std::shared_ptr<const engine::MentionFinder>> DirectoryCache::Build(
    absl::Time deadline, std::int64_t& revision) {
  std::vector<Actor> actors;
  std::int64_t built_at = 0;
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    actors.clear();
    auto head = sql::ReadLogHead(transaction);
    if (!head.ok()) return head.status();
    built_at = head->last.revision;
    return ForEachActor(transaction, [&](const v1::Actor& proto) {
      absl::StatusOr<Actor> actor = ActorFromProto(proto);
      if (!actor.ok()) {
        return MakeError(absl::StatusCode::kDataLoss, common::v1::ERROR_REASON_INTERNAL,
                         proto.name() + " is stored in a form this program does not know");
      }
      actors.push_back(*std::move(actor));
      return absl::OkStatus();
    });
  });
  if (!status.ok()) return status;
  revision = built_at;
  return std::make_shared<const engine::MentionFinder>(
      std::make_shared<const engine::ActorDirectory>(std::move(actors)), lexicon_);
}

}  // namespace isotherm::profile
