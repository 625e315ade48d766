#include "services/profile/actors/actor_state.h"

#include <gmock/gmock.h>

#include <initializer_list>

#include "services/common/status/errors.h"
#include "services/profile/testing/samples.h"

namespace isotherm::profile {
namespace {

using ::testing::HasSubstr;

const absl::Time kThen = absl::FromUnixMicros(1'700'000'000'123'456);
const absl::Time kNow = kThen + absl::Hours(1);

google::protobuf::FieldMask Mask(std::initializer_list<const char*> paths) {
  google::protobuf::FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

TEST(ActorStateTest, ANewActorHasBothTimesAndAnEtag) {
  const StoredActor state = NewState(SampleActor("jane"), 6, kThen);
  EXPECT_EQ(state.version, 7);
  EXPECT_EQ(state.actor.etag(), "\"7\"");
  EXPECT_EQ(state.actor.create_time().seconds(), 1'700'000'000);
  EXPECT_EQ(state.actor.create_time().nanos(), 123'456'000);
  EXPECT_EQ(state.actor.update_time().nanos(), 123'456'000);
}

TEST(ActorStateTest, TimesBeforeTheEpochStayValid) {
  const StoredActor state =
      NewState(SampleActor("jane"), 0, absl::UnixEpoch() - absl::Milliseconds(1));
  EXPECT_EQ(state.actor.create_time().seconds(), -1);
  EXPECT_EQ(state.actor.create_time().nanos(), 999'000'000);
}

TEST(ActorStateTest, TheNextStateKeepsTheTimeOfCreation) {
  const StoredActor first = NewState(SampleActor("jane"), 6, kThen);
  const StoredActor next = NextState(first, SampleActor("jane"), 30, kNow);
  EXPECT_GT(next.version, first.version);
  EXPECT_NE(next.actor.etag(), first.actor.etag());
  EXPECT_EQ(next.actor.create_time().seconds(), first.actor.create_time().seconds());
  EXPECT_EQ(next.actor.update_time().seconds(), absl::ToUnixSeconds(kNow));
}

TEST(ActorStateTest, SameContentLooksAwayFromOutputOnlyFields) {
  const v1::Actor plain = SampleActor("jane");
  EXPECT_TRUE(SameContent(plain, NewState(plain, 6, kThen).actor));
  v1::Actor other = plain;
  other.mutable_offices(0)->set_title("Premier");
  EXPECT_FALSE(SameContent(plain, other));
}

TEST(ApplyMaskTest, NamedFieldsAreReplacedAlsoByNothing) {
  v1::Actor actor = SampleActor("jane");
  v1::Actor changes;
  changes.set_display_name("Jane Doe");
  changes.add_aliases("J. Doe");
  changes.set_capital("not in the mask");
  ASSERT_TRUE(
      ApplyMask(changes, Mask({"display_name", "aliases", "offices", "country_code"}), actor).ok());
  EXPECT_EQ(actor.display_name(), "Jane Doe");
  EXPECT_THAT(actor.aliases(), ::testing::ElementsAre("J. Doe"));
  EXPECT_EQ(actor.offices_size(), 0);
  EXPECT_EQ(actor.country_code(), "");
  EXPECT_EQ(actor.capital(), "Baku");
  EXPECT_EQ(actor.name(), "actors/jane");
}

TEST(ApplyMaskTest, AnEmptyMaskTakesWhatIsSet) {
  v1::Actor actor = SampleActor("jane");
  v1::Actor changes;
  changes.set_name("actors/john");
  changes.set_capital("Ankara");
  changes.set_etag("\"99\"");
  ASSERT_TRUE(ApplyMask(changes, {}, actor).ok());
  v1::Actor expected = SampleActor("jane");
  expected.set_capital("Ankara");
  EXPECT_EQ(actor.SerializeAsString(), expected.SerializeAsString());
}

TEST(ApplyMaskTest, TheStarTakesEverything) {
  v1::Actor actor = SampleActor("jane");
  v1::Actor changes = BareActor("john", "Jane Doe");
  ASSERT_TRUE(ApplyMask(changes, Mask({"*"}), actor).ok());
  EXPECT_EQ(actor.SerializeAsString(), BareActor("jane", "Jane Doe").SerializeAsString());
}

TEST(ApplyMaskTest, OutputOnlyFieldsStay) {
  v1::Actor actor = NewState(SampleActor("jane"), 6, kThen).actor;
  const std::string before = actor.SerializeAsString();
  v1::Actor changes;
  changes.set_etag("\"99\"");
  ASSERT_TRUE(ApplyMask(changes, Mask({"etag", "create_time", "update_time"}), actor).ok());
  EXPECT_EQ(actor.SerializeAsString(), before);
}

TEST(ApplyMaskTest, UnknownPathsAndTheNameAreRefused) {
  for (const char* path : {"colour", "", "offices.title", "offices[0]", "name", "Display_Name"}) {
    v1::Actor actor = SampleActor("jane");
    const absl::Status status = ApplyMask(SampleActor("john"), Mask({"capital", path}), actor);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << path;
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INVALID_FIELD);
    EXPECT_THAT(std::string(status.message()), HasSubstr("update_mask.paths[1]"));
    EXPECT_EQ(actor.SerializeAsString(), SampleActor("jane").SerializeAsString());
  }
  v1::Actor actor = SampleActor("jane");
  EXPECT_TRUE(absl::IsInvalidArgument(ApplyMask(SampleActor("john"), Mask({"*", "colour"}), actor)))
      << "the star does not excuse what stands beside it";
}

}  // namespace
}  // namespace isotherm::profile
