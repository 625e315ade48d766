// Dated names against the shipped atlas: who was meant by this name on that day?
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/common/actors/atlas_reader.h"
#include "services/factor_analysis/engine/mentions/mention_finder.h"
#include "services/factor_analysis/engine/mentions/name_resolver.h"
#include "services/factor_analysis/engine/mentions/test_resources.h"

namespace isotherm::engine {
namespace {

struct Case {
  const char* mention;
  const char* day;
  const char* country;
  const char* context;
  const char* expected;
};

constexpr Case kCases[] = {
    // One surname, two or more leaders.
    {"Aliyev", "1999-05-01", "", "", "heydar-aliyev"},
    {"Aliyev", "2023-10-02", "", "", "ilham-aliyev"},
    {"President Aliyev", "2002-01-10", "", "", "heydar-aliyev"},
    {"President Aliyev", "2004-01-10", "", "", "ilham-aliyev"},
    {"the Azerbaijani president", "2001-06-01", "", "", "heydar-aliyev"},
    {"the Azerbaijani president", "2020-11-10", "", "", "ilham-aliyev"},
    {"Bush", "1991-01-17", "", "", "george-h-w-bush"},
    {"Bush", "2003-03-20", "", "", "george-w-bush"},
    {"George Bush", "1990-08-02", "", "", "george-h-w-bush"},
    {"George Bush", "2004-11-03", "", "", "george-w-bush"},
    {"George W. Bush", "1999-01-01", "", "", "george-w-bush"},
    {"George H.W. Bush", "2005-01-01", "", "", "george-h-w-bush"},
    {"Kim", "2006-10-09", "PRK", "", "kim-jong-il"},
    {"Kim", "2019-02-28", "PRK", "", "kim-jong-un"},
    {"the North Korean leader", "2010-01-01", "", "", "kim-jong-il"},
    {"the North Korean leader", "2018-06-12", "", "", "kim-jong-un"},
    {"Lee", "1985-01-01", "SGP", "", "lee-kuan-yew"},
    {"Lee", "2015-01-01", "SGP", "", "lee-hsien-loong"},
    {"Lee", "2010-01-01", "KOR", "", "lee-myung-bak"},
    {"Lee", "2025-09-01", "KOR", "", "lee-jae-myung"},
    {"Trudeau", "2021-01-01", "", "", "justin-trudeau"},
    {"Kirchner", "2005-01-01", "", "", "nestor-kirchner"},
    {"Kirchner", "2012-01-01", "", "", "cristina-fernandez-de-kirchner"},
    {"Assad", "1995-01-01", "", "", "hafez-al-assad"},
    {"Assad", "2015-01-01", "", "", "bashar-al-assad"},
    {"Kabila", "1999-01-01", "", "", "laurent-kabila"},
    {"Kabila", "2012-01-01", "", "", "joseph-kabila"},
    {"Kenyatta", "2015-01-01", "", "", "uhuru-kenyatta"},
    {"Marcos", "2023-01-01", "", "", "ferdinand-marcos-jr"},
    {"Gandhi", "2019-03-01", "IND", "", "rahul-gandhi"},
    {"Papandreou", "2010-05-01", "", "", "george-papandreou"},
    {"Clinton", "1998-12-01", "", "", "bill-clinton"},
    {"Clinton", "2011-05-01", "", "Hillary Clinton, the secretary of state, was there.",
     "hillary-clinton"},
    {"Johnson", "2020-01-31", "GBR", "", "boris-johnson"},
    {"Brown", "2009-01-01", "GBR", "", "gordon-brown"},
    {"Netanyahu", "2023-10-07", "", "", "benjamin-netanyahu"},
    {"Sharif", "2014-01-01", "PAK", "", "nawaz-sharif"},
    {"Sharif", "2023-01-01", "PAK", "", "shehbaz-sharif"},
    {"Bhutto", "1990-01-01", "", "", "benazir-bhutto"},
    {"Hasina", "2018-01-01", "", "", "sheikh-hasina"},
    {"Suu Kyi", "2017-01-01", "", "", "aung-san-suu-kyi"},
    {"Xi", "2022-10-23", "", "", "xi-jinping"},
    {"Hu", "2007-01-01", "CHN", "", "hu-jintao"},
    {"Abe", "2014-01-01", "", "", "shinzo-abe"},
    {"Lula", "2005-01-01", "", "", "luiz-inacio-lula-da-silva"},
    {"Merkel", "2015-09-01", "", "", "angela-merkel"},
    {"May", "2018-12-12", "GBR", "", "theresa-may"},
    // Office and nationality or place.
    {"the Turkish president", "2010-01-01", "", "", "abdullah-gul"},
    {"the Turkish president", "2016-07-16", "", "", "recep-tayyip-erdogan"},
    {"the Turkish prime minister", "2010-01-01", "", "", "recep-tayyip-erdogan"},
    {"the Russian president", "2010-01-01", "", "", "dmitry-medvedev"},
    {"the Russian president", "2014-03-18", "", "", "vladimir-putin"},
    {"the Russian prime minister", "2010-01-01", "", "", "vladimir-putin"},
    {"the British prime minister", "2007-06-01", "", "", "tony-blair"},
    {"the British prime minister", "2007-07-01", "", "", "gordon-brown"},
    {"the German chancellor", "2000-01-01", "", "", "gerhard-schroder"},
    {"the French president", "2010-01-01", "", "", "nicolas-sarkozy"},
    {"the US president", "2017-06-01", "", "", "donald-trump"},
    {"the UN secretary-general", "2003-01-01", "", "", "kofi-annan"},
    {"the president of Ukraine", "2015-01-01", "", "", "petro-poroshenko"},
    {"the Kenyan president", "2023-07-01", "", "", "william-ruto"},
    {"the Japanese prime minister", "2002-01-01", "", "", "junichiro-koizumi"},
    {"the prime minister", "2012-01-01", "GRC", "", "lucas-papademos"},
    // Diacritics, transliteration, misspelling.
    {"Erdo\xC4\x9F"
     "an",
     "2020-01-01", "", "", "recep-tayyip-erdogan"},
    {"Erdogan", "2020-01-01", "", "", "recep-tayyip-erdogan"},
    {"Ilhma Aliyev", "2010-01-01", "", "", "ilham-aliyev"},
    {"Vladmir Putin", "2010-01-01", "", "", "vladimir-putin"},
    // Other kinds.
    {"Baku", "2023-10-02", "", "", "azerbaijan"},
    {"the Kremlin", "2023-10-02", "", "", "russia"},
    {"T\xC3\xBCrkiye", "2023-10-02", "", "", "turkiye"},
    {"Turkey", "2003-10-02", "", "", "turkiye"},
    {"Azeri", "2023-10-02", "", "", "azerbaijan"},
    {"NATO", "2023-10-02", "", "", "nato"},
    {"U.S.", "2023-10-02", "", "", "united-states"},
};

class ResolutionTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { finder_ = AtlasFinder().release(); }
  static void TearDownTestSuite() {
    delete finder_;
    finder_ = nullptr;
  }
  static const MentionFinder* finder_;
};

const MentionFinder* ResolutionTest::finder_ = nullptr;

TEST_F(ResolutionTest, DatedNamesMeanWhoHeldTheOffice) {
  ASSERT_NE(finder_, nullptr);
  std::size_t right = 0;
  std::string wrong;
  for (const Case& c : kCases) {
    const auto day = ParseIsoDay(c.day);
    ASSERT_TRUE(day.ok());
    const auto found = finder_->Resolve(c.mention, *day, c.country, c.context);
    const std::string got = found.empty() ? "nobody" : found.front().actor->id;
    if (got == c.expected) {
      ++right;
    } else {
      wrong +=
          std::string(c.mention) + " on " + c.day + ": " + got + ", expected " + c.expected + "\n";
    }
    double sum = 0.0;
    for (const Resolution& resolution : found) {
      EXPECT_GE(resolution.confidence, 0.0);
      EXPECT_LE(resolution.confidence, found.front().confidence + 1e-12);
      sum += resolution.confidence;
    }
    EXPECT_LE(sum, 1.0 + 1e-9) << c.mention;
  }
  RecordProperty("right", static_cast<int>(right));
  EXPECT_EQ(right, std::size(kCases)) << wrong;
}

TEST_F(ResolutionTest, UnknownNamesGiveNobody) {
  const absl::CivilDay day(2023, 1, 1);
  EXPECT_TRUE(finder_->Resolve("", day, "", "").empty());
  EXPECT_TRUE(finder_->Resolve("Zyxwv Qrstu", day, "", "").empty());
  EXPECT_TRUE(finder_->Resolve("\xFF\xFE\x01", day, "", "").empty());
}

TEST(EditDistanceTest, CountsEditsUpToTheLimit) {
  EXPECT_EQ(EditDistance("ilhma aliyev", "ilham aliyev", 2), 1);
  EXPECT_EQ(EditDistance("kitten", "sitting", 5), 3);
  EXPECT_EQ(EditDistance("abc", "abc", 2), 0);
  EXPECT_EQ(EditDistance("abc", "xyz", 2), 3);
  EXPECT_EQ(EditDistance("", "ab", 2), 2);
}

}  // namespace
}  // namespace isotherm::engine
