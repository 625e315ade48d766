#include "cli/commands/leader_argument.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "services/common/strings/view.h"

namespace isotherm::cli {
namespace {

using profile::v1::ResolveMentionResponse;

// A leader whom no profile knows still has a reading under the slug of the name.
bool HasReading(const std::string& leader, SuiteClient& client) {
  scoring::v1::BatchGetHeatRequest request;
  request.add_names(leader + "/heat");
  const absl::StatusOr<scoring::v1::BatchGetHeatResponse> response = client.BatchGetHeat(request);
  return response.ok() && !response->readings().empty();
}

std::string SlugOf(std::string_view name) {
  std::string slug;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      slug.push_back(c);
    } else if (c >= 'A' && c <= 'Z') {
      slug.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

// The candidates that are leaders, best first.
absl::StatusOr<std::vector<ResolveMentionResponse::Candidate>> Candidates(std::string_view name,
                                                                          std::string_view day,
                                                                          SuiteClient& client) {
  profile::v1::ResolveMentionRequest request;
  request.set_mention(std::string(name));
  request.set_date(std::string(day));
  request.set_max_candidates(10);
  const absl::StatusOr<ResolveMentionResponse> response = client.ResolveMention(request);
  if (!response.ok()) return response.status();
  profile::v1::BatchGetActorsRequest get;
  for (const auto& candidate : response->candidates()) get.add_names(candidate.actor());
  if (get.names().empty()) return std::vector<ResolveMentionResponse::Candidate>();
  const absl::StatusOr<profile::v1::BatchGetActorsResponse> actors = client.BatchGetActors(get);
  if (!actors.ok()) return actors.status();
  std::set<std::string> leaders;
  for (const profile::v1::Actor& actor : actors->actors()) {
    if (actor.kind() == profile::v1::ACTOR_KIND_LEADER) leaders.insert(actor.name());
  }
  std::vector<ResolveMentionResponse::Candidate> found;
  for (const auto& candidate : response->candidates()) {
    if (leaders.count(candidate.actor()) > 0) found.push_back(candidate);
  }
  return found;
}

}  // namespace

std::string_view LeaderId(std::string_view leader) { return leader.substr(leader.find('/') + 1); }

bool IsSlug(std::string_view text) {
  if (text.empty() || text.front() == '-' || text.back() == '-') return false;
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}

absl::StatusOr<std::string> ResolveLeader(std::string_view argument, std::string_view iso_day,
                                          Context& context) {
  std::string_view id = argument;
  if (absl::StartsWith(AbslView(id), "leaders/")) {
    id.remove_prefix(8);
    if (absl::EndsWith(AbslView(id), "/heat")) id.remove_suffix(5);
    if (IsSlug(id)) return absl::StrCat("leaders/", AbslView(id));
  } else if (absl::StartsWith(AbslView(id), "actors/") && IsSlug(id.substr(7))) {
    return absl::StrCat("leaders/", AbslView(id.substr(7)));
  }
  SuiteClient& client = context.client();
  if (IsSlug(argument)) {
    profile::v1::GetActorRequest request;
    request.set_name(absl::StrCat("actors/", AbslView(argument)));
    const std::string leader = absl::StrCat("leaders/", AbslView(argument));
    const absl::Status status = client.GetActor(request).status();
    if (status.ok() || HasReading(leader, client)) return leader;
    if (!absl::IsNotFound(status)) return status;
  }
  const auto candidates = Candidates(argument, iso_day, client);
  if (!candidates.ok()) return candidates.status();
  if (candidates->empty()) {
    const std::string leader = "leaders/" + SlugOf(argument);
    if (HasReading(leader, client)) return leader;
    return absl::NotFoundError(absl::StrCat(
        "nobody is known as \"", AbslView(argument),
        "\"; give a full name or an id such as ilham-aliyev (`isotherm rank` lists who is rated)"));
  }
  const auto& best = candidates->front();
  if (candidates->size() > 1 && (*candidates)[1].confidence() > 0.5 * best.confidence()) {
    std::string names;
    for (const auto& candidate : *candidates) {
      absl::StrAppend(&names, names.empty() ? "" : ", ", AbslView(LeaderId(candidate.actor())),
                      " (", candidate.display_name(), ")");
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", AbslView(argument), "\" could be several leaders; give one of: ", names));
  }
  const std::string leader = absl::StrCat("leaders/", AbslView(LeaderId(best.actor())));
  if (!context.json) {
    context.err.Write(absl::StrCat(AbslView(argument), ": ", best.display_name(), " (", leader,
                                   "; ", best.reason(), ")\n"));
  }
  return leader;
}

}  // namespace isotherm::cli
