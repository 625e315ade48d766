// ImportActors over a real server: one answer each, broken items among good ones, limits.
#include <gmock/gmock.h>

#include <thread>

#include "services/profile/atlas_import/atlas_import.h"
#include "services/profile/testing/raw_import.h"
#include "services/profile/testing/server_fixture.h"

namespace isotherm::profile {
namespace {

using Response = v1::ImportActorsResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Response::Outcome> Outcomes(const std::vector<Response>& responses) {
  std::vector<Response::Outcome> outcomes;
  for (const Response& response : responses) outcomes.push_back(response.outcome());
  return outcomes;
}

class ImportTest : public ProfileServerTest {
 protected:
  void SetUp() override { StartServer(); }
};

TEST_P(ImportTest, CreatesReplacesAndLeavesAlone) {
  Create(SampleActor("same"));
  const std::string created = Create(SampleActor("other")).actor().etag();
  clock_.Advance(absl::Seconds(5));
  v1::Actor other = SampleActor("other");
  other.set_capital("Ankara");
  other.set_etag("\"ignored\"");
  const std::vector<Response> responses =
      Import({SampleActor("new"), SampleActor("same"), other, SampleActor("new")});
  EXPECT_THAT(Outcomes(responses),
              ElementsAre(Response::OUTCOME_CREATED, Response::OUTCOME_UNCHANGED,
                          Response::OUTCOME_REPLACED, Response::OUTCOME_UNCHANGED));
  for (std::size_t i = 0; i < responses.size(); ++i) {
    EXPECT_EQ(responses[i].index(), static_cast<std::int64_t>(i));
    EXPECT_FALSE(responses[i].has_status());
  }
  EXPECT_EQ(responses[2].name(), "actors/other");
  EXPECT_EQ(Get("other")->capital(), "Ankara");
  EXPECT_NE(Get("other")->etag(), created);
  EXPECT_EQ(Get("other")->create_time().seconds(), 1'700'000'000);
  EXPECT_EQ(Get("other")->update_time().seconds(), 1'700'000'005);
  EXPECT_EQ(Get("same")->update_time().seconds(), 1'700'000'000);
}

TEST_P(ImportTest, TheTokenCoversWhatWasImported) {
  const std::vector<Response> responses = Import({SampleActor("a"), SampleActor("b")});
  v1::GetActorRequest request;
  request.set_name("actors/b");
  request.mutable_consistency()->set_at_least_as_fresh(responses.back().consistency_token());
  v1::GetActorResponse response;
  EXPECT_TRUE(Call(&Stub::GetActor, request, response).ok());
  EXPECT_EQ(Import({SampleActor("a")})[0].consistency_token(), responses.back().consistency_token())
      << "an import that changes nothing has nothing newer to wait for";
}

TEST_P(ImportTest, BrokenItemsCostThemselvesAlone) {
  std::vector<v1::Actor> actors;
  for (int i = 0; i < 300; ++i) actors.push_back(SampleActor("a" + std::to_string(i)));
  actors[0] = v1::Actor();
  actors[70].set_name("actors/Not A Slug");
  actors[150].clear_kind();
  actors[299].mutable_offices(0)->set_end_date("1990-01-01");
  const std::vector<Response> responses = Import(actors);
  ASSERT_EQ(responses.size(), actors.size());
  for (std::size_t i = 0; i < responses.size(); ++i) {
    const bool broken = i == 0 || i == 70 || i == 150 || i == 299;
    EXPECT_EQ(responses[i].index(), static_cast<std::int64_t>(i));
    EXPECT_EQ(responses[i].name(), actors[i].name());
    EXPECT_EQ(responses[i].has_status(), broken) << i;
    EXPECT_EQ(responses[i].outcome(),
              broken ? Response::OUTCOME_UNSPECIFIED : Response::OUTCOME_CREATED);
    if (!broken) continue;
    const absl::Status status = FromRpcStatus(responses[i].status());
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INVALID_FIELD);
  }
  EXPECT_THAT(responses[299].status().message(), HasSubstr("actor.offices[0].end_date"));
  v1::ListActorsResponse page;
  ASSERT_TRUE(Call(&Stub::ListActors, v1::ListActorsRequest(), page).ok());
  EXPECT_EQ(page.total_size(), 296);
}

TEST_P(ImportTest, TextThatIsNoUtf8CostsItsItemAlone) {
  const auto octets = [](const std::string& id, const std::string& display_name) {
    v1::ImportActorsRequest request;
    *request.mutable_actor() = BareActor(id, "replace me");
    std::string text = request.SerializeAsString();
    text.replace(text.find("replace me"), 10, display_name);
    return text;
  };
  absl::Status end;
  const std::vector<Response> responses =
      ImportOctets(*server_,
                   {octets("a", "Good Name."), octets("b", "\xFF\xFE Broken\x80"),
                    std::string("\x0A\xFF\xFF\xFF"), octets("c", "Good Name.")},
                   end);
  EXPECT_TRUE(end.ok()) << end;
  ASSERT_EQ(responses.size(), 4u);
  EXPECT_THAT(Outcomes(responses),
              ElementsAre(Response::OUTCOME_CREATED, Response::OUTCOME_UNSPECIFIED,
                          Response::OUTCOME_UNSPECIFIED, Response::OUTCOME_CREATED));
  for (const int i : {1, 2}) {
    const absl::Status status = FromRpcStatus(responses[i].status());
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INVALID_FIELD) << status;
    EXPECT_EQ(responses[i].index(), i);
  }
  EXPECT_TRUE(Get("a").ok());
  EXPECT_TRUE(Get("c").ok());
}

TEST_P(ImportTest, AMessageAboveTheServersLimitEndsTheStreamAndLosesNothingAnswered) {
  grpc::ClientContext context;
  const auto stream = stub_->ImportActors(&context);
  v1::ImportActorsRequest request;
  *request.mutable_actor() = SampleActor("a");
  ASSERT_TRUE(stream->Write(request));
  Response response;
  ASSERT_TRUE(stream->Read(&response));
  request.mutable_actor()->set_capital(std::string(50 << 20, 'x'));
  stream->Write(request);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Get("a").ok());
  EXPECT_THAT(Outcomes(Import({SampleActor("b")})), ElementsAre(Response::OUTCOME_CREATED));
}

TEST_P(ImportTest, AnEmptyStreamEndsWell) { EXPECT_THAT(Import({}), IsEmpty()); }

TEST_P(ImportTest, TwoImportsOfTheSameActorsDoNotBlockEachOther) {
  std::vector<v1::Actor> forward, backward;
  for (int i = 0; i < 200; ++i) forward.push_back(SampleActor("a" + std::to_string(i)));
  backward.assign(forward.rbegin(), forward.rend());
  std::vector<Response> first, second;
  std::thread other([&] { second = Import(backward); });
  first = Import(forward);
  other.join();
  ASSERT_EQ(first.size(), 200u);
  ASSERT_EQ(second.size(), 200u);
  for (int i = 0; i < 200; ++i) {
    const auto created = [](const Response& response) {
      EXPECT_FALSE(response.has_status());
      return response.outcome() == Response::OUTCOME_CREATED ? 1 : 0;
    };
    EXPECT_EQ(created(first[i]) + created(second[199 - i]), 1) << "created once: a" << i;
  }
}

TEST_P(ImportTest, ACallerWhoGoesLeavesTheServerWell) {
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    const auto stream = stub_->ImportActors(&context);
    for (int k = 0; k < 100; ++k) {
      v1::ImportActorsRequest request;
      *request.mutable_actor() = SampleActor("a" + std::to_string(k));
      stream->Write(request);
    }
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_THAT(Outcomes(Import({SampleActor("z")})), ElementsAre(Response::OUTCOME_CREATED));
}

TEST_P(ImportTest, AnAtlasIsImportedAndItsRefusalsCounted) {
  Atlas atlas;
  for (int i = 0; i < 30; ++i) {
    Actor actor;
    actor.id = "a" + std::to_string(i);
    actor.kind = ActorKind::kState;
    if (i >= 5) actor.display_name = "Actor " + std::to_string(i);
    atlas.actors.push_back(actor);
  }
  const auto first = ImportAtlas(*stub_, atlas, absl::Now() + absl::Seconds(30));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->created, 25);
  EXPECT_EQ(first->failed, 5);
  ASSERT_EQ(first->failures.size(), 5u);
  EXPECT_THAT(first->failures[0], HasSubstr("actors/a0: "));
  EXPECT_THAT(first->failures[0], HasSubstr("actor.display_name"));
  atlas.actors[6].capital = "Baku";
  const auto second = ImportAtlas(*stub_, atlas, absl::Now() + absl::Seconds(30));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->created, 0);
  EXPECT_EQ(second->replaced, 1);
  EXPECT_EQ(second->unchanged, 24);
  EXPECT_FALSE(second->consistency_token.empty());
  server_->Stop();
  const auto third = ImportAtlas(*stub_, atlas, absl::Now() + absl::Seconds(30));
  EXPECT_TRUE(absl::IsUnavailable(third.status())) << third.status();
}

INSTANTIATE_TEST_SUITE_P(Backends, ImportTest, testing::kBackends, testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
