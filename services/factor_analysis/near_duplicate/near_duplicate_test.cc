// Measures what near duplicates are found by: copies of real reports as editors make them, against
// other reports about the same leader and about anybody.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/factor_analysis/engine/text/document_text.h"
#include "services/factor_analysis/engine/text/fingerprint.h"
#include "services/factor_analysis/near_duplicate/signature.h"

namespace isotherm::near_duplicate {
namespace {

struct Report {
  std::string leader;
  std::string text;
};

std::string SourceFile(const std::string& path) {
  const char* root = std::getenv("ISOTHERM_SOURCE_DIR");
  return std::string(root == nullptr ? "." : root) + "/" + path;
}

std::string Whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The labelled dossiers and the sample documents; a text that stands there twice counts once.
std::vector<Report> Reports() {
  std::vector<Report> reports;
  std::set<std::string> seen;
  const auto add = [&](std::string leader, std::string text) {
    if (seen.insert(text).second) reports.push_back({std::move(leader), std::move(text)});
  };
  std::ifstream dossiers(SourceFile("data/train/dossiers.jsonl"));
  for (std::string line; std::getline(dossiers, line);) {
    const auto json = nlohmann::json::parse(line);
    add(json.at("leader").get<std::string>(), json.at("text").get<std::string>());
  }
  for (const auto& entry : std::filesystem::directory_iterator(SourceFile("data/samples"))) {
    const std::string content = Whole(entry.path());
    const std::size_t body = content.find("\n---\n");
    const std::size_t leader = content.find("\nleader: ");
    if (body == std::string::npos || leader == std::string::npos) continue;
    const std::size_t name = leader + std::string("\nleader: ").size();
    add(content.substr(name, content.find('\n', name) - name), content.substr(body + 5));
  }
  return reports;
}

std::string Signature(const std::string& text) {
  return engine::Fingerprint(engine::DocumentText::Parse(text));
}

std::vector<std::string> Split(const std::string& text, const std::string& mark) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(mark, at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + mark.size();
  }
  return parts;
}

// What an editor makes of a wire story: another headline, the last paragraph cut, and a share of
// the words replaced, dropped or added.
class Editor {
 public:
  explicit Editor(const std::vector<Report>& reports) {
    for (const Report& report : reports) {
      for (std::string& word : Split(report.text, " ")) words_.push_back(std::move(word));
    }
  }

  std::string Copy(const std::string& text, double share) {
    std::vector<std::string> paragraphs = Split(text, "\n\n");
    if (paragraphs.size() > 2) paragraphs.pop_back();
    std::string copy = "Headline";
    for (int i = 0; i < 8; ++i) copy += " " + Word();
    for (const std::string& paragraph : paragraphs) {
      copy += "\n\n";
      for (const std::string& word : Split(paragraph, " ")) copy += Edited(word, share);
    }
    return copy;
  }

 private:
  const std::string& Word() { return words_[random_() % words_.size()]; }

  std::string Edited(const std::string& word, double share) {
    if (std::uniform_real_distribution<>()(random_) >= share) return word + " ";
    switch (random_() % 5) {
      case 0:
        return "";
      case 1:
        return word + " " + Word() + " ";
      default:
        return Word() + " ";
    }
  }

  std::vector<std::string> words_;
  std::mt19937_64 random_{20231002};
};

class NearDuplicateTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    reports_ = new std::vector<Report>(Reports());
    signatures_ = new std::vector<std::string>();
    for (const Report& report : *reports_) signatures_->push_back(Signature(report.text));
  }
  static void TearDownTestSuite() {
    delete reports_;
    delete signatures_;
  }
  static std::vector<Report>* reports_;
  static std::vector<std::string>* signatures_;
};

std::vector<Report>* NearDuplicateTest::reports_ = nullptr;
std::vector<std::string>* NearDuplicateTest::signatures_ = nullptr;

