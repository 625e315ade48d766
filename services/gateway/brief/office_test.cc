#include "services/gateway/brief/office.h"

#include <gtest/gtest.h>

namespace isotherm::brief {
namespace {

using profile::v1::Actor;
using profile::v1::OfficeRank;

void AddOffice(Actor& actor, const char* title, OfficeRank rank, const char* start,
               const char* end) {
  auto& office = *actor.add_offices();
  office.set_title(title);
  office.set_organisation("actors/united-kingdom");
  office.set_rank(rank);
  office.set_start_date(start);
  office.set_end_date(end);
}

Actor Sunak() {
  Actor actor;
  AddOffice(actor, "Leader of the Conservative Party", profile::v1::OFFICE_RANK_PARTY, "2022-10-24",
            "2024-11-02");
  AddOffice(actor, "Prime Minister", profile::v1::OFFICE_RANK_EXECUTIVE, "2022-10-25",
            "2024-07-05");
  return actor;
}

const ActorNames kNames = {{"actors/united-kingdom", "United Kingdom"}};

TEST(OfficeTest, NamesTheMostPowerfulOfficeOfTheDay) {
  EXPECT_EQ(OfficeLine(Sunak(), "2023-01-01", kNames),
            "Prime Minister of the United Kingdom since 25 Oct 2022");
  EXPECT_EQ(OfficeLine(Sunak(), "2024-07-05", kNames),
            "Leader of the Conservative Party since 24 Oct 2022");
}

TEST(OfficeTest, NamesTheLastOfficeOfWhoHoldsNone) {
  EXPECT_EQ(OfficeLine(Sunak(), "2025-01-01", kNames),
            "former Leader of the Conservative Party (until 2 Nov 2024)");
}

TEST(OfficeTest, NamesThePresidencyThatWasWonBeforeFormerOffices) {
  Actor actor;
  AddOffice(actor, "Mayor of the capital", profile::v1::OFFICE_RANK_LOCAL, "2018-12-05",
            "2023-06-16");
  AddOffice(actor, "President", profile::v1::OFFICE_RANK_EXECUTIVE, "2024-10-01", "");
  const auto line = [&](const char* day, bool elected) {
    return OfficeLine(actor, day, kNames, elected);
  };
  EXPECT_EQ(line("2024-06-05", true),
            "elected President of the United Kingdom, to take office on 1 Oct 2024");
  // What the evidence of the day does not say, the profile does not tell ahead of time.
  EXPECT_EQ(line("2024-06-05", false), "former Mayor of the capital (until 16 Jun 2023)");
  EXPECT_EQ(line("2024-01-05", true), "former Mayor of the capital (until 16 Jun 2023)");
  EXPECT_EQ(line("2024-10-01", true), "President of the United Kingdom since 1 Oct 2024");
}

TEST(OfficeTest, SaysNothingBeforeTheFirstOffice) {
  EXPECT_EQ(OfficeLine(Sunak(), "2020-01-01", kNames), "");
  EXPECT_EQ(OfficeLine(Actor(), "2020-01-01", kNames), "");
}

TEST(OfficeTest, LeavesAnUnknownOrganisationOut) {
  EXPECT_EQ(OfficeLine(Sunak(), "2023-01-01", {}), "Prime Minister since 25 Oct 2022");
}

TEST(OfficeTest, PutsTheArticleWhereEnglishWantsIt) {
  EXPECT_EQ(WithArticle("France"), "France");
  EXPECT_EQ(WithArticle("NATO"), "NATO");
  EXPECT_EQ(WithArticle("Netherlands"), "the Netherlands");
  EXPECT_EQ(WithArticle("African Union"), "the African Union");
}

}  // namespace
}  // namespace isotherm::brief
