// fit_heat_model DOSSIERS.jsonl DATE OUTPUT.json: fits the heat model on annotated factors of the
// training leaders and writes the model file with its scores on the held-out ones.
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "services/scoring/model/fitting/dossiers.h"
#include "services/scoring/model/fitting/fit_scores.h"
#include "services/scoring/model/fitting/ordinal_fit.h"

namespace isotherm::scoring {
namespace {

void Print(const char* title, const FitScores& s) {
  std::printf("%-9s n=%d exact=%.3f within_one=%.3f qwk=%.3f rps=%.4f trend=%.3f interval=%.3f\n",
              title, s.samples, s.exact, s.within_one, s.qwk, s.rps, s.trend_accuracy,
              s.interval_coverage);
}

absl::Status Run(const char* dossiers, const char* date, const char* output) {
  std::ifstream in(dossiers, std::ios::binary);
  if (!in) return absl::NotFoundError(std::string(dossiers) + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  const std::string data = text.str();
  absl::StatusOr<DossierSamples> samples = ReadGoldDossiers(data);
  if (!samples.ok()) return samples.status();

  FitOptions options;
  options.prior = UnfittedHeatParameters();
  options.prior.id = "heat-1";
  options.prior.version = 1;
  options.prior.provenance.method =
      "proportional odds, penalised maximum likelihood, shrinkage and saturation by "
      "cross-validation over leaders";
  options.prior.provenance.data = "annotated factors of the dossiers of the training leaders";
  options.prior.provenance.data_hash = DataHash(data);
  options.prior.provenance.date = date;
  absl::StatusOr<FitReport> fit = FitHeatParameters(samples->training, options);
  if (!fit.ok()) return fit.status();
  absl::StatusOr<FitScores> training = ScoreSamples(fit->parameters, samples->training);
  if (!training.ok()) return training.status();
  absl::StatusOr<FitScores> held_out = ScoreSamples(fit->parameters, samples->held_out);
  if (!held_out.ok()) return held_out.status();
  std::printf("shrinkage=%g saturation=%g log_loss=%.4f\n", fit->shrinkage, fit->saturation,
              fit->mean_log_loss);
  Print("training", *training);
  Print("held out", *held_out);
  fit->parameters.provenance.scores = {{"held_out_samples", static_cast<double>(held_out->samples)},
                                       {"held_out_exact", held_out->exact},
                                       {"held_out_within_one", held_out->within_one},
                                       {"held_out_qwk", held_out->qwk},
                                       {"held_out_rps", held_out->rps},
                                       {"held_out_trend_accuracy", held_out->trend_accuracy},
                                       {"held_out_interval_coverage", held_out->interval_coverage}};
  std::ofstream out(output, std::ios::binary | std::ios::trunc);
  out << SerializeHeatParameters(fit->parameters);
  out.close();
  if (!out) return absl::DataLossError(std::string(output) + ": cannot be written");
  return absl::OkStatus();
}

}  // namespace
}  // namespace isotherm::scoring

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: fit_heat_model DOSSIERS.jsonl DATE OUTPUT.json\n");
    return 2;
  }
  const absl::Status status = isotherm::scoring::Run(argv[1], argv[2], argv[3]);
  if (!status.ok()) {
    std::fprintf(stderr, "fit_heat_model: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  return 0;
}
