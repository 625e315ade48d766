#include "services/profile/validation/actor_validation.h"

#include <gmock/gmock.h>

#include <functional>

#include "services/profile/testing/samples.h"

namespace isotherm::profile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The fields found wrong after `change` was made to a good actor.
std::vector<std::string> WrongAfter(const std::function<void(v1::Actor&)>& change) {
  v1::Actor actor = SampleActor("jane");
  change(actor);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ValidateActor(actor, "actor.")) {
    EXPECT_FALSE(violation.description.empty());
    fields.push_back(violation.field);
  }
  return fields;
}

std::string Letters(int count) { return std::string(static_cast<std::size_t>(count), 'x'); }

TEST(ActorValidationTest, GoodActorsPass) {
  EXPECT_THAT(ValidateActor(SampleActor("jane"), ""), IsEmpty());
  EXPECT_THAT(ValidateActor(BareActor("j", "J"), ""), IsEmpty());
  for (int kind = 1; kind <= v1::ActorKind_MAX; ++kind) {
    EXPECT_THAT(ValidateActor(BareActor("j", "J", static_cast<v1::ActorKind>(kind)), ""),
                IsEmpty());
  }
}

TEST(ActorValidationTest, NamesAreSlugs) {
  for (const std::string& name :
       {std::string(), std::string("jane"), std::string("actors/"), std::string("actors/Jane"),
        std::string("actors/-a"), std::string("actors/a-"), std::string("actors/a b"),
        std::string("leaders/jane"), "actors/" + Letters(65)}) {
    EXPECT_THAT(WrongAfter([&](v1::Actor& a) { a.set_name(name); }), ElementsAre("actor.name"))
        << name;
  }
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_name("actors/" + Letters(64)); }), IsEmpty());
}

TEST(ActorValidationTest, RequiredFieldsAndEnums) {
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.clear_kind(); }), ElementsAre("actor.kind"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_kind(static_cast<v1::ActorKind>(99)); }),
              ElementsAre("actor.kind"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.clear_display_name(); }),
              ElementsAre("actor.display_name"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_display_name(" \t\n"); }),
              ElementsAre("actor.display_name"))
      << "blank";
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_gender(static_cast<v1::Gender>(7)); }),
              ElementsAre("actor.gender"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.clear_gender(); }), IsEmpty());
}

TEST(ActorValidationTest, TextsHaveLimitsAndAreStorable) {
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_display_name(Letters(201)); }),
              ElementsAre("actor.display_name"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_display_name(Letters(200)); }), IsEmpty());
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_display_name(std::string("a\0b", 3)); }),
              ElementsAre("actor.display_name"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_capital("\xC3\x28"); }),
              ElementsAre("actor.capital"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.set_aliases(0, ""); }),
              ElementsAre("actor.aliases[0]"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.add_short_names(Letters(201)); }),
              ElementsAre("actor.short_names[1]"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_relations(0)->set_note(Letters(501)); }),
              ElementsAre("actor.relations[0].note"));
}

TEST(ActorValidationTest, ListsHaveLimits) {
  const auto fill = [](auto* list, int count) {
    list->Clear();
    for (int i = 0; i < count; ++i) list->Add("x");
  };
  EXPECT_THAT(WrongAfter([&](v1::Actor& a) {
                fill(a.mutable_aliases(), 100);
                fill(a.mutable_short_names(), 20);
                fill(a.mutable_demonyms(), 50);
                fill(a.mutable_metonyms(), 20);
              }),
              IsEmpty());
  EXPECT_THAT(
      WrongAfter([&](v1::Actor& a) {
        fill(a.mutable_aliases(), 101);
        fill(a.mutable_short_names(), 21);
        fill(a.mutable_demonyms(), 51);
        fill(a.mutable_metonyms(), 21);
      }),
      ElementsAre("actor.aliases", "actor.short_names", "actor.demonyms", "actor.metonyms"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) {
                const v1::Office office = a.offices(1);
                while (a.offices_size() < 101) *a.add_offices() = office;
              }),
              ElementsAre("actor.offices"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) {
                const v1::Relation relation = a.relations(0);
                while (a.relations_size() < 501) *a.add_relations() = relation;
              }),
              ElementsAre("actor.relations"));
}

TEST(ActorValidationTest, CountryCodesAreAlphaThree) {
  for (const char* code : {"AZ", "aze", "AZER", "A1E", "Azerbaijan"}) {
    EXPECT_THAT(WrongAfter([&](v1::Actor& a) { a.set_country_code(code); }),
                ElementsAre("actor.country_code"))
        << code;
  }
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.clear_country_code(); }), IsEmpty());
}

TEST(ActorValidationTest, DaysExistAndIntervalsRunForward) {
  for (const char* day :
       {"1961", "1961-13-01", "1961-02-30", "24.12.1961", "1961-12-24T00:00:00Z"}) {
    EXPECT_THAT(WrongAfter([&](v1::Actor& a) { a.set_birth_date(day); }),
                ElementsAre("actor.birth_date"))
        << day;
  }
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_offices(0)->set_start_date("soon"); }),
              ElementsAre("actor.offices[0].start_date"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_offices(1)->set_end_date("2003-10-31"); }),
              ElementsAre("actor.offices[1].end_date"))
      << "an office of no day";
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_relations(0)->set_end_date("2009-01-01"); }),
              ElementsAre("actor.relations[0].end_date"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_offices(0)->clear_start_date(); }),
              IsEmpty());
}

TEST(ActorValidationTest, OfficesAndRelationsNameOtherActors) {
  EXPECT_THAT(WrongAfter([](v1::Actor& a) {
                a.mutable_offices(0)->clear_title();
                a.mutable_offices(0)->set_organisation("Azerbaijan");
                a.mutable_offices(0)->set_rank(static_cast<v1::OfficeRank>(50));
              }),
              ElementsAre("actor.offices[0].title", "actor.offices[0].organisation",
                          "actor.offices[0].rank"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_relations(0)->set_object("turkiye"); }),
              ElementsAre("actor.relations[0].object"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_relations(0)->set_object(a.name()); }),
              ElementsAre("actor.relations[0].object"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_relations(0)->clear_type(); }),
              ElementsAre("actor.relations[0].type"));
  EXPECT_THAT(WrongAfter([](v1::Actor& a) { a.mutable_offices(0)->clear_rank(); }), IsEmpty())
      << "the proto says: treated as OTHER";
}

TEST(ActorValidationTest, DescriptionsQuoteAndCutWhatIsWrong) {
  v1::Actor actor = SampleActor("jane");
  actor.set_country_code(Letters(1000));
  const std::vector<FieldViolation> found = ValidateActor(actor, "items[3].");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].field, "items[3].country_code");
  EXPECT_LT(found[0].description.size(), 200u);
  EXPECT_THAT(found[0].description, HasSubstr("\"AZE\""));
}

TEST(ActorValidationTest, OutputOnlyFieldsAndUnknownOnesAreDropped) {
  v1::Actor actor = SampleActor("jane");
  const std::string clean = actor.SerializeAsString();
  actor.set_etag("\"1\"");
  actor.mutable_create_time()->set_seconds(1);
  actor.mutable_update_time()->set_seconds(1);
  actor.GetReflection()->MutableUnknownFields(&actor)->AddVarint(9999, 1);
  ClearOutputOnly(actor);
  EXPECT_EQ(actor.SerializeAsString(), clean);
}

}  // namespace
}  // namespace isotherm::profile
