// CreateActor, UpdateActor and DeleteActor over a real server: answers, etags, request ids, errors.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "services/common/consistency/consistency_token.h"
#include "services/profile/testing/server_fixture.h"

namespace isotherm::profile {
namespace {

using common::v1::ERROR_REASON_ETAG_MISMATCH;
using common::v1::ERROR_REASON_INVALID_FIELD;
using common::v1::ERROR_REASON_INVALID_REQUEST_ID;
using common::v1::ERROR_REASON_REQUEST_ID_REUSED;
using common::v1::ERROR_REASON_RESOURCE_EXISTS;
using common::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using ::testing::HasSubstr;

constexpr char kRequestId[] = "123e4567-e89b-42d3-a456-426614174000";

class WriteMethodsTest : public ProfileServerTest {
 protected:
  void SetUp() override { StartServer(); }

  static v1::CreateActorRequest CreateRequest(const std::string& id) {
    v1::CreateActorRequest request;
    request.set_actor_id(id);
    *request.mutable_actor() = SampleActor("ignored");
    return request;
  }

  static v1::UpdateActorRequest UpdateRequest(const v1::Actor& actor,
                                              std::initializer_list<const char*> paths = {}) {
    v1::UpdateActorRequest request;
    *request.mutable_actor() = actor;
    for (const char* path : paths) request.mutable_update_mask()->add_paths(path);
    return request;
  }

