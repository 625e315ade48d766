#include "services/factor_analysis/engine/learning/trainer.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace isotherm::engine {
namespace {

using Vector = std::vector<double>;

double Dot(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void AddScaled(Vector& target, double scale, const Vector& source) {
  for (std::size_t i = 0; i < target.size(); ++i) target[i] += scale * source[i];
}

enum class Loss { kLogistic, kSquared };

struct Sample {
  const FeatureVector* features = nullptr;
  int label = 0;
  double target = 0.0;
  double weight = 1.0;
};

// The penalised loss and its gradient. Parameters: per row the used buckets, then the bias.
// Only buckets that occur in the examples take part; all others stay 0.
class Objective {
 public:
  Objective(absl::Span<const Sample> examples, Loss loss, int rows, int bits, double l2)
      : examples_(examples), loss_(loss), rows_(rows), l2_(l2), slot_(std::size_t{1} << bits, -1) {
    for (const Sample& example : examples_) {
      for (const Feature& feature : example.features->features()) {
        if (slot_[feature.index] < 0) slot_[feature.index] = width_++;
      }
    }
  }

  std::size_t size() const { return static_cast<std::size_t>(rows_) * (width_ + 1); }

  double Evaluate(const Vector& w, Vector& gradient) const {
    std::fill(gradient.begin(), gradient.end(), 0.0);
    double loss = 0.0;
    Vector scores(rows_);
    for (const Sample& example : examples_) {
      ScoreRows(w, example, scores);
      loss += example.weight * (loss_ == Loss::kSquared ? Squared(example, scores)
                                : rows_ == 1            ? Binary(example, scores)
                                                        : Softmax(example, scores));
      for (int row = 0; row < rows_; ++row) {
        double* g = gradient.data() + Offset(row);
        const double pull = example.weight * scores[row];
        for (const Feature& f : example.features->features()) g[slot_[f.index]] += pull * f.value;
        g[width_] += pull;
      }
    }
    for (int row = 0; row < rows_; ++row) {  // the bias is not penalised
      for (std::size_t i = Offset(row); i < Offset(row) + width_; ++i) {
        loss += 0.5 * l2_ * w[i] * w[i];
        gradient[i] += l2_ * w[i];
      }
    }
    return loss;
  }

  void Expand(const Vector& w, Vector& weights, Vector& bias) const {
    weights.assign(rows_ * slot_.size(), 0.0);
    for (int row = 0; row < rows_; ++row) {
      for (std::size_t bucket = 0; bucket < slot_.size(); ++bucket) {
        if (slot_[bucket] >= 0) {
          weights[row * slot_.size() + bucket] = w[Offset(row) + slot_[bucket]];
        }
      }
      bias.push_back(w[Offset(row) + width_]);
    }
  }

 private:
  std::size_t Offset(int row) const { return static_cast<std::size_t>(row) * (width_ + 1); }

  void ScoreRows(const Vector& w, const Sample& example, Vector& scores) const {
    for (int row = 0; row < rows_; ++row) {
      const double* weights = w.data() + Offset(row);
      double sum = weights[width_];
      for (const Feature& f : example.features->features()) {
        sum += weights[slot_[f.index]] * f.value;
      }
      scores[row] = sum;
    }
  }

  // All return the loss and replace the scores by d loss / d score.
  static double Squared(const Sample& example, Vector& scores) {
    scores[0] -= example.target;
    return 0.5 * scores[0] * scores[0];
  }
  static double Binary(const Sample& example, Vector& scores) {
    const double s = scores[0];
    const double log_one_plus = s > 0 ? s + std::log1p(std::exp(-s)) : std::log1p(std::exp(s));
    const double loss = log_one_plus - (example.label == 1 ? s : 0.0);
    scores[0] = 1.0 / (1.0 + std::exp(-s)) - (example.label == 1 ? 1.0 : 0.0);
    return loss;
  }
  static double Softmax(const Sample& example, Vector& scores) {
    const double largest = *std::max_element(scores.begin(), scores.end());
    double sum = 0.0;
    for (const double s : scores) sum += std::exp(s - largest);
    const double loss = largest + std::log(sum) - scores[example.label];
    for (double& s : scores) s = std::exp(s - largest) / sum;
    scores[example.label] -= 1.0;
    return loss;
  }

  absl::Span<const Sample> examples_;
  Loss loss_;
  int rows_;
  double l2_;
  std::vector<int> slot_;
  int width_ = 0;
};

// Two-loop recursion over the last pairs of steps and gradient changes.
class Lbfgs {
 public:
  Vector Direction(const Vector& gradient) const {
    Vector q = gradient;
    Vector alpha(pairs_.size());
    for (std::size_t k = pairs_.size(); k-- > 0;) {
      alpha[k] = Dot(pairs_[k].step, q) / pairs_[k].curvature;
      AddScaled(q, -alpha[k], pairs_[k].change);
    }
    if (!pairs_.empty()) {
      const Pair& last = pairs_.back();
      const double scale = last.curvature / Dot(last.change, last.change);
      for (double& value : q) value *= scale;
    }
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const double beta = Dot(pairs_[k].change, q) / pairs_[k].curvature;
      AddScaled(q, alpha[k] - beta, pairs_[k].step);
    }
    for (double& value : q) value = -value;
    return q;
  }

  void Update(Vector step, Vector change) {
    const double curvature = Dot(step, change);
    if (curvature <= 1e-10) return;
    if (pairs_.size() == kMemory) pairs_.pop_front();
    pairs_.push_back({std::move(step), std::move(change), curvature});
  }

 private:
  static constexpr std::size_t kMemory = 8;
  struct Pair {
    Vector step;
    Vector change;
    double curvature = 0.0;
  };
  std::deque<Pair> pairs_;
};

Vector Minimise(const Objective& objective, int iterations) {
  Vector w(objective.size(), 0.0);
  Vector gradient(w.size());
  double loss = objective.Evaluate(w, gradient);
  Lbfgs memory;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    const Vector direction = memory.Direction(gradient);
    const double slope = Dot(direction, gradient);
    if (slope > -1e-9) break;
    double rate = iteration == 0 ? 1.0 / (1.0 + std::sqrt(Dot(gradient, gradient))) : 1.0;
    Vector next = w;
    Vector next_gradient(w.size());
    double next_loss = loss;
    bool moved = false;
    for (int attempt = 0; attempt < 25; ++attempt, rate *= 0.5) {  // Armijo (1966)
      next = w;
      AddScaled(next, rate, direction);
      next_loss = objective.Evaluate(next, next_gradient);
      if (next_loss <= loss + 1e-4 * rate * slope) {
        moved = true;
        break;
      }
    }
    if (!moved) break;
    Vector step = next;
    AddScaled(step, -1.0, w);
    Vector change = next_gradient;
    AddScaled(change, -1.0, gradient);
    memory.Update(std::move(step), std::move(change));
    const double gain = loss - next_loss;
    w = std::move(next);
    gradient = std::move(next_gradient);
    loss = next_loss;
    if (gain < 1e-6 * std::abs(loss)) break;
  }
  return w;
}

}  // namespace

