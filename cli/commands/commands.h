// Every command: its options as flags.cc fills them, and the function that runs it.
//
// Thread-safety: one command a process. Errors come back as a status that main prints and turns
// into an exit code (context.h).
#pragma once

#include <string>
#include <vector>

#include "cli/commands/context.h"
#include "cli/input/document_files.h"

namespace isotherm::cli {

struct AnalyzeOptions {
  std::string path;  // "-" = standard input
  DocumentDefaults defaults;
  bool events = false;  // show events too (JSON always has them)
};
Result RunAnalyze(const AnalyzeOptions& options, Context& context);

struct IngestOptions {
  std::vector<std::string> paths;
  DocumentDefaults defaults;
  bool wait = false;  // until scoring has taken everything in
  bool quiet = false;
};
Result RunIngest(const IngestOptions& options, Context& context);

struct ImportOptions {
  std::vector<std::string> paths;  // atlas files or folders
};
Result RunImport(const ImportOptions& options, Context& context);

struct HeatOptions {
  std::vector<std::string> leaders;
  std::string as_of;  // ISO day; empty = the published reading
  std::string token;  // consistency token; empty = as the cache has it
};
Result RunHeat(const HeatOptions& options, Context& context);

struct ExplainOptions {
  std::string leader;
  std::string as_of;
  std::string token;
};
Result RunExplain(const ExplainOptions& options, Context& context);

struct BriefOptions {
  std::string leader;
  std::string format = "text";  // markdown, text, json
  std::string as_of;
  std::string token;
};
Result RunBrief(const BriefOptions& options, Context& context);

struct WatchOptions {
  std::vector<std::string> leaders;  // empty = all
  std::string resume_token;
  bool every_revision = false;
  double seconds = 0;  // stop after; 0 = never
  int count = 0;       // stop after so many readings beyond the snapshot; 0 = never
};
Result RunWatch(const WatchOptions& options, Context& context);

struct RankOptions {
  int limit = 20;
  bool coldest = false;
};
Result RunRank(const RankOptions& options, Context& context);

struct HistoryOptions {
  std::string leader;
  int limit = 20;
};
Result RunHistory(const HistoryOptions& options, Context& context);

struct RetractOptions {
  std::vector<std::string> names;  // "documents/x" or "leaders/x/factors/y"
  std::string reason;
};
Result RunRetract(const RetractOptions& options, Context& context);

struct DoctorOptions {
  std::string data_dir = ".";
  std::string redis;        // host:port; empty = not checked
  double wait_seconds = 0;  // for the servers to become ready, before anything is checked
};
Result RunDoctor(const DoctorOptions& options, Context& context);

struct EvalOptions {
  std::string kind;  // calls, dossiers, clauses, events, stance
  std::string path;
  std::string data_dir = ".";
  bool given_actors = false;
  std::string errors;  // file for what was judged wrongly; empty = none
};
Result RunEval(const EvalOptions& options, Context& context);

struct TrainOptions {
  std::string data_dir = ".";
  std::string stance;               // NewsMTSC JSONL; empty = trained without
  std::string date = "2026-11-25";  // of the corpora; goes into the provenance
  std::string output;               // folder; empty = models/ of data_dir
  std::string hold_out;  // folder for the held-out fifth, which is then left out; empty = all
};
Result RunTrain(const TrainOptions& options, Context& context);

struct UpOptions {
  std::string store_dir = "run";
  std::string data_dir = ".";
  std::string host = "127.0.0.1";
  int profile_port = 7101;
  int factor_port = 7102;
  int scoring_port = 7103;
  bool free_ports = false;
  bool atlas = true;
  std::string redis;  // host:port; empty = in-process cache
  std::string as_of = "now";
  std::string target_file;
  std::string log_level = "warn";
};
Result RunUp(const UpOptions& options, Context& context);

}  // namespace isotherm::cli
