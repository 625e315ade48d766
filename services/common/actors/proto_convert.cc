#include "services/common/actors/proto_convert.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/actors/atlas_reader.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm {
namespace {

constexpr std::string_view kCollection = "actors/";
constexpr std::size_t kMaxIdBytes = 64;

constexpr int kActorKinds = 5;
constexpr int kOfficeRanks = 10;
constexpr int kRelationTypes = 6;

// The protos count from 1 in the order of the C++ enums.
template <typename Enum, typename Proto>
std::optional<Enum> Unshift(Proto value, int count) {
  const int index = static_cast<int>(value) - 1;
  if (index < 0 || index >= count) return std::nullopt;
  return static_cast<Enum>(index);
}

// Reads fields and collects what is wrong.
class Reader {
 public:
  explicit Reader(std::string_view prefix) : prefix_(prefix) {}

  void Fail(std::string_view field, std::string_view what) {
    violations_.push_back({absl::StrCat(AbslView(prefix_), AbslView(field)), std::string(what)});
  }

  // Empty gives `open`.
  absl::CivilDay Day(std::string_view field, const std::string& text, absl::CivilDay open) {
    if (text.empty()) return open;
    const auto day = ParseIsoDay(text);
    if (day.ok()) return *day;
    Fail(field, absl::StrCat("\"", text, "\" is no day such as \"2003-10-31\""));
    return open;
  }

  std::string Id(std::string_view field, const std::string& name) {
    std::optional<std::string> id = ActorId(name);
    if (id.has_value()) return *std::move(id);
    Fail(field, absl::StrCat("\"", name, "\" is no actor's name such as \"actors/azerbaijan\""));
    return "";
  }

  template <typename Enum>
  Enum Known(std::string_view field, std::optional<Enum> value, Enum otherwise) {
    if (value.has_value()) return *value;
    Fail(field, "is not set or unknown");
    return otherwise;
  }

  absl::Status status() const { return InvalidFields(violations_); }

 private:
  const std::string_view prefix_;
  std::vector<FieldViolation> violations_;
};

template <typename Repeated>
std::vector<std::string> ToVector(const Repeated& texts) {
  return {texts.begin(), texts.end()};
}

Office ReadOffice(const profile::v1::Office& proto, const std::string& field, Reader& reader) {
  Office office;
  office.title = proto.title();
  office.of = reader.Id(field + "organisation", proto.organisation());
  office.rank = reader.Known(field + "rank", FromProto(proto.rank()), OfficeRank::kOther);
  office.start = reader.Day(field + "start_date", proto.start_date(), absl::CivilDay::min());
  office.end = reader.Day(field + "end_date", proto.end_date(), absl::CivilDay::max());
  return office;
}

Relation ReadRelation(const profile::v1::Relation& proto, const std::string& field,
                      Reader& reader) {
  Relation relation;
  relation.object = reader.Id(field + "object", proto.object());
  relation.type = reader.Known(field + "type", FromProto(proto.type()), RelationType::kAlly);
  relation.start = reader.Day(field + "start_date", proto.start_date(), absl::CivilDay::min());
  relation.end = reader.Day(field + "end_date", proto.end_date(), absl::CivilDay::max());
  relation.note = proto.note();
  return relation;
}

}  // namespace

std::string ActorName(std::string_view id) {
  return absl::StrCat(AbslView(kCollection), AbslView(id));
}

std::optional<std::string> ActorId(std::string_view name) {
  if (!name.starts_with(kCollection)) return std::nullopt;
  name.remove_prefix(kCollection.size());
  if (!IsSlug(name)) return std::nullopt;
  return std::string(name);
}

bool IsSlug(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || id.front() == '-' || id.back() == '-') return false;
  for (const char c : id) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
  }
  return true;
}

std::string DayToText(absl::CivilDay day) {
  if (day == absl::CivilDay::min() || day == absl::CivilDay::max()) return "";
  return absl::FormatCivilTime(day);
}

