// GetActor, ListActors and BatchGetActors over a real server.
#include <gmock/gmock.h>

#include <thread>

#include "absl/time/clock.h"
#include "services/common/consistency/consistency_token.h"
#include "services/profile/testing/server_fixture.h"

namespace isotherm::profile {
namespace {

using common::v1::ERROR_REASON_CONSISTENCY_NOT_REACHED;
using common::v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN;
using common::v1::ERROR_REASON_INVALID_FIELD;
using common::v1::ERROR_REASON_INVALID_FILTER;
using common::v1::ERROR_REASON_INVALID_PAGE_SIZE;
using common::v1::ERROR_REASON_INVALID_PAGE_TOKEN;
using common::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ReadMethodsTest : public ProfileServerTest {
 protected:
  void SetUp() override { StartServer(); }

  static v1::GetActorRequest GetRequest(const std::string& name) {
    v1::GetActorRequest request;
    request.set_name(name);
    return request;
  }

  // Ids of all pages.
  std::vector<std::string> ListAll(v1::ListActorsRequest request, int expected_total) {
    std::vector<std::string> ids;
    do {
      v1::ListActorsResponse response;
      const absl::Status status = Call(&Stub::ListActors, request, response);
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) break;
      EXPECT_EQ(response.total_size(), expected_total);
      for (const v1::Actor& actor : response.actors()) ids.push_back(actor.name().substr(7));
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
};

TEST_P(ReadMethodsTest, GetAnswersAtEveryConsistency) {
  const v1::CreateActorResponse created = Create(SampleActor("jane"));
  v1::GetActorRequest request = GetRequest("actors/jane");
  const auto expect_jane = [&] {
    v1::GetActorResponse response;
    const absl::Status status = Call(&Stub::GetActor, request, response);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(response.actor().DebugString(), created.actor().DebugString());
  };
  expect_jane();
  request.mutable_consistency()->set_minimize_latency(true);
  expect_jane();
  request.mutable_consistency()->set_fully_consistent(true);
  expect_jane();
  request.mutable_consistency()->set_at_least_as_fresh(created.consistency_token());
  expect_jane();
  request.mutable_consistency()->set_at_least_as_fresh("");
  expect_jane();
}

TEST_P(ReadMethodsTest, GetRefusesWhatItCannotAnswer) {
  v1::GetActorResponse response;
  const absl::Status status = Call(&Stub::GetActor, GetRequest("actors/nobody"), response);
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_THAT(std::string(status.message()), HasSubstr("actors/nobody"));
  for (const std::string& name :
       {std::string(), std::string("jane"), std::string("leaders/jane"), std::string("actors/"),
        std::string("actors/Jane"), "actors/" + std::string(5000, 'a')}) {
    EXPECT_EQ(ReasonFor(&Stub::GetActor, GetRequest(name)), ERROR_REASON_INVALID_FIELD) << name;
  }
}

TEST_P(ReadMethodsTest, ATokenThatCannotBeReadIsRefused) {
  Create(SampleActor("jane"));
  v1::GetActorRequest request = GetRequest("actors/jane");
  const std::string foreign =
      consistency::Token(consistency::Service::kProfile, "another-store", 1).ToString();
  for (const std::string& token : {std::string("damaged"), foreign}) {
    request.mutable_consistency()->set_at_least_as_fresh(token);
    EXPECT_EQ(ReasonFor(&Stub::GetActor, request), ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
  }
  // Of a service that profile does not follow: nothing to wait for.
  request.mutable_consistency()->set_at_least_as_fresh(
      consistency::Token(consistency::Service::kFactor, "factors", 812).ToString());
  v1::GetActorResponse response;
  EXPECT_TRUE(Call(&Stub::GetActor, request, response).ok());
}

TEST_P(ReadMethodsTest, AReadWaitsForItsTokenAndSaysWhenItIsNotMet) {
  v1::GetActorRequest request = GetRequest("actors/jane");
  request.mutable_consistency()->set_at_least_as_fresh(TokenOf(1));
  v1::GetActorResponse response;
  const absl::Status status = Call(&Stub::GetActor, request, response, absl::Milliseconds(300));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_CONSISTENCY_NOT_REACHED);
  EXPECT_THAT(std::string(status.message()), HasSubstr("profile revision 1"));
  std::thread writer([&] {
    absl::SleepFor(absl::Milliseconds(100));
    Create(SampleActor("jane"));
  });
  EXPECT_TRUE(Call(&Stub::GetActor, request, response).ok());
  writer.join();
}

TEST_P(ReadMethodsTest, ReadsThatWaitForATokenKeepNobodyElseWaiting) {
  std::vector<std::thread> waiting;
  for (int i = 0; i < 2 * options_.worker_threads; ++i) {
    waiting.emplace_back([&] {
      v1::GetActorRequest request = GetRequest("actors/jane");
      request.mutable_consistency()->set_at_least_as_fresh(TokenOf(1'000'000));
      EXPECT_EQ(ReasonFor(&Stub::GetActor, request, absl::Seconds(4)),
                ERROR_REASON_CONSISTENCY_NOT_REACHED);
    });
  }
  absl::SleepFor(absl::Milliseconds(300));
  const absl::Time begun = absl::Now();
  Create(SampleActor("jane"));
  EXPECT_TRUE(Get("jane").ok());
  EXPECT_LT(absl::Now() - begun, absl::Seconds(2));
  for (std::thread& thread : waiting) thread.join();
}

TEST_P(ReadMethodsTest, ListPagesThroughWhatMatchesByName) {
  for (const char* id : {"e", "b", "a-b", "d", "a"}) Create(BareActor(id, "Leader"));
  Create(BareActor("c", "State", v1::ACTOR_KIND_STATE, "AZE"));
  v1::ListActorsRequest request;
  for (const int page_size : {1, 2, 3, 6, 7, 2'000'000'000}) {
    request.set_page_size(page_size);
    EXPECT_THAT(ListAll(request, 6), ElementsAre("a", "a-b", "b", "c", "d", "e")) << page_size;
  }
  request.set_page_size(2);
  request.set_filter("kind = LEADER");
  EXPECT_THAT(ListAll(request, 5), ElementsAre("a", "a-b", "b", "d", "e"));
  request.set_filter("display_name = \"St*\" AND country_code = \"AZE\"");
  EXPECT_THAT(ListAll(request, 1), ElementsAre("c"));
  request.set_filter("country_code = \"TUR\"");
  EXPECT_THAT(ListAll(request, 0), ElementsAre());
}

TEST_P(ReadMethodsTest, PagesHaveTheirDefaultAndTheirMost) {
  std::vector<v1::Actor> actors;
  for (int i = 0; i < 1001; ++i) actors.push_back(BareActor("a" + std::to_string(i), "x"));
  ASSERT_EQ(Import(actors).size(), 1001u);
  v1::ListActorsRequest request;
  v1::ListActorsResponse page;
  ASSERT_TRUE(Call(&Stub::ListActors, request, page).ok());
  EXPECT_EQ(page.actors_size(), 50);
  EXPECT_EQ(page.total_size(), 1001);
  request.set_page_size(5000);
  ASSERT_TRUE(Call(&Stub::ListActors, request, page).ok());
  EXPECT_EQ(page.actors_size(), 1000);
  EXPECT_FALSE(page.next_page_token().empty());
}

TEST_P(ReadMethodsTest, APageOfLargeActorsStaysBelowWhatClientsTake) {
  std::vector<v1::Actor> actors;
  for (int i = 0; i < 40; ++i) {
    v1::Actor actor = BareActor("a" + std::to_string(10 + i), "x");
    for (int k = 0; k < 400; ++k) {
      v1::Relation& relation = *actor.add_relations();
      relation.set_object(NameOf("b" + std::to_string(k)));
      relation.set_type(v1::RELATION_TYPE_ALLY);
      relation.set_note(std::string(480, 'n'));
    }
    actors.push_back(actor);
  }
  ASSERT_EQ(Import(actors).size(), 40u);  // 8 MB in all; gRPC's clients take 4 MiB by default
  v1::ListActorsRequest request;
  request.set_page_size(1000);
  EXPECT_EQ(ListAll(request, 40).size(), 40u);
}

TEST_P(ReadMethodsTest, ListRefusesBadPagesAndFilters) {
  Create(BareActor("a", "A"));
  Create(BareActor("b", "B"));
  v1::ListActorsRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(ReasonFor(&Stub::ListActors, request), ERROR_REASON_INVALID_PAGE_SIZE);
  request.set_page_size(1);
  v1::ListActorsResponse page;
  ASSERT_TRUE(Call(&Stub::ListActors, request, page).ok());
  const std::string token = page.next_page_token();
  ASSERT_FALSE(token.empty());
  for (const std::string& bad :
       {std::string("damaged"), token + "A", token.substr(1), std::string(3, '\0'), TokenOf(1)}) {
    request.set_page_token(bad);
    EXPECT_EQ(ReasonFor(&Stub::ListActors, request), ERROR_REASON_INVALID_PAGE_TOKEN);
  }
  request.set_page_token(token);
  request.set_filter("kind = LEADER");
  EXPECT_EQ(ReasonFor(&Stub::ListActors, request), ERROR_REASON_INVALID_PAGE_TOKEN)
      << "a token of another filter";
  request.clear_page_token();
  for (const char* filter :
       {"colour = RED", "kind = KING", "kind", "kind = \"LEADER", "= LEADER", "kind = LEADER OR x",
        "kind != LEADER", "country_code = A*", "kind = LEADER AND", "office = x"}) {
    request.set_filter(filter);
    EXPECT_EQ(ReasonFor(&Stub::ListActors, request), ERROR_REASON_INVALID_FILTER) << filter;
  }
  request.set_filter(std::string(2001, ' '));
  EXPECT_EQ(ReasonFor(&Stub::ListActors, request), ERROR_REASON_INVALID_FILTER);
}

TEST_P(ReadMethodsTest, BatchGetKeepsTheOrderAndListsWhatIsMissing) {
  Create(SampleActor("jane"));
  Create(SampleActor("john"));
  v1::BatchGetActorsRequest request;
  for (const char* id : {"john", "nobody", "jane", "john", "no-one"}) {
    request.add_names(NameOf(id));
  }
  v1::BatchGetActorsResponse response;
  ASSERT_TRUE(Call(&Stub::BatchGetActors, request, response).ok());
  std::vector<std::string> names;
  for (const v1::Actor& actor : response.actors()) names.push_back(actor.name());
  EXPECT_THAT(names, ElementsAre("actors/john", "actors/jane", "actors/john"));
  EXPECT_THAT(response.missing_names(), ElementsAre("actors/nobody", "actors/no-one"));
  EXPECT_EQ(response.actors(1).DebugString(), Get("jane")->DebugString());
}

TEST_P(ReadMethodsTest, BatchGetNamesEveryWrongNameAndCapsTheirNumber) {
  v1::BatchGetActorsRequest request;
  for (const char* name : {"actors/jane", "actors/Jane", "actors/john", "jane"}) {
    request.add_names(name);
  }
  v1::BatchGetActorsResponse response;
  absl::Status status = Call(&Stub::BatchGetActors, request, response);
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(std::string(status.message()), HasSubstr("names[1]"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("names[3]"));
  request.clear_names();
  EXPECT_TRUE(Call(&Stub::BatchGetActors, request, response).ok())
      << "nothing asked, as in scoring";
  EXPECT_EQ(response.actors_size(), 0);
  for (int i = 0; i < 1000; ++i) request.add_names(NameOf("a" + std::to_string(i)));
  ASSERT_TRUE(Call(&Stub::BatchGetActors, request, response).ok());
  EXPECT_EQ(response.missing_names_size(), 1000);
  request.add_names("actors/one-more");
  EXPECT_EQ(ReasonFor(&Stub::BatchGetActors, request), ERROR_REASON_INVALID_FIELD);
}

INSTANTIATE_TEST_SUITE_P(Backends, ReadMethodsTest, testing::kBackends, testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
