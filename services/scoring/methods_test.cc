// The unary methods one by one, over a real server: what they answer and each documented error.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/common/consistency/consistency_token.h"
#include "services/scoring/convert/factor_convert.h"
#include "services/scoring/convert/reading_convert.h"
#include "services/scoring/testing/server_fixture.h"

namespace isotherm::scoring {
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

const std::vector<std::string> kBadNames = {"",
                                            "jane",
                                            "leaders/jane",
                                            "leaders//heat",
                                            "leaders/Jane/heat",
                                            "leaders/jane/heat/x",
                                            "leaders/jane/factors/x",
                                            "leaders/" + std::string(65, 'a') + "/heat",
                                            "actors/jane/heat"};

class MethodsTest : public ScoringServerTest {
 protected:
  void SetUp() override { StartReadyServer(); }

  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }
};

TEST_F(MethodsTest, GetHeatAnswersAtEveryConsistency) {
  Score({SampleFactor("jane", "a")});
  auto request = Named<v1::GetHeatRequest>("leaders/jane/heat");
  v1::GetHeatResponse fast, fresh, full;
  ASSERT_TRUE(Call(&Stub::GetHeat, request, fast).ok());
  EXPECT_EQ(fast.reading().name(), "leaders/jane/heat");
  EXPECT_EQ(fast.reading().leader(), "leaders/jane");
  EXPECT_EQ(fast.reading().leader_display_name(), "Leader jane");
  EXPECT_EQ(fast.reading().model(), "heat-1");
  EXPECT_EQ(fast.reading().level_probabilities_size(), 6);
  EXPECT_GT(fast.reading().revision(), 0);
  EXPECT_FALSE(fast.reading().cache_bypassed());
  request.mutable_consistency()->set_fully_consistent(true);
  ASSERT_TRUE(Call(&Stub::GetHeat, request, full).ok());
  EXPECT_EQ(full.SerializeAsString(), fast.SerializeAsString());
  const std::int64_t revision = factors_.Put({SampleFactor("jane", "b")});
  request.mutable_consistency()->set_at_least_as_fresh(FactorToken(revision));
  ASSERT_TRUE(Call(&Stub::GetHeat, request, fresh).ok());
  EXPECT_EQ(fresh.reading().coverage().factor_count(), 2);
  EXPECT_GE(fresh.reading().factor_revision(), revision);
}

TEST_F(MethodsTest, GetHeatRefusesWhatItCannotAnswer) {
  for (const std::string& name : kBadNames) {
    EXPECT_EQ(ReasonFor(&Stub::GetHeat, Named<v1::GetHeatRequest>(name)),
              ERROR_REASON_INVALID_FIELD)
        << name;
  }
  auto unknown = Named<v1::GetHeatRequest>("leaders/nobody/heat");
  for (int i = 0; i < 2; ++i) {  // the second from memory
    v1::GetHeatResponse response;
    const absl::Status status = Call(&Stub::GetHeat, unknown, response);
    EXPECT_TRUE(absl::IsNotFound(status)) << status;
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_THAT(std::string(status.message()), HasSubstr("leaders/nobody/heat"));
  }
  unknown.mutable_consistency()->set_fully_consistent(true);
  EXPECT_EQ(ReasonFor(&Stub::GetHeat, unknown), ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(MethodsTest, AnUnknownLeaderIsThereAsSoonAsItIsScored) {
  EXPECT_TRUE(absl::IsNotFound(Get("jane").status()));
  Score({SampleFactor("jane", "a")});
  EXPECT_TRUE(Get("jane").ok());
  factors_.Delete("leaders/jane/factors/a");
  EXPECT_TRUE(Eventually([&] { return absl::IsNotFound(Get("jane").status()); }));
  Score({SampleFactor("jane", "a")});
  EXPECT_TRUE(Get("jane").ok());
}

TEST_F(MethodsTest, GetHeatComputesForAnotherTime) {
  Score({SampleFactor("jane", "a")});
  auto request = Named<v1::GetHeatRequest>("leaders/jane/heat");
  *request.mutable_as_of_time() = ToTimestamp(SampleDay() + 500 * absl::Hours(24));
  v1::GetHeatResponse later;
  ASSERT_TRUE(Call(&Stub::GetHeat, request, later).ok());
  EXPECT_LT(later.reading().score(), Get("jane")->score()) << "evidence decays";
  EXPECT_EQ(later.reading().as_of_time().seconds(), request.as_of_time().seconds());
  *request.mutable_as_of_time() = ToTimestamp(SampleDay() - absl::Hours(24));
  EXPECT_EQ(ReasonFor(&Stub::GetHeat, request), ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const std::int64_t seconds :
       {std::int64_t{-2208988801}, std::int64_t{7258118400}, std::int64_t{1} << 60}) {
    request.mutable_as_of_time()->set_seconds(seconds);
    EXPECT_EQ(ReasonFor(&Stub::GetHeat, request), ERROR_REASON_INVALID_FIELD) << seconds;
  }
  request.mutable_as_of_time()->set_seconds(0);
  request.mutable_as_of_time()->set_nanos(-1);
  EXPECT_EQ(ReasonFor(&Stub::GetHeat, request), ERROR_REASON_INVALID_FIELD);
}

TEST_F(MethodsTest, ATokenThatIsNotMetInTimeSaysWhatIsMissing) {
  Score({SampleFactor("jane", "a")});
  auto request = Named<v1::GetHeatRequest>("leaders/jane/heat");
  v1::GetHeatResponse response;
  request.mutable_consistency()->set_at_least_as_fresh(FactorToken(812));
  absl::Status status = Call(&Stub::GetHeat, request, response, absl::Milliseconds(300));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_CONSISTENCY_NOT_REACHED);
  EXPECT_THAT(std::string(status.message()), HasSubstr("factor revision 812"));
  request.mutable_consistency()->set_at_least_as_fresh(ProfileToken(5));
  status = Call(&Stub::GetHeat, request, response, absl::Milliseconds(300));
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_CONSISTENCY_NOT_REACHED);
  EXPECT_THAT(std::string(status.message()), HasSubstr("profile revision 5"));
}

