#include "services/profile/store/actor_filter.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/sql/utf8_text.h"
#include "services/common/strings/view.h"

namespace isotherm::profile {
namespace {

constexpr char kOffice[] = "office.organisation";

std::vector<filter::Field> MakeFields() {
  filter::Field kind{"kind"};
  for (int i = v1::ActorKind_MIN + 1; i <= v1::ActorKind_MAX; ++i) {
    kind.allowed.push_back(KindName(static_cast<v1::ActorKind>(i)));
  }
  return {kind, {"country_code"}, {"display_name", {}, true}, {kOffice}};
}

}  // namespace

std::string KindName(v1::ActorKind kind) {
  const std::string name = v1::ActorKind_Name(kind);
  return std::string(absl::StripPrefix(name, "ACTOR_KIND_"));
}

absl::StatusOr<filter::Filter> ParseActorFilter(std::string_view text) {
  static const auto& fields = *new std::vector<filter::Field>(MakeFields());
  return filter::ParseFilter(text, fields);
}

std::vector<std::pair<std::string, std::string>> FilterAttributes(const v1::Actor& actor) {
  std::vector<std::pair<std::string, std::string>> attributes = {
      {"kind", KindName(actor.kind())},
      {"country_code", actor.country_code()},
      {"display_name", actor.display_name()}};
  std::set<std::string> organisations;
  for (const v1::Office& office : actor.offices()) organisations.insert(office.organisation());
  for (const std::string& organisation : organisations) {
    attributes.emplace_back(kOffice, organisation);
  }
  return attributes;
}

std::string FilterConditions(const filter::Filter& filter, sql::Params& params) {
  std::string conditions;
  int number = 0;
  for (const filter::Term& term : filter.terms()) {
    const std::string value = absl::StrCat("filter_", number++);
    if (!sql::IsStorableText(term.value)) {
      // No stored text can match; PostgreSQL would refuse it as a parameter.
      absl::StrAppend(&conditions, " AND 1 = 0");
      continue;
    }
    if (term.field == kOffice) {
      params.Add(value, term.value);
      absl::StrAppend(&conditions,
                      " AND EXISTS (SELECT 1 FROM actor_offices AS o WHERE o.actor = actors.name "
                      "AND o.organisation = :",
                      value, ")");
    } else if (!term.prefix) {
      params.Add(value, term.value);
      absl::StrAppend(&conditions, " AND ", term.field, " = :", value);
    } else {
      params.Add(value, term.value);
      absl::StrAppend(&conditions, " AND ", term.field, " >= :", value);
      const std::string bound = sql::PrefixUpperBound(term.value);
      if (bound.empty()) continue;
      params.Add(value + "_end", bound);
      absl::StrAppend(&conditions, " AND ", term.field, " < :", value, "_end");
    }
  }
  return conditions;
}

}  // namespace isotherm::profile
