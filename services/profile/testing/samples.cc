#include "services/profile/testing/samples.h"

namespace isotherm::profile {

v1::Actor SampleActor(const std::string& id) {
  v1::Actor actor = BareActor(id, "Sample " + id, v1::ACTOR_KIND_LEADER, "AZE");
  actor.set_gender(v1::GENDER_MALE);
  actor.set_birth_date("1961-12-24");
  actor.add_aliases("Alias of " + id);
  actor.add_short_names("Short " + id);
  actor.add_demonyms("Demonym");
  actor.set_capital("Baku");
  actor.add_metonyms("Metonym");
  AddOffice(actor, "Prime Minister", "azerbaijan", "2003-08-04", "2003-10-31",
            v1::OFFICE_RANK_HEAD_OF_GOVERNMENT);
  AddOffice(actor, "President", "azerbaijan", "2003-10-31", "");
  v1::Relation& relation = *actor.add_relations();
  relation.set_object(NameOf("turkiye"));
  relation.set_type(v1::RELATION_TYPE_ALLY);
  relation.set_start_date("2010-08-16");
  relation.set_note("strategic partnership");
  return actor;
}

v1::Actor BareActor(const std::string& id, const std::string& display_name, v1::ActorKind kind,
                    const std::string& country_code) {
  v1::Actor actor;
  actor.set_name(NameOf(id));
  actor.set_kind(kind);
  actor.set_display_name(display_name);
  actor.set_country_code(country_code);
  return actor;
}

std::string NameOf(const std::string& id) { return "actors/" + id; }

v1::Office& AddOffice(v1::Actor& actor, const std::string& title, const std::string& organisation,
                      const std::string& start_date, const std::string& end_date,
                      v1::OfficeRank rank) {
  v1::Office& office = *actor.add_offices();
  office.set_title(title);
  office.set_organisation(NameOf(organisation));
  office.set_rank(rank);
  office.set_start_date(start_date);
  office.set_end_date(end_date);
  return office;
}

}  // namespace isotherm::profile