  std::int64_t RevisionOf(const std::string& token) {
    const auto parsed = consistency::Token::Parse(token);
    EXPECT_TRUE(parsed.ok()) << parsed.status();
    const auto& part = parsed->of(consistency::Service::kProfile);
    EXPECT_TRUE(part.has_value());
    EXPECT_EQ(part->store_id, server_->database().store_id());
    return part->revision;
  }
};

TEST_P(WriteMethodsTest, CreateStoresEveryFieldUnderTheIdAsked) {
  v1::CreateActorRequest request = CreateRequest("jane");
  request.mutable_actor()->set_etag("\"99\"");
  request.mutable_actor()->mutable_create_time()->set_seconds(1);
  v1::CreateActorResponse response;
  ASSERT_TRUE(Call(&Stub::CreateActor, request, response).ok());
  v1::Actor expected = SampleActor("ignored");
  expected.set_name("actors/jane");
  expected.set_etag("\"1\"");
  expected.mutable_create_time()->set_seconds(1'700'000'000);
  expected.mutable_update_time()->set_seconds(1'700'000'000);
  EXPECT_EQ(response.actor().DebugString(), expected.DebugString());
  EXPECT_EQ(Get("jane")->DebugString(), expected.DebugString());
  EXPECT_EQ(RevisionOf(response.consistency_token()), 1);
}

TEST_P(WriteMethodsTest, CreateMakesAnIdFromTheDisplayName) {
  v1::CreateActorRequest request;
  *request.mutable_actor() = BareActor("ignored", "Recep Tayyip Erdoğan");
  v1::CreateActorResponse response;
  ASSERT_TRUE(Call(&Stub::CreateActor, request, response).ok());
  EXPECT_EQ(response.actor().name(), "actors/recep-tayyip-erdogan");
  EXPECT_EQ(ReasonFor(&Stub::CreateActor, request), ERROR_REASON_RESOURCE_EXISTS);
  request.mutable_actor()->set_display_name("习近平");
  const absl::Status status = Call(&Stub::CreateActor, request, response);
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(status.ToString(), HasSubstr("actor_id"));
}

TEST_P(WriteMethodsTest, CreateRefusesATakenIdAndKeepsWhatStandsThere) {
  Create(SampleActor("jane"));
  v1::CreateActorResponse response;
  v1::CreateActorRequest request = CreateRequest("jane");
  request.mutable_actor()->set_display_name("Another Jane");
  const absl::Status status = Call(&Stub::CreateActor, request, response);
  EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_THAT(std::string(status.message()), HasSubstr("actors/jane"));
  EXPECT_EQ(Get("jane")->display_name(), "Sample jane");
}

TEST_P(WriteMethodsTest, CreateNamesEveryWrongField) {
  for (const std::string& id : {std::string("Jane"), std::string("-a"), std::string(65, 'a'),
                                std::string("a/b"), std::string("actors/jane")}) {
    v1::CreateActorResponse response;
    const absl::Status status = Call(&Stub::CreateActor, CreateRequest(id), response);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << id;
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_FIELD);
    EXPECT_THAT(std::string(status.message()), HasSubstr("actor_id"));
  }
  v1::CreateActorRequest request = CreateRequest("jane");
  request.mutable_actor()->clear_kind();
  request.mutable_actor()->set_country_code("Azerbaijan");
  request.mutable_actor()->mutable_offices(1)->set_start_date("2003");
  v1::CreateActorResponse response;
  const std::string message(Call(&Stub::CreateActor, request, response).message());
  EXPECT_THAT(message, HasSubstr("actor.kind"));
  EXPECT_THAT(message, HasSubstr("actor.country_code"));
  EXPECT_THAT(message, HasSubstr("actor.offices[1].start_date"));
  EXPECT_EQ(ReasonFor(&Stub::CreateActor, v1::CreateActorRequest()), ERROR_REASON_INVALID_FIELD);
  EXPECT_TRUE(absl::IsNotFound(Get("jane").status()));
}

TEST_P(WriteMethodsTest, ARepeatedRequestIdGetsTheFirstAnswer) {
  v1::CreateActorRequest request = CreateRequest("jane");
  request.set_request_id(kRequestId);
  v1::CreateActorResponse first, again;
  ASSERT_TRUE(Call(&Stub::CreateActor, request, first).ok());
  Update(BareActor("jane", "Changed"), {"display_name"});
  clock_.Advance(absl::Hours(23));
  ASSERT_TRUE(Call(&Stub::CreateActor, request, again).ok());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Get("jane")->display_name(), "Changed");

  request.mutable_actor()->set_display_name("Something else");
  EXPECT_EQ(ReasonFor(&Stub::CreateActor, request), ERROR_REASON_REQUEST_ID_REUSED);
  v1::DeleteActorRequest other;
  other.set_name("actors/jane");
  other.set_request_id(kRequestId);
  EXPECT_EQ(ReasonFor(&Stub::DeleteActor, other), ERROR_REASON_REQUEST_ID_REUSED);
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(ReasonFor(&Stub::CreateActor, request), ERROR_REASON_RESOURCE_EXISTS) << "forgotten";
  for (const char* id : {"7", "123e4567e89b42d3a456426614174000", "not-a-uuid"}) {
    request.set_request_id(id);
    EXPECT_EQ(ReasonFor(&Stub::CreateActor, request), ERROR_REASON_INVALID_REQUEST_ID) << id;
  }
}

TEST_P(WriteMethodsTest, ARepeatedUpdateOrDeleteIsDoneOnce) {
  Create(SampleActor("jane"));
  v1::UpdateActorRequest update = UpdateRequest(BareActor("jane", "Changed"), {"display_name"});
  update.set_request_id(kRequestId);
  v1::UpdateActorResponse updated, again;
  ASSERT_TRUE(Call(&Stub::UpdateActor, update, updated).ok());
  Update(BareActor("jane", "Later"), {"display_name"});
  ASSERT_TRUE(Call(&Stub::UpdateActor, update, again).ok());
  EXPECT_EQ(again.SerializeAsString(), updated.SerializeAsString());
  EXPECT_EQ(Get("jane")->display_name(), "Later");

  v1::DeleteActorRequest erase;
  erase.set_name("actors/jane");
  erase.set_request_id("123e4567-e89b-42d3-a456-426614174001");
  v1::DeleteActorResponse erased, replayed;
  ASSERT_TRUE(Call(&Stub::DeleteActor, erase, erased).ok());
  Create(SampleActor("jane"));
  ASSERT_TRUE(Call(&Stub::DeleteActor, erase, replayed).ok());
  EXPECT_EQ(replayed.consistency_token(), erased.consistency_token());
  EXPECT_TRUE(Get("jane").ok());
}

TEST_P(WriteMethodsTest, AFailedCallIsNotRemembered) {
  v1::UpdateActorRequest request = UpdateRequest(SampleActor("jane"));
  request.set_request_id(kRequestId);
  EXPECT_EQ(ReasonFor(&Stub::UpdateActor, request), ERROR_REASON_RESOURCE_NOT_FOUND);
  Create(BareActor("jane", "Jane"));
  v1::UpdateActorResponse response;
  EXPECT_TRUE(Call(&Stub::UpdateActor, request, response).ok());
  EXPECT_EQ(response.actor().display_name(), "Sample jane");
}

TEST_P(WriteMethodsTest, UpdateChangesWhatTheMaskNames) {
  const v1::Actor created = Create(SampleActor("jane")).actor();
  clock_.Advance(absl::Seconds(10));
  v1::Actor changes = BareActor("jane", "Jane Doe");
  changes.set_capital("not in the mask");
  const v1::UpdateActorResponse updated = Update(changes, {"display_name", "aliases"});
  v1::Actor expected = created;
  expected.set_display_name("Jane Doe");
  expected.clear_aliases();
  expected.set_etag(updated.actor().etag());
  expected.mutable_update_time()->set_seconds(1'700'000'010);
  EXPECT_EQ(updated.actor().DebugString(), expected.DebugString());
  EXPECT_NE(updated.actor().etag(), created.etag());
  EXPECT_EQ(Get("jane")->DebugString(), expected.DebugString());
  EXPECT_EQ(RevisionOf(updated.consistency_token()), 2);
}

TEST_P(WriteMethodsTest, UpdateWithoutMaskTakesWhatIsSetAndTheStarAll) {
  Create(SampleActor("jane"));
  v1::Actor changes;
  changes.set_name("actors/jane");
  changes.set_capital("Ankara");
  EXPECT_EQ(Update(changes, {}).actor().capital(), "Ankara");
  EXPECT_EQ(Get("jane")->aliases_size(), 1);
  EXPECT_EQ(Update(BareActor("jane", "Bare"), {"*"}).actor().aliases_size(), 0);
  EXPECT_EQ(Get("jane")->capital(), "");
}

TEST_P(WriteMethodsTest, AnUpdateThatChangesNothingWritesNothing) {
  const v1::CreateActorResponse created = Create(SampleActor("jane"));
  clock_.Advance(absl::Seconds(10));
  const v1::UpdateActorResponse updated = Update(SampleActor("jane"), {"*"});
  EXPECT_EQ(updated.actor().DebugString(), created.actor().DebugString());
  EXPECT_EQ(RevisionOf(updated.consistency_token()), 1);
}

TEST_P(WriteMethodsTest, UpdateRefusesWhatItCannotDo) {
  Create(SampleActor("jane"));
  const std::string before = Get("jane")->SerializeAsString();
  EXPECT_EQ(ReasonFor(&Stub::UpdateActor, UpdateRequest(SampleActor("nobody"))),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonFor(&Stub::UpdateActor, v1::UpdateActorRequest()), ERROR_REASON_INVALID_FIELD);
  for (const char* path : {"colour", "name", "offices.title", ""}) {
    v1::UpdateActorResponse response;
    const absl::Status status =
        Call(&Stub::UpdateActor, UpdateRequest(SampleActor("jane"), {path}), response);
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_FIELD) << path;
    EXPECT_THAT(std::string(status.message()), HasSubstr("update_mask.paths[0]"));
  }
  v1::Actor wrong = SampleActor("jane");
  wrong.set_country_code("A");
  EXPECT_EQ(ReasonFor(&Stub::UpdateActor, UpdateRequest(wrong)), ERROR_REASON_INVALID_FIELD);
  EXPECT_EQ(ReasonFor(&Stub::UpdateActor, UpdateRequest(BareActor("jane", ""), {"display_name"})),
            ERROR_REASON_INVALID_FIELD)
      << "a required field cannot be cleared";
  EXPECT_EQ(Get("jane")->SerializeAsString(), before);
}

TEST_P(WriteMethodsTest, AStaleEtagIsAborted) {
  v1::Actor jane = Create(SampleActor("jane")).actor();
  const std::string first_etag = jane.etag();
  jane.set_capital("Ankara");
  jane = Update(jane, {"capital"}).actor();
  v1::UpdateActorRequest stale = UpdateRequest(jane, {"capital"});
  for (const std::string& etag : {first_etag, std::string("1"), std::string("*")}) {
    stale.mutable_actor()->set_etag(etag);
    v1::UpdateActorResponse response;
    const absl::Status status = Call(&Stub::UpdateActor, stale, response);
    EXPECT_TRUE(absl::IsAborted(status)) << status;
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_ETAG_MISMATCH);
    EXPECT_THAT(std::string(status.message()), HasSubstr(jane.etag()));
  }
  v1::DeleteActorRequest erase;
  erase.set_name("actors/jane");
  erase.set_etag(first_etag);
  EXPECT_EQ(ReasonFor(&Stub::DeleteActor, erase), ERROR_REASON_ETAG_MISMATCH);
  erase.set_etag(jane.etag());
  v1::DeleteActorResponse response;
  EXPECT_TRUE(Call(&Stub::DeleteActor, erase, response).ok());
}

TEST_P(WriteMethodsTest, NoEtagOfADeletedActorFitsItsSuccessor) {
  std::vector<std::string> etags;
  for (int life = 0; life < 3; ++life) {
    // Three states of one actor in one batch, of which one is ever seen.
    v1::Actor second = SampleActor("jane"), third = SampleActor("jane");
    second.set_capital("B");
    third.set_capital("C");
    for (const auto& response : Import({SampleActor("jane"), second, third})) {
      EXPECT_FALSE(response.has_status());
    }
    etags.push_back(Get("jane")->etag());
    third.set_capital("D" + std::to_string(life));
    etags.push_back(Update(third, {"capital"}).actor().etag());
    Delete("jane");
  }
  std::sort(etags.begin(), etags.end());
  EXPECT_EQ(std::unique(etags.begin(), etags.end()), etags.end());
}

TEST_P(WriteMethodsTest, DeleteTakesTheActorOnce) {
  Create(SampleActor("jane"));
  EXPECT_EQ(RevisionOf(Delete("jane").consistency_token()), 2);
  EXPECT_TRUE(absl::IsNotFound(Get("jane").status()));
  v1::DeleteActorRequest request;
  request.set_name("actors/jane");
  EXPECT_EQ(ReasonFor(&Stub::DeleteActor, request), ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const char* name : {"", "jane", "leaders/jane", "actors/Jane", "actors/jane/offices"}) {
    request.set_name(name);
    EXPECT_EQ(ReasonFor(&Stub::DeleteActor, request), ERROR_REASON_INVALID_FIELD) << name;
  }
}

TEST_P(WriteMethodsTest, WritersOfOneActorDoNotLoseEachOthersFields) {
  Create(BareActor("jane", "Jane"));
  std::vector<std::thread> writers;
  std::atomic<int> won = 0;
  const std::string etag = Get("jane")->etag();
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      v1::Actor changes = BareActor("jane", "Jane " + std::to_string(i));
      changes.set_etag(etag);
      v1::UpdateActorResponse response;
      if (Call(&Stub::UpdateActor, UpdateRequest(changes, {"display_name"}), response).ok()) ++won;
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(won, 1) << "an etag lets one writer through";
}

INSTANTIATE_TEST_SUITE_P(Backends, WriteMethodsTest, testing::kBackends, testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
