#include "services/factor_analysis/store/testing_documents.h"

#include <array>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/factor_analysis/identity/content_id.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/near_duplicate/signature.h"

namespace isotherm::factor_analysis {
namespace {

constexpr std::int64_t kObserved = 1'696'204'800;  // 2023-10-02

}  // namespace

std::string MakeSignature(std::uint64_t story, int changed) {
  if (story == 0) return "";
  const std::uint64_t variation = story * 1000 + static_cast<std::uint64_t>(changed);
  std::mt19937_64 told(story);
  std::mt19937_64 varied(variation);
  std::array<std::uint16_t, near_duplicate::kValues> values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = static_cast<std::uint16_t>(told());
    values[i] = static_cast<int>(i) < changed ? static_cast<std::uint16_t>(varied()) : value;
  }
  return near_duplicate::Pack(values);
}

NewDocument MakeDocument(std::string_view text, std::string_view date, std::string_view publisher,
                         std::string signature, int factors) {
  NewDocument made;
  made.source_key = SourceKey("", text, 1, date, publisher);
  made.fingerprint = std::move(signature);
  const std::string id = DocumentId(text, date, publisher);
  factor::v1::Document& document = made.document;
  document.set_name(DocumentName(id));
  document.set_title("A title");
  document.set_content(std::string(text));
  document.set_text(std::string(text));
  document.set_date(std::string(date));
  document.set_publisher(std::string(publisher));
  document.set_language("en");
  document.set_analyzer("scripted/1");
  for (int i = 0; i < factors; ++i) {
    const std::string leader = absl::StrCat("leader-", i);
    factor::v1::Factor& factor = made.factors.emplace_back();
    factor.set_name(FactorName(leader, FactorId(id, leader, "claim", 0, 4, 0)));
    factor.set_leader(LeaderName(leader));
    factor.set_role(common::v1::FACTOR_ROLE_STANDING);
    factor.set_domain(common::v1::DOMAIN_ECONOMY);
    factor.set_direction(common::v1::DIRECTION_RAISES);
    factor.set_strength(1.5);
    factor.set_confidence(0.5);
    factor.set_claim_key("claim");
    factor.set_document(document.name());
    factor.mutable_observed_time()->set_seconds(kObserved + i);
  }
  factor::v1::Event& event = made.events.emplace_back();
  event.set_name(EventName(EventId(id, "a", "b", "AID", 0, 4, 0)));
  event.set_source_actor("actors/a");
  event.set_target_actor("actors/b");
  event.set_type(common::v1::EVENT_TYPE_AID);
  event.set_aux(common::v1::AUX_ASSERTED);
  event.set_document(document.name());
  event.mutable_observed_time()->set_seconds(kObserved);
  return made;
}

}  // namespace isotherm::factor_analysis
