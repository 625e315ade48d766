#include "services/profile/validation/actor_validation.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/common/actors/atlas_reader.h"
#include "services/common/actors/proto_convert.h"
#include "services/common/sql/utf8_text.h"
#include "services/common/strings/view.h"

namespace isotherm::profile {
namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxNoteBytes = 500;

using Texts = google::protobuf::RepeatedPtrField<std::string>;

class Validator {
 public:
  explicit Validator(std::string_view prefix) : prefix_(prefix) {}

  std::vector<FieldViolation> Take() { return std::move(violations_); }

  void Fail(std::string_view field, std::string_view what) {
    violations_.push_back({absl::StrCat(AbslView(prefix_), AbslView(field)), std::string(what)});
  }

  void Text(std::string_view field, const std::string& text, std::size_t max_bytes, bool required) {
    if (absl::StripAsciiWhitespace(text).empty()) {
      if (required || !text.empty()) Fail(field, text.empty() ? "is required" : "is blank");
      return;
    }
    if (text.size() > max_bytes) {
      Fail(field, absl::StrCat("has ", text.size(), " bytes; the limit is ", max_bytes));
    } else if (!sql::IsStorableText(text)) {
      Fail(field, "is not valid UTF-8 or holds a NUL byte");
    }
  }

  void List(std::string_view field, const Texts& texts, int max_count) {
    Count(field, texts.size(), max_count);
    for (int i = 0; i < texts.size(); ++i) {
      Text(absl::StrCat(AbslView(field), "[", i, "]"), texts[i], kMaxNameBytes, true);
    }
  }

  void Count(std::string_view field, int count, int max_count) {
    if (count > max_count) {
      Fail(field, absl::StrCat("has ", count, " entries; the limit is ", max_count));
    }
  }

  std::optional<absl::CivilDay> Day(std::string_view field, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto day = ParseIsoDay(text);
    if (day.ok()) return *day;
    Fail(field, absl::StrCat("\"", text.substr(0, 40), "\" is no day such as \"2003-10-31\""));
    return std::nullopt;
  }

  void Interval(const std::string& field, const std::string& start_text,
                const std::string& end_text) {
    const auto start = Day(field + "start_date", start_text);
    const auto end = Day(field + "end_date", end_text);
    if (start.has_value() && end.has_value() && *end <= *start) {
      Fail(field + "end_date", absl::StrCat(end_text, " is not after start_date ", start_text));
    }
  }

  void ActorReference(std::string_view field, const std::string& name) {
    if (ActorId(name).has_value()) return;
    Fail(field, absl::StrCat("\"", name.substr(0, 80),
                             "\" is no actor's name such as \"actors/azerbaijan\""));
  }

 private:
  const std::string_view prefix_;
  std::vector<FieldViolation> violations_;
};

bool IsCountryCode(const std::string& code) {
  if (code.size() != 3) return false;
  for (const char c : code) {
    if (c < 'A' || c > 'Z') return false;
  }
  return true;
}

void ValidateOffices(const v1::Actor& actor, Validator& validator) {
  validator.Count("offices", actor.offices_size(), 100);
  for (int i = 0; i < actor.offices_size(); ++i) {
    const v1::Office& office = actor.offices(i);
    const std::string field = absl::StrCat("offices[", i, "].");
    validator.Text(field + "title", office.title(), kMaxNameBytes, true);
    validator.ActorReference(field + "organisation", office.organisation());
    if (!v1::OfficeRank_IsValid(office.rank())) validator.Fail(field + "rank", "is unknown");
    validator.Interval(field, office.start_date(), office.end_date());
  }
}

void ValidateRelations(const v1::Actor& actor, Validator& validator) {
  validator.Count("relations", actor.relations_size(), 500);
  for (int i = 0; i < actor.relations_size(); ++i) {
    const v1::Relation& relation = actor.relations(i);
    const std::string field = absl::StrCat("relations[", i, "].");
    validator.ActorReference(field + "object", relation.object());
    if (relation.object() == actor.name()) {
      validator.Fail(field + "object", "is the actor itself");
    }
    if (!FromProto(relation.type()).has_value()) {
      validator.Fail(field + "type", "is not set or unknown");
    }
    validator.Text(field + "note", relation.note(), kMaxNoteBytes, false);
    validator.Interval(field, relation.start_date(), relation.end_date());
  }
}

}  // namespace

std::vector<FieldViolation> ValidateActor(const v1::Actor& actor, std::string_view prefix) {
  Validator validator(prefix);
  if (!ActorId(actor.name()).has_value()) {
    validator.Fail("name", absl::StrCat("\"", actor.name().substr(0, 80),
                                        "\" is not \"actors/{id}\" with an id of 1 to 64 "
                                        "lower-case letters, digits and inner hyphens"));
  }
  if (!FromProto(actor.kind()).has_value()) validator.Fail("kind", "is not set or unknown");
  validator.Text("display_name", actor.display_name(), kMaxNameBytes, true);
  if (!actor.country_code().empty() && !IsCountryCode(actor.country_code())) {
    validator.Fail("country_code",
                   absl::StrCat("\"", actor.country_code().substr(0, 40),
                                "\" is not an ISO 3166-1 alpha-3 code such as \"AZE\""));
  }
  if (!FromProto(actor.gender()).has_value()) validator.Fail("gender", "is unknown");
  validator.Day("birth_date", actor.birth_date());
  validator.List("aliases", actor.aliases(), 100);
  validator.List("short_names", actor.short_names(), 20);
  validator.List("demonyms", actor.demonyms(), 50);
  validator.Text("capital", actor.capital(), kMaxNameBytes, false);
  validator.List("metonyms", actor.metonyms(), 20);
  ValidateOffices(actor, validator);
  ValidateRelations(actor, validator);
  return validator.Take();
}

void ClearOutputOnly(v1::Actor& actor) {
  actor.clear_etag();
  actor.clear_create_time();
  actor.clear_update_time();
  actor.DiscardUnknownFields();
}

}  // namespace isotherm::profile
