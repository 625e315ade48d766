#include "services/factor_analysis/identity/content_id.h"

#include <gtest/gtest.h>

#include <set>

namespace isotherm::factor_analysis {
namespace {

TEST(ContentIdTest, IsOneFunctionOfItsPartsForEver) {
  // SHA-256 of the octets "1:a2:bc", computed apart; stored names depend on it.
  EXPECT_EQ(ContentId({"a", "bc"}), "ac8ab1w8f0db4qattz1zgm1ng8");
}

TEST(ContentIdTest, PartsAreNotConfusedWithTheirConcatenation) {
  std::set<std::string> ids;
  ids.insert(ContentId({"ab", "c"}));
  ids.insert(ContentId({"a", "bc"}));
  ids.insert(ContentId({"abc"}));
  ids.insert(ContentId({"abc", ""}));
  ids.insert(ContentId({"1:a", "bc"}));
  EXPECT_EQ(ids.size(), 5u);
}

TEST(ContentIdTest, EveryPartOfADocumentFactorOrEventCounts) {
  std::set<std::string> ids;
  ids.insert(DocumentId("text", "2023-10-02", "Agency"));
  ids.insert(DocumentId("text ", "2023-10-02", "Agency"));
  ids.insert(DocumentId("text", "2023-10-03", "Agency"));
  ids.insert(DocumentId("text", "2023-10-02", ""));
  ids.insert(SourceKey("title", "text", 0, "2023-10-02", "Agency"));
  ids.insert(SourceKey("", "text", 0, "2023-10-02", "Agency"));
  ids.insert(SourceKey("title", "text", 3, "2023-10-02", "Agency"));
  ids.insert(FactorId("d", "leader", "claim", 1, 23, 0));
  ids.insert(FactorId("d", "leader", "claim", 12, 3, 0));
  ids.insert(FactorId("d", "leader", "claim", 1, 23, 1));
  ids.insert(FactorId("d", "other", "claim", 1, 23, 0));
  ids.insert(EventId("d", "a", "b", "AID", 1, 2, 0));
  ids.insert(EventId("d", "b", "a", "AID", 1, 2, 0));
  EXPECT_EQ(ids.size(), 13u);
}

}  // namespace
}  // namespace isotherm::factor_analysis
