#include "services/gateway/brief/brief.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/commands/leader_argument.h"
#include "cli/commands/reads.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/render.h"

namespace isotherm::cli {
namespace {

// A leader whom the profile service does not know is no error: the brief leaves the office out.
absl::StatusOr<std::optional<profile::v1::Actor>> FetchActor(std::string_view leader,
                                                             SuiteClient& client) {
  profile::v1::GetActorRequest request;
  request.set_name(absl::StrCat("actors/", AbslView(LeaderId(leader))));
  absl::StatusOr<profile::v1::GetActorResponse> response = client.GetActor(request);
  if (response.ok()) return std::optional(std::move(*response->mutable_actor()));
  if (absl::IsNotFound(response.status())) return std::optional<profile::v1::Actor>();
  return response.status();
}

absl::StatusOr<brief::ActorNames> FetchOrganisations(const profile::v1::Actor& actor,
                                                     SuiteClient& client) {
  brief::ActorNames names;
  profile::v1::BatchGetActorsRequest request;
  for (const profile::v1::Office& office : actor.offices()) {
    if (!office.organisation().empty()) request.add_names(office.organisation());
  }
  if (request.names().empty()) return names;
  const absl::StatusOr<profile::v1::BatchGetActorsResponse> response =
      client.BatchGetActors(request);
  if (!response.ok()) return response.status();
  for (const profile::v1::Actor& organisation : response->actors()) {
    names.emplace(organisation.name(), organisation.display_name());
  }
  return names;
}

}  // namespace

Result RunBrief(const BriefOptions& options, Context& context) {
  const absl::StatusOr<std::string> leader = ResolveLeader(options.leader, options.as_of, context);
  if (!leader.ok()) return leader.status();
  const absl::StatusOr<scoring::v1::HeatExplanation> explanation =
      FetchExplanation(*leader, options.as_of, options.token, context);
  if (!explanation.ok()) return explanation.status();
  SuiteClient& client = context.client();
  const absl::StatusOr<std::optional<profile::v1::Actor>> actor = FetchActor(*leader, client);
  if (!actor.ok()) return actor.status();
  brief::ActorNames names;
  if (actor->has_value()) {
    absl::StatusOr<brief::ActorNames> fetched = FetchOrganisations(**actor, client);
    if (!fetched.ok()) return fetched.status();
    names = *std::move(fetched);
  }
  const absl::StatusOr<brief::Brief> brief =
      brief::ComposeBrief(*explanation, actor->has_value() ? &**actor : nullptr, names);
  if (!brief.ok()) return absl::InternalError(brief.status().message());
  if (context.json || options.format == "json") {
    context.out.Write(brief::RenderJson(*brief));
  } else if (options.format == "markdown") {
    context.out.Write(brief::RenderMarkdown(*brief));
  } else {
    context.out.Write(brief::RenderText(*brief, context.out.width()));
  }
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
