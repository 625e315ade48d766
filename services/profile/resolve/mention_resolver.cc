#include "services/profile/resolve/mention_resolver.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/actors/atlas_reader.h"
#include "services/common/actors/proto_convert.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/profile/resolve/context_country.h"

namespace isotherm::profile {
namespace {

constexpr std::size_t kMaxMentionBytes = 200;
constexpr std::size_t kMaxContextBytes = 10'000;
constexpr int kDefaultCandidates = 5;
constexpr int kMaxCandidates = 50;

std::string TooLong(std::size_t size, std::size_t limit) {
  return absl::StrCat("has ", size, " bytes; the limit is ", limit);
}

absl::Status Validate(const v1::ResolveMentionRequest& request) {
  std::vector<FieldViolation> violations;
  if (request.mention().empty()) violations.push_back({"mention", "is required"});
  if (request.mention().size() > kMaxMentionBytes) {
    violations.push_back({"mention", TooLong(request.mention().size(), kMaxMentionBytes)});
  }
  if (!request.date().empty() && !ParseIsoDay(request.date()).ok()) {
    violations.push_back({"date", absl::StrCat("\"", request.date().substr(0, 40),
                                               "\" is no day such as \"2003-10-31\"")});
  }
  if (request.context().size() > kMaxContextBytes) {
    violations.push_back({"context", TooLong(request.context().size(), kMaxContextBytes)});
  }
  if (request.max_candidates() < 0 || request.max_candidates() > kMaxCandidates) {
    violations.push_back(
        {"max_candidates",
         absl::StrCat("is ", request.max_candidates(), "; give 0 (default) to ", kMaxCandidates)});
  }
  return InvalidFields(violations);
}

std::string_view KindInWords(engine::MentionKind kind) {
  switch (kind) {
    case engine::MentionKind::kName:
      return "full name";
    case engine::MentionKind::kShortName:
      return "surname";
    case engine::MentionKind::kDemonym:
      return "name of the people";
    case engine::MentionKind::kMetonym:
      return "seat of government";
    case engine::MentionKind::kTitle:
      return "title";
    case engine::MentionKind::kPronoun:
      return "pronoun";
  }
  return "name";
}

std::string Tenure(const Office& office) {
  const std::string start = DayToText(office.start);
  const std::string end = DayToText(office.end);
  std::string words = office.title;
  if (!start.empty()) absl::StrAppend(&words, end.empty() ? " since " : " from ", start);
  if (!end.empty()) absl::StrAppend(&words, " until ", end);
  return words;
}

// The office held on the day, else the last one before it, else the first one after it.
const Office* OfficeNear(const Actor& actor, const engine::ActorDirectory& directory,
                         absl::CivilDay day) {
  const std::vector<const Office*> held = directory.OfficesOn(actor, day);
  if (!held.empty()) return held.front();
  const Office* before = nullptr;
  const Office* after = nullptr;
  for (const Office& office : actor.offices) {
    if (office.end <= day) {
      if (before == nullptr || office.end > before->end) before = &office;
    } else if (after == nullptr || office.start < after->start) {
      after = &office;
    }
  }
  return before != nullptr ? before : after;
}

}  // namespace

std::string ResolutionReason(const engine::Resolution& resolution,
                             const engine::ActorDirectory& directory, absl::CivilDay day) {
  std::string reason(KindInWords(resolution.kind));
  const Office* office = OfficeNear(*resolution.actor, directory, day);
  if (office != nullptr) absl::StrAppend(&reason, "; ", Tenure(*office));
  return reason;
}

MentionResolver::MentionResolver(sql::Database& database,
                                 std::shared_ptr<const engine::MentionLexicon> lexicon)
    : database_(database), directory_(database, std::move(lexicon)) {}

absl::Status MentionResolver::Resolve(const v1::ResolveMentionRequest& request, absl::Time deadline,
                                      v1::ResolveMentionResponse& response) {
  if (absl::Status status = Validate(request); !status.ok()) return status;
  const absl::CivilDay day = request.date().empty()
                                 ? absl::ToCivilDay(database_.clock().Now(), absl::UTCTimeZone())
                                 : *ParseIsoDay(request.date());
  auto finder = directory_.Current(deadline);
  if (!finder.ok()) return finder.status();
  std::vector<engine::Resolution> resolutions =
      (*finder)->Resolve(request.mention(), day, "", request.context());
  if (resolutions.empty() && !request.context().empty()) {
    // "the prime minister" names nobody by itself.
    const std::string country = CountryOfContext(**finder, request.context(), day);
    resolutions = (*finder)->Resolve(request.mention(), day, country, request.context());
  }
  const int wanted = request.max_candidates() == 0 ? kDefaultCandidates : request.max_candidates();
  const std::size_t count = std::min(resolutions.size(), static_cast<std::size_t>(wanted));
  for (std::size_t i = 0; i < count; ++i) {
    const engine::Resolution& resolution = resolutions[i];
    v1::ResolveMentionResponse::Candidate& candidate = *response.add_candidates();
    candidate.set_actor(ActorName(resolution.actor->id));
    candidate.set_display_name(resolution.actor->display_name);
    candidate.set_confidence(resolution.confidence);
    candidate.set_reason(ResolutionReason(resolution, (*finder)->directory(), day));
  }
  return absl::OkStatus();
}

}  // namespace isotherm::profile
