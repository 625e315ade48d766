#include "services/factor_analysis/convert/analysis_to_proto.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/common/ontology/ontology.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/content_id.h"
#include "services/factor_analysis/identity/resource_names.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

constexpr double kMaxStrength = 3.0;

absl::Status Broken(std::string_view what, const std::string& which) {
  return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                   absl::StrCat("the analyzer gave ", std::string(what), " for ", which,
                                "; nothing of this document was stored"));
}

std::int64_t SecondsOf(absl::CivilDay day) {
  return absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone()));
}

bool InRange(double value, double high) { return value >= 0.0 && value <= high; }  // false for NaN

// Profile ids are slugs; a person whom only the text knows may have a name without a Latin letter.
std::string LeaderIdOf(const std::string& id, const std::string& display_name) {
  if (IsResourceId(id)) return id;
  return absl::StrCat("unnamed-", ContentId({"leader", id, display_name}).substr(0, 12));
}

class Converter {
 public:
  Converter(const pb::Document& received, const engine::DocumentInput& input,
            const engine::Analysis& analysis, std::string_view version)
      : input_(input), analysis_(analysis), version_(version) {
    const std::string date = absl::FormatCivilTime(input.date);
    document_id_ = DocumentId(analysis.text, date, input.publisher);
    pb::Document& document = read_.document;
    document.set_name(DocumentName(document_id_));
    document.set_title(received.title());
    document.set_content(received.content());
    document.set_format(received.format());
    document.set_date(date);
    document.set_publisher(received.publisher());
    document.set_uri(received.uri());
    *document.mutable_focus_leaders() = received.focus_leaders();
    document.set_text(analysis.text);
    document.set_language(analysis.language);
    document.set_analyzer(version_);
  }

  absl::StatusOr<Findings> Convert() && {
    for (const engine::Factor& factor : analysis_.factors) {
      if (absl::Status status = Add(factor); !status.ok()) return status;
    }
    for (const engine::Event& event : analysis_.events) {
      if (absl::Status status = Add(event); !status.ok()) return status;
    }
    return std::move(read_);
  }

 private:
  absl::Status Add(const engine::Evidence& evidence, const std::string& which,
                   google::protobuf::RepeatedPtrField<pb::Evidence>& list) {
    const std::string& text = analysis_.text;
    if (evidence.begin >= evidence.end || evidence.end > text.size() ||
        text.compare(evidence.begin, evidence.end - evidence.begin, evidence.quote) != 0) {
      return Broken("a quote that does not stand at its offsets", which);
    }
    pb::Evidence& added = *list.Add();
    added.set_document(read_.document.name());
    added.set_begin_offset(static_cast<std::int64_t>(evidence.begin));
    added.set_end_offset(static_cast<std::int64_t>(evidence.end));
    added.set_quote(evidence.quote);
    return absl::OkStatus();
  }

  absl::Status Check(const engine::Factor& factor, const std::string& which) const {
    if (factor.evidence.empty()) return Broken("no evidence", which);
    if (!InRange(factor.confidence, 1.0)) return Broken("a confidence outside 0 to 1", which);
    if (!InRange(factor.strength, kMaxStrength)) return Broken("a strength outside 0 to 3", which);
    if (IsScored(factor.role) == (factor.direction == Direction::kNone)) {
      return Broken("a direction that does not go with the role", which);
    }
    return absl::OkStatus();
  }

  absl::Status Add(const engine::Factor& factor) {
    const std::string leader = LeaderIdOf(factor.leader_id, factor.leader_display_name);
    const std::string which =
        absl::StrCat("factor \"", factor.statement, "\" of ", LeaderName(leader));
    if (absl::Status status = Check(factor, which); !status.ok()) return status;
    pb::Factor& added = read_.factors.emplace_back();
    for (const engine::Evidence& evidence : factor.evidence) {
      absl::Status status = Add(evidence, which, *added.mutable_evidence());
      if (!status.ok()) return status;
    }
    const engine::Evidence& first = factor.evidence.front();
    const std::string key =
        FactorId(document_id_, leader, factor.claim_key, first.begin, first.end, 0);
    const int repeat = repeats_[key]++;
    added.set_name(FactorName(leader, repeat == 0 ? key
                                                  : FactorId(document_id_, leader, factor.claim_key,
                                                             first.begin, first.end, repeat)));
    added.set_leader(LeaderName(leader));
    added.set_leader_display_name(factor.leader_display_name);
    added.set_role(ToProto(factor.role));
    added.set_domain(ToProto(factor.domain));
    added.set_direction(ToProto(factor.direction));
    added.set_strength(factor.strength);
    added.set_confidence(factor.confidence);
    added.set_statement(factor.statement);
    added.set_claim_key(factor.claim_key);
    added.mutable_observed_time()->set_seconds(SecondsOf(factor.observed));
    added.set_publisher(input_.publisher);
    added.set_document(read_.document.name());
    added.set_analyzer(version_);
    added.set_state(pb::STATE_ACTIVE);
    return absl::OkStatus();
  }

  absl::Status Add(const engine::Event& event) {
    const std::string which = absl::StrCat("event \"", event.trigger.quote, "\"");
    if (!InRange(event.confidence, 1.0)) return Broken("a confidence outside 0 to 1", which);
    pb::Event& added = read_.events.emplace_back();
    absl::Status status = Add(event.trigger, which, *added.mutable_evidence());
    if (status.ok()) status = Add(event.evidence, which, *added.mutable_evidence());
    if (!status.ok()) return status;
    const auto id = [&](int repeat) {
      const auto& source =
          event.source_actor_id.empty() ? event.source_text : event.source_actor_id;
      const auto& target =
          event.target_actor_id.empty() ? event.target_text : event.target_actor_id;
      return EventId(document_id_, source, target, Name(event.type), event.trigger.begin,
                     event.trigger.end, repeat);
    };
    const int repeat = repeats_[id(0)]++;
    added.set_name(EventName(id(repeat)));
    if (!event.source_actor_id.empty()) added.set_source_actor(ActorName(event.source_actor_id));
    added.set_source_text(event.source_text);
    if (!event.target_actor_id.empty()) added.set_target_actor(ActorName(event.target_actor_id));
    added.set_target_text(event.target_text);
    added.set_type(ToProto(event.type));
    added.set_mode(event.mode);
    added.set_aux(ToProto(event.aux));
    added.set_confidence(event.confidence);
    added.mutable_observed_time()->set_seconds(SecondsOf(input_.date));
    added.set_document(read_.document.name());
    added.set_state(pb::STATE_ACTIVE);
    return absl::OkStatus();
  }

  const engine::DocumentInput& input_;
  const engine::Analysis& analysis_;
  const std::string version_;
  std::string document_id_;
  absl::flat_hash_map<std::string, int> repeats_;
  Findings read_;
};

}  // namespace

absl::StatusOr<Findings> ToFindings(const pb::Document& received,
                                    const engine::DocumentInput& input,
                                    const engine::Analysis& analysis,
                                    std::string_view analyzer_version) {
  return Converter(received, input, analysis, analyzer_version).Convert();
}

void RemoveNames(Findings& read) {
  const auto clear = [](auto& found) {
    found.clear_name();
    found.clear_document();
    found.clear_state();
    for (pb::Evidence& evidence : *found.mutable_evidence()) evidence.clear_document();
  };
  read.document.clear_name();
  for (pb::Factor& factor : read.factors) clear(factor);
  for (pb::Event& event : read.events) clear(event);
}

}  // namespace isotherm::factor_analysis