absl::StatusOr<LinearModel> TrainLogistic(absl::Span<const Example> examples,
                                          std::vector<std::string> classes,
                                          const TrainOptions& options) {
  if (classes.size() < 2 || examples.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("training needs two classes and an example: got ", classes.size(),
                     " classes, ", examples.size(), " examples"));
  }
  for (const Example& example : examples) {
    if (example.label < 0 || example.label >= static_cast<int>(classes.size())) {
      return absl::InvalidArgumentError(
          absl::StrCat("label ", example.label, " is outside 0..", classes.size() - 1));
    }
  }
  const int rows = classes.size() == 2 ? 1 : static_cast<int>(classes.size());
  std::vector<Sample> samples;
  for (const Example& example : examples) {
    samples.push_back({example.features, example.label, 0.0, example.weight});
  }
  const Objective objective(samples, Loss::kLogistic, rows, options.bits, options.l2);
  Vector weights;
  Vector bias;
  objective.Expand(Minimise(objective, options.iterations), weights, bias);
  return LinearModel(std::move(classes), options.bits, weights, bias);
}

absl::StatusOr<LinearModel> TrainRidge(absl::Span<const RegressionExample> examples,
                                       const TrainOptions& options) {
  if (examples.empty()) return absl::InvalidArgumentError("regression needs an example");
  std::vector<Sample> samples;
  for (const RegressionExample& example : examples) {
    samples.push_back({example.features, 0, example.target, example.weight});
  }
  const Objective objective(samples, Loss::kSquared, 1, options.bits, options.l2);
  Vector weights;
  Vector bias;
  objective.Expand(Minimise(objective, options.iterations), weights, bias);
  return LinearModel({"low", "high"}, options.bits, weights, bias);
}

}  // namespace isotherm::engine
