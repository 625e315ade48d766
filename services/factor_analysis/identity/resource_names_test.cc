#include "services/factor_analysis/identity/resource_names.h"

#include <gtest/gtest.h>

namespace isotherm::factor_analysis {
namespace {

TEST(ResourceNamesTest, RoundTrip) {
  EXPECT_EQ(ParseDocumentName(DocumentName("0a1b")), "0a1b");
  EXPECT_EQ(ParseEventName(EventName("0a1b")), "0a1b");
  EXPECT_EQ(ParseLeaderName(LeaderName("ilham-aliyev")), "ilham-aliyev");
  const std::string name = FactorName("ilham-aliyev", "0a1b");
  EXPECT_EQ(name, "leaders/ilham-aliyev/factors/0a1b");
  const auto parts = ParseFactorName(name);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->leader_id, "ilham-aliyev");
  EXPECT_EQ(parts->id, "0a1b");
}

TEST(ResourceNamesTest, RefusesEverythingElse) {
  for (const char* name : {"", "documents/", "documents/-", "documents/-a", "documents/a-",
                           "documents/a---b", "documents/a/b", "documents/A", "documents/ä",
                           "document/a", "events/a", " documents/a", "leaders/-"}) {
    EXPECT_FALSE(ParseDocumentName(name).has_value()) << name;
    EXPECT_FALSE(ParseLeaderName(name).has_value()) << name;
  }
  EXPECT_FALSE(ParseDocumentName("documents/" + std::string(65, 'a')).has_value());
  for (const char* name : {"leaders/x", "leaders/x/factors/", "leaders//factors/a",
                           "leaders/-/factors/a", "leaders/x/factors/a/factors/b", "x/factors/a"}) {
    EXPECT_FALSE(ParseFactorName(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace isotherm::factor_analysis
