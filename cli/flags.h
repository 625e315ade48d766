// The command line's options, read by CLI11.
#pragma once

#include <functional>

#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"

namespace CLI {
class App;
}

namespace isotherm::cli {

// Options of all commands, and the command that was chosen.
struct CommandLine {
  Targets targets;
  std::string target_file;
  double timeout_seconds = 30;
  bool json = false;

  AnalyzeOptions analyze;
  IngestOptions ingest;
  ImportOptions import;
  HeatOptions heat;
  ExplainOptions explain;
  BriefOptions brief;
  WatchOptions watch;
  RankOptions rank;
  HistoryOptions history;
  RetractOptions retract;
  DoctorOptions doctor;
  EvalOptions eval;
  TrainOptions train;
  UpOptions up;

  std::function<Result(Context&)> run;
  bool starts_servers = false;  // `up`: the target file is written, not read
};

// Declares everything on `app`. `line` outlives it and holds the values after parsing.
void AddCommands(CLI::App& app, CommandLine& line);

}  // namespace isotherm::cli
