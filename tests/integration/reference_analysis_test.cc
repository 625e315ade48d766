// The published analysis that the product is modelled on, where the shared folder is present: its
// level, its factors with their quotes, and that the words of the scale in it tell nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using common::v1::Direction;
using common::v1::FactorRole;
using factor::v1::Factor;

constexpr char kLeader[] = "leaders/ilham-aliyev";
constexpr char kRival[] = "leaders/nikol-pashinyan";

bool IsScored(FactorRole role) {
  return role == common::v1::FACTOR_ROLE_STANDING || role == common::v1::FACTOR_ROLE_CHANGE;
}

class ReferenceAnalysisTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::optional<std::string> seed = SharedFile("seeds/aliyev-2023.txt");
    if (!seed) GTEST_SKIP() << "ISOTHERM_SHARED_DIR holds no seeds/aliyev-2023.txt";
    seed_ = *seed;
  }

  struct Standing {
    scoring::v1::HeatReading reading;
    std::vector<Factor> factors;
  };

  // What the suite says of `leader` after reading nothing but `text`.
  static Standing Read(const std::string& text, const std::string& leader) {
    Standing result;
    const auto suite = Suite::Start();
    if (suite == nullptr) return result;
    const std::string token =
        TokenOf(Ingest(suite->client(), {MakeDocument("", text, "2023-10-02", "Reference")}));
    const auto explanation = Explanation(suite->client(), leader, token);
    if (!explanation) return result;
    result.reading = explanation->reading();
    factor::v1::ListFactorsRequest request;
    request.set_parent(leader);
    request.set_page_size(1000);
    const auto listed = suite->client().ListFactors(request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    if (listed.ok()) result.factors.assign(listed->factors().begin(), listed->factors().end());
    return result;
  }

  // A factor of that kind one of whose quotes holds the words.
  static bool Holds(const std::vector<Factor>& factors, FactorRole role, Direction direction,
                    const std::string& words) {
    for (const Factor& factor : factors) {
      const bool same_role = IsScored(role) ? IsScored(factor.role()) : factor.role() == role;
      if (!same_role || factor.direction() != direction) continue;
      for (const auto& evidence : factor.evidence()) {
        if (absl::StrContains(evidence.quote(), words)) return true;
      }
    }
    return false;
  }

  std::string seed_;
};

TEST_F(ReferenceAnalysisTest, IsReadAsAnAnalystWould) {
  const Standing aliyev = Read(seed_, kLeader);
  EXPECT_EQ(aliyev.reading.level(), common::v1::HEAT_LEVEL_BLAZING) << aliyev.reading.score();
  const auto raises = [&](const std::string& words) {
    EXPECT_TRUE(Holds(aliyev.factors, common::v1::FACTOR_ROLE_STANDING,
                      common::v1::DIRECTION_RAISES, words))
        << words;
  };
  raises("strong support for efforts to reclaim the region");  // public support
  raises("With his successful 2023 military operation");       // the operation won
  raises("Russia did not prevent");                            // the rival's patron holds off
  raises("makes imposing European sanctions");                 // Europe needs the gas
  raises("the United Nations recognises Nagorno-Karabakh");    // recognition
  raises("robust military and diplomatic support");            // the ally's backing
  raises("Armenia found itself without allies");               // the rival isolated
  const auto holds = [&](FactorRole role, const std::string& words) {
    EXPECT_TRUE(Holds(aliyev.factors, role, common::v1::DIRECTION_NONE, words)) << words;
  };
  holds(common::v1::FACTOR_ROLE_DRIVER, "complete his father’s legacy");
  holds(common::v1::FACTOR_ROLE_DRIVER, "territorial integrity");
  holds(common::v1::FACTOR_ROLE_IMPLICATION, "Filling the power vacuum left by Russia, Türkiye");
}

TEST_F(ReferenceAnalysisTest, LowersTheDefeatedRival) {
  const Standing rival = Read(seed_, kRival);
  EXPECT_TRUE(
      Holds(rival.factors, common::v1::FACTOR_ROLE_STANDING, common::v1::DIRECTION_LOWERS, ""));
  EXPECT_LT(rival.reading.score(), Read(seed_, kLeader).reading.score());
}

TEST_F(ReferenceAnalysisTest, TheWordsOfTheScaleTellNothing) {
  const Standing original = Read(seed_, kLeader);
  for (const auto& [upper, lower] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"FREEZING", "freezing"}, {"MILD", "mild"}}) {
    const std::string text = absl::StrReplaceAll(seed_, {{"BLAZING", upper}, {"blazing", lower}});
    const Standing changed = Read(text, kLeader);
    EXPECT_EQ(changed.reading.score(), original.reading.score()) << lower;
    EXPECT_EQ(changed.reading.level(), original.reading.level()) << lower;
    EXPECT_EQ(changed.factors.size(), original.factors.size()) << lower;
  }
}

}  // namespace
}  // namespace isotherm::integration