profile::v1::Actor ActorToProto(const Actor& actor) {
  profile::v1::Actor proto;
  proto.set_name(ActorName(actor.id));
  proto.set_kind(ToProto(actor.kind));
  proto.set_display_name(actor.display_name);
  proto.set_country_code(actor.country_code);
  proto.set_gender(ToProto(actor.gender));
  if (actor.born.has_value()) proto.set_birth_date(DayToText(*actor.born));
  proto.mutable_aliases()->Add(actor.aliases.begin(), actor.aliases.end());
  proto.mutable_short_names()->Add(actor.short_names.begin(), actor.short_names.end());
  proto.mutable_demonyms()->Add(actor.demonyms.begin(), actor.demonyms.end());
  proto.set_capital(actor.capital);
  proto.mutable_metonyms()->Add(actor.metonyms.begin(), actor.metonyms.end());
  for (const Office& office : actor.offices) {
    profile::v1::Office& to = *proto.add_offices();
    to.set_title(office.title);
    to.set_organisation(ActorName(office.of));
    to.set_rank(ToProto(office.rank));
    to.set_start_date(DayToText(office.start));
    to.set_end_date(DayToText(office.end));
  }
  for (const Relation& relation : actor.relations) {
    profile::v1::Relation& to = *proto.add_relations();
    to.set_object(ActorName(relation.object));
    to.set_type(ToProto(relation.type));
    to.set_start_date(DayToText(relation.start));
    to.set_end_date(DayToText(relation.end));
    to.set_note(relation.note);
  }
  return proto;
}

absl::StatusOr<Actor> ActorFromProto(const profile::v1::Actor& proto,
                                     std::string_view field_prefix) {
  Reader reader(field_prefix);
  Actor actor;
  actor.id = reader.Id("name", proto.name());
  actor.kind = reader.Known("kind", FromProto(proto.kind()), ActorKind::kLeader);
  actor.display_name = proto.display_name();
  actor.country_code = proto.country_code();
  actor.gender = reader.Known("gender", FromProto(proto.gender()), Gender::kUnknown);
  if (!proto.birth_date().empty()) {
    actor.born = reader.Day("birth_date", proto.birth_date(), absl::CivilDay());
  }
  actor.aliases = ToVector(proto.aliases());
  actor.short_names = ToVector(proto.short_names());
  actor.demonyms = ToVector(proto.demonyms());
  actor.capital = proto.capital();
  actor.metonyms = ToVector(proto.metonyms());
  for (int i = 0; i < proto.offices_size(); ++i) {
    actor.offices.push_back(
        ReadOffice(proto.offices(i), absl::StrCat("offices[", i, "]."), reader));
  }
  for (int i = 0; i < proto.relations_size(); ++i) {
    actor.relations.push_back(
        ReadRelation(proto.relations(i), absl::StrCat("relations[", i, "]."), reader));
  }
  if (absl::Status status = reader.status(); !status.ok()) return status;
  return actor;
}

profile::v1::ActorKind ToProto(ActorKind value) {
  return static_cast<profile::v1::ActorKind>(static_cast<int>(value) + 1);
}
profile::v1::OfficeRank ToProto(OfficeRank value) {
  return static_cast<profile::v1::OfficeRank>(static_cast<int>(value) + 1);
}
profile::v1::RelationType ToProto(RelationType value) {
  return static_cast<profile::v1::RelationType>(static_cast<int>(value) + 1);
}
// The proto's UNSPECIFIED is our kUnknown, so these two count alike.
profile::v1::Gender ToProto(Gender value) {
  return static_cast<profile::v1::Gender>(static_cast<int>(value));
}

std::optional<ActorKind> FromProto(profile::v1::ActorKind value) {
  return Unshift<ActorKind>(value, kActorKinds);
}
std::optional<RelationType> FromProto(profile::v1::RelationType value) {
  return Unshift<RelationType>(value, kRelationTypes);
}
std::optional<OfficeRank> FromProto(profile::v1::OfficeRank value) {
  if (value == profile::v1::OFFICE_RANK_UNSPECIFIED) return OfficeRank::kOther;
  return Unshift<OfficeRank>(value, kOfficeRanks);
}
std::optional<Gender> FromProto(profile::v1::Gender value) {
  switch (value) {
    case profile::v1::GENDER_UNSPECIFIED:
      return Gender::kUnknown;
    case profile::v1::GENDER_MALE:
      return Gender::kMale;
    case profile::v1::GENDER_FEMALE:
      return Gender::kFemale;
    default:
      return std::nullopt;
  }
}

}  // namespace isotherm
