// ResolveMention over a real server that holds the shipped atlas.
#include <gmock/gmock.h>

#include "services/profile/testing/server_fixture.h"

namespace isotherm::profile {
namespace {

using Candidate = v1::ResolveMentionResponse::Candidate;
using common::v1::ERROR_REASON_INVALID_FIELD;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ResolveTest : public ProfileServerTest {
 protected:
  void SetUp() override {
    options_.atlas = SourceDir() + "/data/atlas";
    StartServer();
  }

  std::vector<Candidate> Resolve(const std::string& mention, const std::string& date,
                                 const std::string& context = "", int max_candidates = 0) {
    v1::ResolveMentionRequest request;
    request.set_mention(mention);
    request.set_date(date);
    request.set_context(context);
    request.set_max_candidates(max_candidates);
    v1::ResolveMentionResponse response;
    const absl::Status status = Call(&Stub::ResolveMention, request, response);
    EXPECT_TRUE(status.ok()) << mention << ": " << status;
    double sum = 0;
    double last = 1;
    for (const Candidate& candidate : response.candidates()) {
      EXPECT_GT(candidate.confidence(), 0) << mention;
      EXPECT_LE(candidate.confidence(), last) << "best first: " << mention;
      last = candidate.confidence();
      sum += candidate.confidence();
      EXPECT_FALSE(candidate.display_name().empty());
      EXPECT_FALSE(candidate.reason().empty());
    }
    EXPECT_LE(sum, 1 + 1e-9) << mention;
    return {response.candidates().begin(), response.candidates().end()};
  }
  std::vector<std::string> Names(const std::vector<Candidate>& candidates) {
    std::vector<std::string> names;
    for (const Candidate& candidate : candidates) names.push_back(candidate.actor().substr(7));
    return names;
  }
  // The best candidate, "nobody" when there is none.
  std::string Best(const std::string& mention, const std::string& date,
                   const std::string& context = "") {
    const std::vector<std::string> names = Names(Resolve(mention, date, context));
    return names.empty() ? "nobody" : names.front();
  }
};

TEST_P(ResolveTest, LeadersOfOneSurnameByTheDate) {
  EXPECT_EQ(Best("Aliyev", "2002-05-01"), "heydar-aliyev");
  EXPECT_EQ(Best("Aliyev", "2023-10-02"), "ilham-aliyev");
  EXPECT_EQ(Best("President Bush", "1991-02-01"), "george-h-w-bush");
  EXPECT_EQ(Best("President Bush", "2005-02-01"), "george-w-bush");
  EXPECT_EQ(Best("Assad", "1998-01-01"), "hafez-al-assad");
  EXPECT_EQ(Best("Assad", "2015-01-01"), "bashar-al-assad");
  EXPECT_EQ(Best("Kabila", "1999-01-01"), "laurent-kabila");
  EXPECT_EQ(Best("Kabila", "2010-01-01"), "joseph-kabila");
}

TEST_P(ResolveTest, OfficesByDateAndCountry) {
  EXPECT_EQ(Best("Azeri president", "2023-10-02"), "ilham-aliyev");
  EXPECT_EQ(Best("the Azerbaijani president", "2001-01-01"), "heydar-aliyev");
  EXPECT_EQ(Best("the British prime minister", "2018-01-01"), "theresa-may");
  EXPECT_EQ(Best("the president of Ukraine", "2023-01-01"), "volodymyr-zelensky");
  EXPECT_EQ(Best("President Aliyev", "2023-10-02"), "ilham-aliyev");
  EXPECT_EQ(Best("Prime Minister Sharif", "2015-01-01"), "nawaz-sharif");
  EXPECT_EQ(Best("Prime Minister Sharif", "2023-01-01"), "shehbaz-sharif");
}

TEST_P(ResolveTest, StatesByPeopleCapitalAndPalace) {
  EXPECT_EQ(Best("Baku", "2023-10-02"), "azerbaijan");
  EXPECT_EQ(Best("the Kremlin", "2023-10-02"), "russia");
  EXPECT_EQ(Best("Azeris", "2023-10-02"), "azerbaijan");
  EXPECT_EQ(Best("French", "2023-10-02"), "france");
  EXPECT_EQ(Best("Turkey", "2003-10-02"), "turkiye");
  EXPECT_THAT(Resolve("Baku", "2023-10-02")[0].reason(), HasSubstr("seat of government"));
  EXPECT_THAT(Resolve("Azeris", "2023-10-02")[0].reason(), HasSubstr("name of the people"));
}

TEST_P(ResolveTest, AnAmbiguousMentionGivesItsAlternatives) {
  const std::vector<Candidate> found = Resolve("Aliyev", "2023-10-02");
  EXPECT_THAT(Names(found), Contains("heydar-aliyev"));
  ASSERT_GE(found.size(), 2u);
  EXPECT_GT(found[0].confidence(), found[1].confidence());
  EXPECT_THAT(found[0].reason(), "surname; President since 2003-10-31");
  EXPECT_EQ(found[0].display_name(), "Ilham Aliyev");
  const std::vector<Candidate> lees = Resolve("Lee", "2010-06-01");
  EXPECT_THAT(Names(lees), Contains("lee-myung-bak"));
  EXPECT_THAT(Names(lees), Contains("lee-hsien-loong"));
  EXPECT_LT(lees[0].confidence(), 0.9) << "two of that name were in office";
}

TEST_P(ResolveTest, TheContextDecidesBetweenCountries) {
  EXPECT_EQ(Best("Lee", "2010-06-01", "Singapore's parliament met on Monday."), "lee-hsien-loong");
  EXPECT_EQ(Best("Lee", "2010-06-01", "South Korea blamed the North for the sinking."),
            "lee-myung-bak");
  EXPECT_EQ(Best("the prime minister", "2018-12-12", "In London, the British cabinet met."),
            "theresa-may");
  EXPECT_EQ(Best("the prime minister", "2018-12-12",
                 "France watched. In London, the British cabinet met; Britain waits."),
            "theresa-may")
      << "the country named most";
  EXPECT_EQ(Best("the prime minister", "2018-12-12", "Britain and Spain met."), "nobody");
  EXPECT_EQ(Best("the prime minister", "2018-12-12", "It rained."), "nobody");
}

TEST_P(ResolveTest, WithoutADateItIsToday) {
  clock_.Set(absl::FromCivil(absl::CivilDay(2001, 1, 1), absl::UTCTimeZone()));
  EXPECT_EQ(Best("Aliyev", ""), "heydar-aliyev");
  clock_.Set(absl::FromCivil(absl::CivilDay(2023, 1, 1), absl::UTCTimeZone()));
  EXPECT_EQ(Best("Aliyev", ""), "ilham-aliyev");
}

TEST_P(ResolveTest, NobodyKnownIsAnEmptyAnswer) {
  for (const char* mention :
       {"Zyxwv Qrstu", "   ", "!?", "\xE4\xB9\xA0\xE8\xBF\x91\xE5\xB9\xB3x"}) {
    EXPECT_THAT(Resolve(mention, "2023-01-01"), IsEmpty()) << mention;
  }
}

TEST_P(ResolveTest, NoMoreCandidatesThanAskedFor) {
  EXPECT_EQ(Resolve("Lee", "2010-06-01", "", 1).size(), 1u);
  EXPECT_EQ(Resolve("Lee", "2010-06-01", "", 2).size(), 2u);
  EXPECT_LE(Resolve("Lee", "2010-06-01").size(), 5u);
  EXPECT_GE(Resolve("Lee", "2010-06-01", "", 50).size(), 2u);
}

TEST_P(ResolveTest, AWriteIsSeenByTheNextCall) {
  EXPECT_EQ(Best("Qwertov", "2020-01-01"), "nobody");
  v1::Actor actor = BareActor("ivan-qwertov", "Ivan Qwertov", v1::ACTOR_KIND_LEADER, "RUS");
  actor.add_short_names("Qwertov");
  AddOffice(actor, "Minister of Works", "russia", "2019-01-01", "", v1::OFFICE_RANK_MINISTER);
  Create(actor);
  const std::vector<Candidate> found = Resolve("Qwertov", "2020-01-01");
  ASSERT_THAT(Names(found), ElementsAre("ivan-qwertov"));
  EXPECT_EQ(found[0].reason(), "surname; Minister of Works since 2019-01-01");
  EXPECT_THAT(Resolve("Ivan Qwertov", "2020-01-01")[0].reason(), StartsWith("full name"));
  Delete("ivan-qwertov");
  EXPECT_EQ(Best("Qwertov", "2020-01-01"), "nobody");
}

TEST_P(ResolveTest, TheReasonNamesTheOfficeNearestTheDay) {
  v1::Actor actor = BareActor("ivan-qwertov", "Ivan Qwertov");
  actor.add_short_names("Qwertov");
  AddOffice(actor, "Mayor", "russia", "2000-01-01", "2005-01-01");
  AddOffice(actor, "Governor", "russia", "2010-01-01", "2015-01-01");
  Create(actor);
  EXPECT_EQ(Resolve("Qwertov", "2002-01-01")[0].reason(),
            "surname; Mayor from 2000-01-01 until 2005-01-01");
  EXPECT_EQ(Resolve("Qwertov", "2007-01-01")[0].reason(),
            "surname; Mayor from 2000-01-01 until 2005-01-01");
  EXPECT_EQ(Resolve("Qwertov", "2020-01-01")[0].reason(),
            "surname; Governor from 2010-01-01 until 2015-01-01");
  EXPECT_EQ(Resolve("Qwertov", "1990-01-01")[0].reason(),
            "surname; Mayor from 2000-01-01 until 2005-01-01");
}

TEST_P(ResolveTest, WrongRequestsNameTheField) {
  const auto wrong = [&](const std::string& field, auto change) {
    v1::ResolveMentionRequest request;
    request.set_mention("Aliyev");
    change(request);
    v1::ResolveMentionResponse response;
    const absl::Status status = Call(&Stub::ResolveMention, request, response);
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_INVALID_FIELD) << field;
    EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  };
  using Request = v1::ResolveMentionRequest;
  wrong("mention", [](Request& r) { r.clear_mention(); });
  wrong("mention", [](Request& r) { r.set_mention(std::string(201, 'a')); });
  wrong("context", [](Request& r) { r.set_context(std::string(10'001, 'a')); });
  for (const char* date : {"yesterday", "2023", "2023-02-30", "2023-1-1", "02/10/2023"}) {
    wrong("date", [&](Request& r) { r.set_date(date); });
  }
  wrong("max_candidates", [](Request& r) { r.set_max_candidates(-1); });
  wrong("max_candidates", [](Request& r) { r.set_max_candidates(51); });
  EXPECT_THAT(Resolve(std::string(200, 'a'), "0001-01-01", std::string(10'000, 'a'), 50),
              IsEmpty());
}

// The back ends differ in nothing that is asked here.
INSTANTIATE_TEST_SUITE_P(Backends, ResolveTest, ::testing::Values(sql::Backend::kSqlite),
                         testing::BackendName);

}  // namespace
}  // namespace isotherm::profile