TEST_F(MethodsTest, ATokenThatCannotBeReadIsRefusedByEveryMethod) {
  const std::string foreign =
      consistency::Token(consistency::Service::kScoring, "another-store", 1).ToString();
  for (const std::string& token : {std::string("damaged"), foreign}) {
    const auto with_token = [&](auto request) {
      request.mutable_consistency()->set_at_least_as_fresh(token);
      return request;
    };
    EXPECT_EQ(ReasonFor(&Stub::GetHeat, with_token(Named<v1::GetHeatRequest>("leaders/jane/heat"))),
              ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
    EXPECT_EQ(ReasonFor(&Stub::BatchGetHeat, with_token(v1::BatchGetHeatRequest())),
              ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
    EXPECT_EQ(ReasonFor(&Stub::ListHeat, with_token(v1::ListHeatRequest())),
              ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
    EXPECT_EQ(ReasonFor(&Stub::ExplainHeat,
                        with_token(Named<v1::ExplainHeatRequest>("leaders/jane/heat"))),
              ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
  }
}

TEST_F(MethodsTest, BatchGetKeepsTheOrderAndListsWhatIsMissing) {
  Score({SampleFactor("jane", "a"), SampleFactor("john", "b")});
  v1::BatchGetHeatRequest request;
  for (const char* leader : {"john", "nobody", "jane", "john"}) {
    request.add_names(absl::StrCat("leaders/", leader, "/heat"));
  }
  for (const bool full : {false, true}) {
    request.mutable_consistency()->set_fully_consistent(full);
    v1::BatchGetHeatResponse response;
    ASSERT_TRUE(Call(&Stub::BatchGetHeat, request, response).ok());
    std::vector<std::string> names;
    for (const auto& reading : response.readings()) names.push_back(reading.leader());
    EXPECT_THAT(names, ElementsAre("leaders/john", "leaders/jane", "leaders/john"));
    EXPECT_THAT(response.missing_names(), ElementsAre("leaders/nobody/heat"));
  }
  v1::BatchGetHeatResponse empty;
  ASSERT_TRUE(Call(&Stub::BatchGetHeat, v1::BatchGetHeatRequest(), empty).ok());
  EXPECT_EQ(empty.readings_size(), 0);
}

TEST_F(MethodsTest, BatchGetNamesEveryWrongNameAndCapsTheirNumber) {
  v1::BatchGetHeatRequest request;
  request.add_names("leaders/jane/heat");
  request.add_names("leaders/Jane/heat");
  request.add_names("jane");
  v1::BatchGetHeatResponse response;
  const absl::Status status = Call(&Stub::BatchGetHeat, request, response);
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(status.ToString(), HasSubstr("names[1]"));
  request.clear_names();
  for (int i = 0; i < 1000; ++i) request.add_names("leaders/nobody/heat");
  EXPECT_TRUE(Call(&Stub::BatchGetHeat, request, response).ok());
  request.add_names("leaders/nobody/heat");
  EXPECT_EQ(ReasonFor(&Stub::BatchGetHeat, request), ERROR_REASON_INVALID_FIELD);
}

TEST_F(MethodsTest, ListHeatPagesAndFilters) {
  std::vector<factor::v1::Factor> factors;
  for (const char* leader : {"e", "b", "a-b", "d", "a"}) {
    factors.push_back(SampleFactor(leader, "x"));
  }
  factors.push_back(SampleFactor("cold", "y", common::v1::DIRECTION_LOWERS));
  Score(factors);
  v1::ListHeatRequest request;
  request.set_page_size(2);
  std::vector<std::string> leaders;
  do {
    v1::ListHeatResponse response;
    ASSERT_TRUE(Call(&Stub::ListHeat, request, response).ok());
    EXPECT_LE(response.readings_size(), 2);
    for (const auto& reading : response.readings()) {
      leaders.emplace_back(LeaderIdOf(reading.leader()));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(leaders, ElementsAre("a", "a-b", "b", "cold", "d", "e"));

  const std::string level = common::v1::HeatLevel_Name(Get("cold")->level()).substr(11);
  v1::ListHeatRequest filtered;
  v1::ListHeatResponse response;
  filtered.set_filter(absl::StrCat("level = ", level));
  ASSERT_TRUE(Call(&Stub::ListHeat, filtered, response).ok());
  ASSERT_EQ(response.readings_size(), 1);
  EXPECT_EQ(response.readings(0).leader(), "leaders/cold");
  filtered.set_filter(absl::StrCat("level = ", level, " AND level = BLAZING"));
  ASSERT_TRUE(Call(&Stub::ListHeat, filtered, response).ok());
  EXPECT_EQ(response.readings_size(), 0) << "no reading has two levels";
}

TEST_F(MethodsTest, ListHeatRefusesBadPagesAndFilters) {
  Score({SampleFactor("a", "x"), SampleFactor("b", "x")});
  v1::ListHeatRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(ReasonFor(&Stub::ListHeat, request), ERROR_REASON_INVALID_PAGE_SIZE);
  request.set_page_size(1);
  v1::ListHeatResponse page;
  ASSERT_TRUE(Call(&Stub::ListHeat, request, page).ok());
  const std::string token = page.next_page_token();
  ASSERT_FALSE(token.empty());
  request.set_page_token("damaged");
  EXPECT_EQ(ReasonFor(&Stub::ListHeat, request), ERROR_REASON_INVALID_PAGE_TOKEN);
  request.set_page_token(token);
  request.set_filter("level = HOT");
  EXPECT_EQ(ReasonFor(&Stub::ListHeat, request), ERROR_REASON_INVALID_PAGE_TOKEN)
      << "a token of another filter";
  auto history = Named<v1::ListHeatHistoryRequest>("leaders/a/heat");
  history.set_page_token(token);
  EXPECT_EQ(ReasonFor(&Stub::ListHeatHistory, history), ERROR_REASON_INVALID_PAGE_TOKEN);
  request.clear_page_token();
  for (const char* filter : {"colour = RED", "level = LUKEWARM", "level", "level = \"HOT", "= HOT",
                             "level = HOT OR level = COLD", "trend = HOT"}) {
    request.set_filter(filter);
    EXPECT_EQ(ReasonFor(&Stub::ListHeat, request), ERROR_REASON_INVALID_FILTER) << filter;
  }
  request.set_filter("");
  request.set_page_size(2'000'000'000);
  EXPECT_TRUE(Call(&Stub::ListHeat, request, page).ok()) << "too large is cut, not refused";
}

TEST_F(MethodsTest, RankOrdersByScoreAndTiesShareARank) {
  Score({SampleFactor("a", "x"), SampleFactor("b", "x"),
         SampleFactor("c", "x", common::v1::DIRECTION_LOWERS)});
  const auto ranked = [&](v1::RankLeadersRequest::Order order, int limit) {
    v1::RankLeadersRequest request;
    request.set_order(order);
    request.set_limit(limit);
    v1::RankLeadersResponse response;
    EXPECT_TRUE(Call(&Stub::RankLeaders, request, response).ok());
    std::vector<std::string> entries;
    for (const auto& entry : response.entries()) {
      entries.push_back(absl::StrCat(entry.rank(), entry.reading().leader()));
    }
    return entries;
  };
  EXPECT_THAT(ranked(v1::RankLeadersRequest::ORDER_UNSPECIFIED, 0),
              ElementsAre("1leaders/a", "1leaders/b", "3leaders/c"));
  EXPECT_THAT(ranked(v1::RankLeadersRequest::ORDER_HOTTEST, 1), ElementsAre("1leaders/a"));
  EXPECT_THAT(ranked(v1::RankLeadersRequest::ORDER_COLDEST, 5000),
              ElementsAre("1leaders/c", "2leaders/a", "2leaders/b"));
  v1::RankLeadersRequest request;
  request.set_limit(-3);
  EXPECT_EQ(ReasonFor(&Stub::RankLeaders, request), ERROR_REASON_INVALID_FIELD);
  request.set_limit(1);
  request.set_order(static_cast<v1::RankLeadersRequest::Order>(77));
  EXPECT_EQ(ReasonFor(&Stub::RankLeaders, request), ERROR_REASON_INVALID_FIELD);
}

TEST_F(MethodsTest, HistoryHoldsEveryReadingNewestFirst) {
  for (int i = 0; i < 5; ++i) Score({SampleFactor("jane", std::to_string(i))});
  auto request = Named<v1::ListHeatHistoryRequest>("leaders/jane/heat");
  request.set_page_size(2);
  std::vector<int> factor_counts;
  do {
    v1::ListHeatHistoryResponse response;
    ASSERT_TRUE(Call(&Stub::ListHeatHistory, request, response).ok());
    for (const auto& reading : response.readings()) {
      factor_counts.push_back(reading.coverage().factor_count());
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(factor_counts, ElementsAre(5, 4, 3, 2, 1));

  for (const std::string& name : kBadNames) {
    EXPECT_EQ(ReasonFor(&Stub::ListHeatHistory, Named<v1::ListHeatHistoryRequest>(name)),
              ERROR_REASON_INVALID_FIELD)
        << name;
  }
  EXPECT_EQ(
      ReasonFor(&Stub::ListHeatHistory, Named<v1::ListHeatHistoryRequest>("leaders/nobody/heat")),
      ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_page_size(-1);
  EXPECT_EQ(ReasonFor(&Stub::ListHeatHistory, request), ERROR_REASON_INVALID_PAGE_SIZE);
  request.set_page_size(1);
  request.set_page_token("damaged");
  EXPECT_EQ(ReasonFor(&Stub::ListHeatHistory, request), ERROR_REASON_INVALID_PAGE_TOKEN);
}

TEST_F(MethodsTest, ExplanationsAddUp) {
  profile::v1::Actor actor = SampleActor("jane");
  const std::int64_t profile = profiles_.Put(actor);
  Score({SampleFactor("jane", "a"), SampleFactor("jane", "b", common::v1::DIRECTION_LOWERS),
         SampleFactor("jane", "c")});
  auto request = Named<v1::ExplainHeatRequest>("leaders/jane/heat");
  request.mutable_consistency()->set_at_least_as_fresh(ProfileToken(profile));
  v1::ExplainHeatResponse response;
  ASSERT_TRUE(Call(&Stub::ExplainHeat, request, response).ok());
  const v1::HeatExplanation& explanation = response.explanation();
  ASSERT_EQ(explanation.contributions_size(), 3);
  double sum = explanation.baseline_score();
  for (const auto& contribution : explanation.contributions()) sum += contribution.points();
  EXPECT_NEAR(sum, explanation.reading().score(), 1e-9);
  EXPECT_EQ(explanation.reading().score(), Get("jane")->score());
  EXPECT_EQ(explanation.reading().revision(), Get("jane")->revision());
  EXPECT_EQ(explanation.baseline_reason(), "President since 2003-10-31");
  EXPECT_EQ(explanation.factors_size(), 3);

  *request.mutable_as_of_time() = ToTimestamp(SampleDay() - absl::Hours(1));
  EXPECT_EQ(ReasonFor(&Stub::ExplainHeat, request), ERROR_REASON_RESOURCE_NOT_FOUND);
  request.mutable_as_of_time()->set_seconds(std::int64_t{1} << 50);
  EXPECT_EQ(ReasonFor(&Stub::ExplainHeat, request), ERROR_REASON_INVALID_FIELD);
  for (const std::string& name : kBadNames) {
    EXPECT_EQ(ReasonFor(&Stub::ExplainHeat, Named<v1::ExplainHeatRequest>(name)),
              ERROR_REASON_INVALID_FIELD)
        << name;
  }
  EXPECT_EQ(ReasonFor(&Stub::ExplainHeat, Named<v1::ExplainHeatRequest>("leaders/nobody/heat")),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace isotherm::scoring
