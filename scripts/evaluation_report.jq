# Writes docs/evaluation.md from the figures that scripts/evaluate.sh collected.
# Input: one object; see `collect` there.

def figure: if . == null then "–" else (. * 1000 | round) as $n
  | ($n | fabs | floor) as $a
  | (if $n < 0 then "-" else "" end) + "\($a / 1000 | floor)." + ("000\($a % 1000)" | .[-3:]) end;

def interval($report; $measure): $report.intervals[$measure] as $i
  | if $i == null then "–" else "\($i[0] | figure) to \($i[1] | figure)" end;

# Where the value stands to its floor.
def verdict($value; $floor; $low):
  if $floor == null then "–"
  elif $value < $floor then "**below the floor**"
  elif $low != null and $low < $floor then "reached; the interval goes below it"
  else "reached" end;

def measured($name; $report; $measure; $value; $floor; $baseline; $aim):
  {name: $name, report: $report, measure: $measure, value: $value, floor: $floor,
   baseline: $baseline, aim: $aim};

def row: if .report == null then
    "| \(.name) | not measured | – | \(.floor | figure) | \(.baseline) | \(.aim) | – |"
  else
    "| \(.name) | \(.value | figure) | \(interval(.report; .measure)) | \(.floor | figure) | "
    + "\(.baseline) | \(.aim) | \(verdict(.value; .floor; .report.intervals[.measure][0])) |"
  end;

def matrix($labels): . as $m
  | "| truth \\ predicted | \($labels | join(" | ")) |",
    "|---|\($labels | map("---:") | join("|"))|",
    range($labels | length) as $i | "| \($labels[$i]) | \($m[$i] | map(tostring) | join(" | ")) |";

def per_class($title): to_entries | map(select(.value.n > 0)) | sort_by(.value.f1)
  | "| \($title) | n | F1 |", "|---|---:|---:|",
    (.[] | "| \(.key) | \(.value.n) | \(.value.f1 | figure) |");

def weakest($what; $count): to_entries | map(select(.value.n >= 10)) | sort_by(.value.f1) | .[:$count]
  | "\($what): " + (map("\(.key) \(.value.f1 | figure) (n \(.value.n))") | join(", "));

["freezing", "cold", "chilly", "mild", "hot", "blazing"] as $levels
| .dossiers as $d | .calls as $p | .clauses as $c | .given as $g | .raw as $r
| .stance as $s | .stance_multi as $m
| [
    measured("level: within one step"; $d; "within_one"; $d.within_one; 0.80; "0.67"; "1.00"),
    measured("level: quadratic weighted kappa"; $d; "qwk"; $d.qwk; 0.60; "0.33–0.42"; "0.90"),
    measured("level: exact"; $d; "exact"; $d.exact; null; "–"; "–"),
    measured("level: ranked probability score (less is better)"; $d; "rps"; $d.rps; null; "–"; "–"),
    measured("trend: accuracy"; $d; "trend_accuracy"; $d.trend_accuracy; null; "–"; "–"),
    measured("factors: F1"; $d; "factors.f1"; $d.factors.f1; 0.30; "–"; "0.60"),
    measured("factors: precision"; $d; "factors.precision"; $d.factors.precision; null; "–"; "–"),
    measured("factors: recall"; $d; "factors.recall"; $d.factors.recall; null; "–"; "–"),
    measured("direction of evidence in dossiers"; $d; "factors.direction_accuracy"; $d.factors.direction_accuracy; 0.74; "0.64"; "0.95"),
    measured("clause: direction, accuracy"; $c; "direction_accuracy"; $c.direction_accuracy; 0.66; "0.55–0.62"; "0.90"),
    measured("clause: direction, macro-F1"; $c; "direction_macro_f1"; $c.direction_macro_f1; null; "–"; "–"),
    measured("clause: domain, accuracy"; $c; "domain_accuracy"; $c.domain_accuracy; 0.60; "0.42"; "0.80"),
    measured("event type, actors given: macro-F1"; $g; "macro_f1"; $g.macro_f1; 0.70; "–"; "0.90"),
    measured("event type, actors given: accuracy"; $g; "accuracy"; $g.accuracy; null; "–"; "–"),
    measured("event triples from raw text: F1"; $r; "triple_f1"; $r.triple_f1; 0.50; "–"; "0.70"),
    measured("aux: accuracy"; $g; "aux_accuracy"; $g.aux_accuracy; 0.85; "–"; "0.95"),
    measured("stance toward a person: macro-F1"; $s; "macro_f1"; $s.macro_f1; 0.66; "0.62"; "0.83"),
    measured("stance, sentences with several targets: macro-F1"; $m; "macro_f1"; $m.macro_f1; 0.63; "0.58"; "0.83"),
    measured("published calls: within one step"; $p; "within_one"; $p.within_one; null; "–"; "–"),
    measured("published calls: quadratic weighted kappa"; $p; "qwk"; $p.qwk; null; "–"; "–"),
    measured("published calls: exact"; $p; "exact"; $p.exact; null; "–"; "–")
  ] as $measures