TEST_F(NearDuplicateTest, FindsEditedCopiesAndNothingElse) {
  ASSERT_GE(reports_->size(), 200u);
  Editor editor(*reports_);
  struct Goal {
    double share;
    double recall;
  };
  for (const Goal goal : {Goal{0.05, 0.995}, Goal{0.10, 0.985}, Goal{0.15, 0.95}}) {
    int found = 0;
    int wrong = 0;
    for (std::size_t i = 0; i < reports_->size(); ++i) {
      const std::string copy = Signature(editor.Copy((*reports_)[i].text, goal.share));
      for (std::size_t k = 0; k < reports_->size(); ++k) {
        if (!AreNear(copy, (*signatures_)[k], kMinResemblance)) continue;
        ++(k == i ? found : wrong);
      }
    }
    const double recall = static_cast<double>(found) / static_cast<double>(reports_->size());
    const double precision = static_cast<double>(found) / std::max(found + wrong, 1);
    RecordProperty("recall at " + std::to_string(goal.share), std::to_string(recall));
    std::cout << goal.share * 100 << " % of the words changed: recall " << recall << ", precision "
              << precision << " over " << reports_->size() << " copies\n";
    EXPECT_GE(recall, goal.recall);
    EXPECT_GE(precision, 0.999);
  }
}

TEST_F(NearDuplicateTest, OtherReportsAboutOneLeaderAreOtherReports) {
  std::map<std::string, std::vector<std::size_t>> by_leader;
  for (std::size_t i = 0; i < reports_->size(); ++i) by_leader[(*reports_)[i].leader].push_back(i);
  int pairs = 0;
  double closest = 0;
  for (const auto& [leader, indices] : by_leader) {
    for (std::size_t a = 0; a < indices.size(); ++a) {
      for (std::size_t b = a + 1; b < indices.size(); ++b) {
        ++pairs;
        closest =
            std::max(closest, Resemblance((*signatures_)[indices[a]], (*signatures_)[indices[b]]));
      }
    }
  }
  std::cout << pairs << " pairs about one leader, the closest resembles by " << closest << "\n";
  EXPECT_GE(pairs, 20);
  EXPECT_LT(closest, kMinResemblance / 2);
}

TEST(SignatureTest, BandsTellPlaceAndValues) {
  std::array<std::uint16_t, kValues> values = {};
  const std::string zeros = Pack(values);
  const std::vector<std::int64_t> bands = BandsOf(zeros);
  EXPECT_EQ(std::set<std::int64_t>(bands.begin(), bands.end()).size(), kBands);
  values[3] = 1;
  const std::vector<std::int64_t> others = BandsOf(Pack(values));
  EXPECT_EQ(bands[0], others[0]);
  EXPECT_NE(bands[1], others[1]);
  EXPECT_EQ(bands[2], others[2]);
}

TEST(SignatureTest, NothingResemblesNoSignature) {
  const std::string some = Pack({});
  EXPECT_EQ(Resemblance("", ""), 0.0);
  EXPECT_EQ(Resemblance(some, "short"), 0.0);
  EXPECT_TRUE(BandsOf("").empty());
  EXPECT_FALSE(AreNear("", "", 0.3));
  EXPECT_TRUE(AreNear(some, some, 1.0));
}

TEST(SignatureTest, NearNeedsABandInCommon) {
  std::array<std::uint16_t, kValues> a = {};
  std::array<std::uint16_t, kValues> b = {};
  for (std::size_t i = 0; i < kValues; i += kValuesPerBand) b[i] = 7;  // every band differs
  EXPECT_EQ(Resemblance(Pack(a), Pack(b)), 0.5);
  EXPECT_FALSE(AreNear(Pack(a), Pack(b), 0.3));
  b[0] = 0;
  EXPECT_TRUE(AreNear(Pack(a), Pack(b), 0.3));
}

}  // namespace
}  // namespace isotherm::near_duplicate
