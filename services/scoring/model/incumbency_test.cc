#include "services/scoring/model/incumbency.h"

#include "gtest/gtest.h"

namespace isotherm::scoring {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kDay = absl::Hours(24);

IncumbencyState RoleState(std::string_view role) {
  return StateAt(IncumbencyFromRole(role, kNow), kNow).state;
}

TEST(Incumbency, ReadsRoles) {
  EXPECT_EQ(RoleState(""), IncumbencyState::kUnknown);
  EXPECT_EQ(RoleState("President"), IncumbencyState::kExecutive);
  EXPECT_EQ(RoleState("Prime Minister"), IncumbencyState::kExecutive);
  EXPECT_EQ(RoleState("Prime Minister and MDC-T leader"), IncumbencyState::kExecutive);
  EXPECT_EQ(RoleState("President of the Transitional Federal Government"),
            IncumbencyState::kExecutive);
  EXPECT_EQ(RoleState("President-elect"), IncumbencyState::kDesignate);
  EXPECT_EQ(RoleState("Fidesz leader, prime minister-designate"), IncumbencyState::kDesignate);
  EXPECT_EQ(RoleState("Vice President"), IncumbencyState::kOtherOffice);
  EXPECT_EQ(RoleState("Deputy Prime Minister"), IncumbencyState::kOtherOffice);
  EXPECT_EQ(RoleState("Leader of the Opposition"), IncumbencyState::kOtherOffice);
  EXPECT_EQ(RoleState("President of the European Central Bank"), IncumbencyState::kOtherOffice);
  EXPECT_EQ(RoleState("League leader, former interior minister"), IncumbencyState::kOtherOffice);
  EXPECT_EQ(RoleState("Former President"), IncumbencyState::kFormer);
  EXPECT_EQ(RoleState("President (ousted)"), IncumbencyState::kFormer);
}

TEST(Incumbency, AFreshLossCountsFromNowAndFormerFromLongAgo) {
  const IncumbencyAt ousted = StateAt(IncumbencyFromRole("Deposed President", kNow), kNow);
  EXPECT_EQ(ousted.left, kNow);
  const IncumbencyAt former = StateAt(IncumbencyFromRole("Former President", kNow), kNow);
  EXPECT_LT(former.left, kNow - 5 * 365 * kDay);
}

TEST(Incumbency, GoverningOutranksAllElseAndTheLastLossCounts) {
  const Tenure old_post = {OfficeRank::kExecutive, kNow - 900 * kDay, kNow - 800 * kDay};
  const Tenure newer_post = {OfficeRank::kExecutive, kNow - 300 * kDay, kNow - 200 * kDay};
  const Tenure party = {OfficeRank::kParty, kNow - 2000 * kDay, absl::InfiniteFuture()};
  const Tenure next = {OfficeRank::kHeadOfGovernment, kNow + 30 * kDay, absl::InfiniteFuture()};
  EXPECT_EQ(StateAt({{newer_post, old_post}}, kNow).left, kNow - 200 * kDay);
  EXPECT_EQ(StateAt({{old_post, newer_post, party}}, kNow).state, IncumbencyState::kOtherOffice);
  EXPECT_EQ(StateAt({{party, next}}, kNow).state, IncumbencyState::kDesignate);
  EXPECT_EQ(StateAt({{party, next, newer_post}}, kNow + 30 * kDay).state,
            IncumbencyState::kExecutive);
  EXPECT_EQ(StateAt({{next}}, kNow - 300 * kDay).state, IncumbencyState::kUnknown);
}

}  // namespace
}  // namespace isotherm::scoring