| "# Evaluation",
  "",
  "Written by `make eval`; do not edit. The last part is kept in [evaluation_notes.md](evaluation_notes.md).",
  "",
  "## What was measured, and on what",
  "",
  "The models that are judged here were trained without the held-out fifth, by `isotherm train --hold-out`;",
  "the models under `models/` that ship are trained by the same code on all of it. Every figure below is of",
  "records that the judged models, their cross-validation and the fit of the heat model never saw.",
  "",
  "| corpus | held out | of | held out by |",
  "|---|---:|---:|---|",
  "| dossiers (`data/train/dossiers.jsonl`) | \(.counts.dossiers[0]) | \(.counts.dossiers[1]) | leader |",
  "| clauses (`data/train/clauses.jsonl`) | \(.counts.clauses[0]) | \(.counts.clauses[1]) | leader, or pair of contrasting clauses |",
  "| event sentences (`data/train/events.jsonl`) | \(.counts.events[0]) | \(.counts.events[1]) | sentence |",
  (if $s == null then "| stance (NewsMTSC) | not at hand | – | article |"
   else "| stance sentences (NewsMTSC, training part; not shipped) | \(.counts.stance[0]) | \(.counts.stance[1]) | article |" end),
  "| published calls (`data/train/published_calls.jsonl`) | \(.counts.calls) | \(.counts.calls) | nothing is trained on them |",
  "",
  "A name is held out when FNV-1a 64 of it, in lower case, is divisible by 5. Dossiers and clauses that share a leader,",
  "a pair or a text stay together; such a group is held out when any of its names is. \(.counts.extra_clauses) more clauses",
  "(`data/train/clauses_*.jsonl`) are for training alone; those that belong to a held-out group are left out of it.",
  "\(.counts.calls_known_leaders) of the published calls are about leaders of whom the training has a dossier of another day.",
  (if $s == null then ["", "The stance corpus was not at hand: nothing is said about stance, and the factor models were trained without it,",
    "which makes them weaker than those that ship."] | .[] else empty end),
  "",
  "Texts are judged from `text`, `leader`, `country`, `role` and `date` alone. Intervals are 95 % bootstrap percentile",
  "intervals of 1,000 draws of whole groups (leader, pair, sentence, article). *Floor* is what the first versions must",
  "reach, *linear baseline* a linear SVM on word and character n-grams trained on the same corpora and judged on texts held",
  "out by leader, *aim* where the work goes.",
  "",
  "## Results",
  "",
  "| measure | held out | 95 % interval | floor | linear baseline | aim | |",
  "|---|---:|---|---:|---:|---:|---|",
  ($measures[] | row),
  "",
  "Lower floors, for orientation: within one 0.70, kappa 0.45, factor F1 0.18, direction of evidence 0.66. The factors that",
  "people marked, read by a linear model, give kappa 0.93 and within one 0.98: what is missing is missing in the reading of",
  "text, not in the scoring of factors. With 10 published calls one call more or less moves a share by 0.1.",
  "",
  "## Where it is weak",
  "",
  ($measures | map(select(.report != null and .floor != null and .value < .floor)) | if length == 0
    then "No measure is below its floor."
    else "Below the floor: " + (map("\(.name) (\(.value | figure), floor \(.floor | figure))") | join("; ")) + "." end),
  ($measures | map(select(.report != null and .floor != null and .value >= .floor
      and .report.intervals[.measure][0] < .floor)) | if length == 0 then empty
    else "", "Not told apart from the floor by these records: " + (map(.name) | join("; ")) + "." end),
  "",
  "The lowest cells with at least ten records each:",
  "",
  "- " + ($c.per_domain | weakest("domains of clauses, F1"; 4)),
  "- " + ($c.per_direction | weakest("directions of clauses, F1"; 2)),
  "- " + ($g.per_type | weakest("event types, F1"; 4)),
  "- " + ($g.per_aux | weakest("aux, F1"; 2)),
  (if $s == null then empty else "- " + ($s.per_polarity | weakest("stance, F1"; 2)) end),
  "- levels two or more steps off: \([range(6) as $i | range(6) as $j | select(($i - $j | fabs) > 1) | $d.confusion[$i][$j]] | add) of \($d.n) dossiers",
  "",
  "## Levels of \($d.n) held-out dossiers",
  "",
  ($d.confusion | matrix($levels)),
  "",
  "## Levels of \($p.n) published calls",
  "",
  ($p.confusion | matrix($levels)),
  "",
  "## Clauses",
  "",
  ($c.confusion | matrix(["lowers", "none", "raises"])),
  "",
  ($c.per_domain | per_class("domain")),
  "",
  "## Events",
  "",
  "Triples: precision \($r.triple_precision | figure), recall \($r.triple_recall | figure); source and type alone: F1 \($r.source_type_f1 | figure). \($g.n) gold events.",
  "",
  ($g.per_type | per_class("type")),
  "",
  ($g.per_aux | per_class("aux")),
  (if $s == null then empty else
    "", "## Stance", "", ($s.confusion | matrix(["negative", "neutral", "positive"])) end),
  ""
