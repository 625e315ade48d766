#include "services/profile/actors/actor_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/common/paging/paging.h"
#include "services/common/status/assign.h"
#include "services/common/status/errors.h"
#include "services/profile/actors/actor_names.h"
#include "services/profile/store/actor_filter.h"
#include "services/profile/store/actor_store.h"

namespace isotherm::profile {
namespace {

constexpr int kMaxBatch = 1000;
// Below the 4 MiB that gRPC's clients take unless told otherwise.
constexpr std::size_t kMaxPageBytes = 3 << 20;

absl::Status ValidateBatch(const v1::BatchGetActorsRequest& request) {
  std::vector<FieldViolation> violations;
  if (request.names_size() > kMaxBatch) {
    violations.push_back({"names", absl::StrCat("has ", request.names_size(),
                                                " entries; the limit is ", kMaxBatch)});
  }
  for (int i = 0; i < std::min(request.names_size(), kMaxBatch); ++i) {
    CheckActorName(absl::StrCat("names[", i, "]"), request.names(i), violations);
  }
  return InvalidFields(violations);
}

// As many as fit: `size` actors, fewer when they are large, one in any case.
void FillPage(std::vector<v1::Actor> actors, int size, const std::string& scope,
              v1::ListActorsResponse& response) {
  std::size_t bytes = 0;
  for (v1::Actor& actor : actors) {
    bytes += actor.ByteSizeLong();
    const int taken = response.actors_size();
    if (taken > 0 && (taken == size || bytes > kMaxPageBytes)) {
      response.set_next_page_token(paging::MakePageToken(scope, response.actors(taken - 1).name()));
      return;
    }
    *response.add_actors() = std::move(actor);
  }
}

}  // namespace

absl::Status ActorReader::Check(const v1::GetActorRequest& request) {
  std::vector<FieldViolation> violations;
  CheckActorName("name", request.name(), violations);
  return InvalidFields(violations);
}

absl::Status ActorReader::Get(const v1::GetActorRequest& request, absl::Time deadline,
                              v1::GetActorResponse& response) {
  return database_.Read(deadline, [&](sql::ReadTransaction& transaction) -> absl::Status {
    auto found = FindActor(transaction, request.name());
    if (!found.ok()) return found.status();
    if (!found->has_value()) return NotFound(request.name());
    *response.mutable_actor() = std::move((*found)->actor);
    return absl::OkStatus();
  });
}

absl::Status ActorReader::List(const v1::ListActorsRequest& request, absl::Time deadline,
                               v1::ListActorsResponse& response) {
  absl::StatusOr<filter::Filter> filter = ParseActorFilter(request.filter());
  if (!filter.ok()) return filter.status();
  const std::string scope = absl::StrCat("ListActors ", filter->Canonical());
  absl::StatusOr<paging::Page> page =
      paging::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page.ok()) return page.status();
  return database_.Read(deadline, [&](sql::ReadTransaction& transaction) -> absl::Status {
    response.Clear();
    // One more than asked says whether there is a next page.
    auto actors = ListActors(transaction, *filter, page->cursor, page->size + 1);
    if (!actors.ok()) return actors.status();
    auto total = CountActors(transaction, *filter);
    if (!total.ok()) return total.status();
    response.set_total_size(static_cast<std::int32_t>(*total));
    FillPage(*std::move(actors), page->size, scope, response);
    return absl::OkStatus();
  });
}

absl::Status ActorReader::BatchGet(const v1::BatchGetActorsRequest& request, absl::Time deadline,
                                   v1::BatchGetActorsResponse& response) {
  if (absl::Status status = ValidateBatch(request); !status.ok()) return status;
  std::vector<v1::Actor> found;
  absl::Status status = database_.Read(deadline, [&](sql::ReadTransaction& transaction) {
    return AssignOrStatus(FindActors(transaction, {request.names().begin(), request.names().end()}),
                          found);
  });
  if (!status.ok()) return status;
  absl::flat_hash_map<std::string, const v1::Actor*> by_name;
  for (const v1::Actor& actor : found) by_name.emplace(actor.name(), &actor);
  for (const std::string& name : request.names()) {
    const auto actor = by_name.find(name);
    if (actor == by_name.end()) {
      response.add_missing_names(name);
    } else {
      *response.add_actors() = *actor->second;
    }
  }
  return absl::OkStatus();
}

}  // namespace isotherm::profile
