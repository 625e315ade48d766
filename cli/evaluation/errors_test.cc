#include "cli/evaluation/errors.h"

#include <gtest/gtest.h>

namespace isotherm::cli {
namespace {

TEST(ErrorsTest, OnlyWhatWasJudgedWronglyIsListed) {
  std::vector<ClauseRecord> clauses(3);
  for (int i = 0; i < 3; ++i) {
    clauses[i].id = "c" + std::to_string(i);
    clauses[i].leader = "A. Leader";
    clauses[i].text = "Text \xff " + std::to_string(i);
    clauses[i].direction = Direction::kRaises;
    clauses[i].domain = Domain::kEconomy;
  }
  const ClauseReport report = EvaluateClauses(
      [](const ClauseRecord& clause) {
        return ClauseVerdict{clause.id == "c1" ? Direction::kLowers : Direction::kRaises,
                             clause.id == "c2" ? Domain::kUnrest : Domain::kEconomy};
      },
      clauses);
  // The byte that is no UTF-8 is replaced.
  EXPECT_EQ(ErrorLines(clauses, report),
            "{\"id\":\"c1\",\"leader\":\"A. Leader\",\"truth\":\"RAISES\",\"judged\":\"LOWERS\","
            "\"mention\":\"\",\"text\":\"Text \xEF\xBF\xBD 1\"}\n"
            "{\"id\":\"c2\",\"leader\":\"A. Leader\",\"domain\":\"ECONOMY\",\"judged_domain\":"
            "\"UNREST\",\"mention\":\"\",\"text\":\"Text \xEF\xBF\xBD 2\"}\n");
}

TEST(ErrorsTest, EventsNameWhatWasWrong) {
  std::vector<EventRecord> records(1);
  records[0].id = "e1";
  records[0].text = "A met B.";
  GoldEvent event;
  event.source = "A";
  event.target = "B";
  event.types = 1u << static_cast<unsigned>(EventType::kConsult);
  event.aux = Aux::kAsserted;
  records[0].events = {event};
  const EventReport report =
      EvaluateGivenActors(records, [](const std::string&, const std::string&, const std::string&) {
        JudgedType judged;
        judged.probabilities.assign(kEventTypeCount, 0.0);
        judged.probabilities[static_cast<int>(EventType::kConsult)] = 1.0;
        judged.aux = Aux::kFuture;
        return judged;
      });
  EXPECT_EQ(ErrorLines(records, report),
            "{\"id\":\"e1\",\"what\":\"aux\",\"truth\":\"ASSERTED\",\"judged\":\"FUTURE\","
            "\"text\":\"A met B.\"}\n");
}

}  // namespace
}  // namespace isotherm::cli
