#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/factor_analysis/engine/learning/trainer.h"
#include "services/factor_analysis/engine/learning/weights_file.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

FeatureVector Words(std::initializer_list<std::string_view> words) {
  FeatureVector features(12);
  for (const std::string_view word : words) features.Add(TokenHash(word));
  features.Finish();
  return features;
}

LinearModel TrainThree() {
  static const std::vector<FeatureVector> kVectors = {Words({"cat", "purrs"}), Words({"cat"}),
                                                      Words({"dog", "barks"}), Words({"dog"}),
                                                      Words({"cow", "moos"}),  Words({"cow"})};
  std::vector<Example> examples;
  for (int i = 0; i < 6; ++i) examples.push_back({&kVectors[i], i / 2, 1.0});
  TrainOptions options;
  options.bits = 12;
  options.l2 = 0.1;
  return *TrainLogistic(examples, {"cat", "dog", "cow"}, options);
}

TEST(FeatureVectorTest, MergesRepeatsCapsAndScales) {
  FeatureVector features(12);
  for (int i = 0; i < 5; ++i) features.Add(7);
  features.Add(9);
  features.Finish(/*norm=*/1.0f, /*cap=*/2.0f);
  ASSERT_EQ(features.features().size(), 2u);
  const float a = features.features()[0].value, b = features.features()[1].value;
  EXPECT_NEAR(a * a + b * b, 1.0f, 1e-6f);
  EXPECT_NEAR(std::max(a, b) / std::min(a, b), 2.0f, 1e-5f);
}

TEST(TrainerTest, LearnsThreeClasses) {
  const LinearModel model = TrainThree();
  EXPECT_GT(model.Probabilities(Words({"purrs", "cat"}))[0], 0.7);
  EXPECT_GT(model.Probabilities(Words({"dog"}))[1], 0.6);
  EXPECT_GT(model.Probabilities(Words({"moos"}))[2], 0.5);
}

TEST(TrainerTest, BinaryLogisticMatchesTheClosedForm) {
  // With a bias alone (no features) the optimum is the log odds of the weighted labels.
  const FeatureVector none(12);
  const std::vector<Example> examples = {{&none, 1, 3.0}, {&none, 0, 1.0}};
  TrainOptions options;
  options.bits = 12;
  const auto model = TrainLogistic(examples, {"no", "yes"}, options);
  ASSERT_TRUE(model.ok());
  EXPECT_NEAR(model->Score(none), std::log(3.0), 1e-3);
}

TEST(TrainerTest, RidgeMatchesTheClosedForm) {
  // One feature x = 1 with targets 3 and 5 and x = 0 (no feature) with target 2, l2 = 1:
  // minimise over w, b. Stationary: w + 2(w + b) = 8, 2w + 3b = 10 -> w = 4/5, b = 14/5.
  FeatureVector one(12);
  one.Add(TokenHash("x"));
  one.Finish();
  const FeatureVector none(12);
  const std::vector<RegressionExample> examples = {{&one, 3.0}, {&one, 5.0}, {&none, 2.0}};
  TrainOptions options;
  options.bits = 12;
  const auto model = TrainRidge(examples, options);
  ASSERT_TRUE(model.ok());
  EXPECT_NEAR(model->Score(none), 14.0 / 5.0, 1e-2);
  EXPECT_NEAR(model->Score(one), 18.0 / 5.0, 1e-2);
}

TEST(TrainerTest, RefusesBadInput) {
  const FeatureVector none(12);
  EXPECT_EQ(TrainLogistic({}, {"a", "b"}, {}).status().code(), absl::StatusCode::kInvalidArgument);
  const std::vector<Example> bad = {{&none, 2, 1.0}};
  EXPECT_EQ(TrainLogistic(bad, {"a", "b"}, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(WeightsFileTest, RoundTripKeepsScoresAndBytes) {
  WeightsFile file("{\"data\":\"test\"}");
  file.Put("animals", TrainThree());
  const std::string bytes = file.Serialize();
  const auto read = WeightsFile::Parse(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Serialize(), bytes);
  EXPECT_EQ(read->provenance(), "{\"data\":\"test\"}");
  const FeatureVector features = Words({"dog", "barks"});
  EXPECT_EQ(read->Get("animals")->Probabilities(features), TrainThree().Probabilities(features));
  EXPECT_EQ(read->Get("plants").status().code(), absl::StatusCode::kNotFound);
}

TEST(WeightsFileTest, EveryDamageIsAnError) {
  WeightsFile file;
  file.Put("animals", TrainThree());
  const std::string bytes = file.Serialize();
  for (std::size_t cut = 0; cut < bytes.size(); cut += 7) {
    EXPECT_FALSE(WeightsFile::Parse(bytes.substr(0, cut)).ok()) << cut;
  }
  for (std::size_t flip = 0; flip < bytes.size(); flip += 5) {
    std::string damaged = bytes;
    damaged[flip] ^= 0x20;
    EXPECT_FALSE(WeightsFile::Parse(damaged).ok()) << flip;
  }
  std::string newer = bytes;
  newer[std::string_view("isotherm-weights ").size()] = '9';
  EXPECT_EQ(WeightsFile::Parse(newer).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace isotherm::engine
