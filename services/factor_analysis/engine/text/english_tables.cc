#include "services/factor_analysis/engine/text/english_tables.h"

#include <array>
#include <cstddef>
#include <iterator>

#include "absl/container/flat_hash_set.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

struct Irregular {
  std::string_view form;
  std::string_view base;
};

constexpr Irregular kIrregulars[] = {{"am", "be"},
                                     {"is", "be"},
                                     {"are", "be"},
                                     {"was", "be"},
                                     {"were", "be"},
                                     {"been", "be"},
                                     {"being", "be"},
                                     {"has", "have"},
                                     {"had", "have"},
                                     {"having", "have"},
                                     {"does", "do"},
                                     {"did", "do"},
                                     {"done", "do"},
                                     {"doing", "do"},
                                     {"goes", "go"},
                                     {"went", "go"},
                                     {"gone", "go"},
                                     {"going", "go"},
                                     {"said", "say"},
                                     {"says", "say"},
                                     {"made", "make"},
                                     {"won", "win"},
                                     {"lost", "lose"},
                                     {"fell", "fall"},
                                     {"fallen", "fall"},
                                     {"rose", "rise"},
                                     {"risen", "rise"},
                                     {"held", "hold"},
                                     {"led", "lead"},
                                     {"met", "meet"},
                                     {"left", "leave"},
                                     {"took", "take"},
                                     {"taken", "take"},
                                     {"gave", "give"},
                                     {"given", "give"},
                                     {"got", "get"},
                                     {"gotten", "get"},
                                     {"came", "come"},
                                     {"became", "become"},
                                     {"overcame", "overcome"},
                                     {"began", "begin"},
                                     {"begun", "begin"},
                                     {"broke", "break"},
                                     {"broken", "break"},
                                     {"brought", "bring"},
                                     {"bought", "buy"},
                                     {"built", "build"},
                                     {"caught", "catch"},
                                     {"chose", "choose"},
                                     {"chosen", "choose"},
                                     {"dealt", "deal"},
                                     {"drew", "draw"},
                                     {"drawn", "draw"},
                                     {"withdrew", "withdraw"},
                                     {"withdrawn", "withdraw"},
                                     {"drove", "drive"},
                                     {"driven", "drive"},
                                     {"fed", "feed"},
                                     {"felt", "feel"},
                                     {"fought", "fight"},
                                     {"found", "find"},
                                     {"fled", "flee"},
                                     {"flew", "fly"},
                                     {"flown", "fly"},
                                     {"forgot", "forget"},
                                     {"forgave", "forgive"},
                                     {"forgiven", "forgive"},
                                     {"froze", "freeze"},
                                     {"grew", "grow"},
                                     {"grown", "grow"},
                                     {"hung", "hang"},
                                     {"heard", "hear"},
                                     {"hid", "hide"},
                                     {"hidden", "hide"},
                                     {"kept", "keep"},
                                     {"knew", "know"},
                                     {"known", "know"},
                                     {"laid", "lay"},
                                     {"lent", "lend"},
                                     {"lay", "lie"},
                                     {"lain", "lie"},
                                     {"meant", "mean"},
                                     {"paid", "pay"},
                                     {"overthrew", "overthrow"},
                                     {"overthrown", "overthrow"},
                                     {"ran", "run"},
                                     {"overran", "overrun"},
                                     {"rode", "ride"},
                                     {"ridden", "ride"},
                                     {"rang", "ring"},
                                     {"saw", "see"},
                                     {"seen", "see"},
                                     {"sought", "seek"},
                                     {"sold", "sell"},
                                     {"sent", "send"},
                                     {"shook", "shake"},
                                     {"shaken", "shake"},
                                     {"shot", "shoot"},
                                     {"shrank", "shrink"},
                                     {"shrunk", "shrink"},
                                     {"sank", "sink"},
                                     {"sunk", "sink"},
                                     {"slid", "slide"},
                                     {"slew", "slay"},
                                     {"slain", "slay"},
                                     {"spoke", "speak"},
                                     {"spoken", "speak"},
                                     {"spent", "spend"},
                                     {"sprang", "spring"},
                                     {"stood", "stand"},
                                     {"withstood", "withstand"},
                                     {"stole", "steal"},
                                     {"stolen", "steal"},
                                     {"struck", "strike"},
                                     {"stricken", "strike"},
                                     {"swore", "swear"},
                                     {"sworn", "swear"},
                                     {"swept", "sweep"},
                                     {"swung", "swing"},
                                     {"taught", "teach"},
                                     {"tore", "tear"},
                                     {"torn", "tear"},
                                     {"told", "tell"},
                                     {"thought", "think"},
                                     {"threw", "throw"},
                                     {"thrown", "throw"},
                                     {"understood", "understand"},
                                     {"undertook", "undertake"},
                                     {"undertaken", "undertake"},
                                     {"underwent", "undergo"},
                                     {"wore", "wear"},
                                     {"worn", "wear"},
                                     {"wrote", "write"},
                                     {"written", "write"},
                                     {"wrought", "work"},
                                     {"clung", "cling"},
                                     {"crept", "creep"},
                                     {"bled", "bleed"},
                                     {"bred", "breed"},
                                     {"bound", "bind"},
                                     {"bore", "bear"},
                                     {"borne", "bear"},
                                     {"beaten", "beat"},
                                     {"bent", "bend"},
                                     {"ate", "eat"},
                                     {"eaten", "eat"},
                                     {"foresaw", "foresee"},
                                     {"wound", "wind"},
                                     {"ground", "ground"},
                                     {"forbade", "forbid"},
                                     {"forbidden", "forbid"},
                                     {"mistook", "mistake"},
                                     {"outran", "outrun"},
                                     {"oversaw", "oversee"},
                                     {"overseen", "oversee"},
                                     {"retook", "retake"},
                                     {"retaken", "retake"},
                                     {"rebuilt", "rebuild"},
                                     {"upheld", "uphold"},
                                     {"withheld", "withhold"},
                                     {"woke", "wake"},
                                     {"awoke", "awake"},
                                     {"wept", "weep"},
                                     {"shown", "show"},
                                     {"sewn", "sew"},
                                     {"sat", "sit"},
                                     {"stuck", "stick"},
                                     {"stung", "sting"},
                                     {"sung", "sing"},
                                     {"sang", "sing"},
                                     {"arose", "arise"},
                                     {"arisen", "arise"},
                                     {"ceded", "cede"},
                                     {"dying", "die"},
                                     {"lying", "lie"},
                                     {"tying", "tie"},
                                     {"vying", "vie"},
                                     {"dies", "die"},
                                     {"lies", "lie"},
                                     {"ties", "tie"},
                                     {"vies", "vie"},
                                     {"died", "die"},
                                     {"lied", "lie"},
                                     {"tied", "tie"},
                                     {"vied", "vie"},
                                     {"men", "man"},
                                     {"women", "woman"},
                                     {"children", "child"},
                                     {"people", "people"},
                                     {"lives", "life"},
                                     {"wives", "wife"},
                                     {"knives", "knife"},
                                     {"leaves", "leave"},
                                     {"feet", "foot"},
                                     {"crises", "crisis"},
                                     {"bases", "base"},
                                     {"theses", "thesis"},
                                     {"media", "media"},
                                     {"criteria", "criterion"},
                                     {"thieves", "thief"},
                                     {"halves", "half"},
                                     {"shelves", "shelf"},
                                     {"spokesmen", "spokesman"},
                                     {"policemen", "policeman"},
                                     {"gunmen", "gunman"},
                                     {"clergymen", "clergyman"},
                                     {"congressmen", "congressman"},
                                     {"strongmen", "strongman"},
                                     {"used", "use"},
                                     {"uses", "use"},
                                     {"using", "use"},
                                     {"can't", "can"},
                                     {"won't", "will"},
                                     {"fewer", "few"},
                                     {"worse", "bad"},
                                     {"worst", "bad"}};

constexpr std::string_view kUninflected[] = {
    "news",       "politics", "economics",   "series",      "species",    "always",    "perhaps",
    "during",     "nothing",  "something",   "anything",    "everything", "evening",   "morning",
    "need",       "indeed",   "hundred",     "sacred",      "wicked",     "kindred",   "united",
    "nations",    "states",   "parking",     "ceiling",     "sterling",   "beijing",   "whereas",
    "thus",       "plus",     "bus",         "gas",         "us",         "this",      "his",
    "its",        "yes",      "various",     "previous",    "serious",    "status",    "census",
    "consensus",  "campus",   "chaos",       "ethos",       "crisis",     "basis",     "analysis",
    "emphasis",   "thesis",   "hamas",       "texas",       "kansas",     "laos",      "athens",
    "brussels",   "paris",    "philippines", "netherlands", "emirates",   "honduras",  "maldives",
    "seychelles", "barbados", "bahamas",     "cyprus",      "belarus",    "mauritius", "caucasus",
    "damascus",   "caracas",  "les",         "los",         "las",        "whilst",    "speed",
    "breed",      "exceed",   "proceed",     "succeed",     "seed",       "feed",      "greed",
    "deed",       "heed",     "weed",        "steed",       "bed",        "red",       "shed",
    "wed",        "sped",     "fled",        "bled",        "led",        "embed",     "ahead",
    "instead"};

constexpr std::string_view kAbbreviations[] = {
    "mr",     "mrs",  "ms",   "mx",      "dr",       "prof", "gen",  "lt",     "col",  "maj",
    "capt",   "cpt",  "sgt",  "cmdr",    "cdr",      "adm",  "brig", "cpl",    "pvt",  "hon",
    "rev",    "fr",   "sra",  "st",      "ste",      "mt",   "ft",   "sen",    "rep",  "gov",
    "pres",   "amb",  "sec",  "dep",     "asst",     "supt", "insp", "messrs", "mme",  "mlle",
    "vs",     "v",    "nos",  "vol",     "sect",     "para", "cf",   "eg",     "ie",   "viz",
    "approx", "dept", "univ", "jan",     "feb",      "apr",  "jun",  "jul",    "aug",  "sept",
    "sep",    "oct",  "nov",  "dec",     "mon",      "tue",  "tues", "thu",    "thur", "thurs",
    "fri",    "e.g",  "i.e",  "lt.-gen", "maj.-gen", "ph",   "pp",   "p",      "hr",   "hrs",
    "tel",    "ext",  "blvd", "rd",      "calif",    "fla",  "mich", "minn",   "ind",  "wis",
    "tenn",   "conn", "ariz", "colo",    "ore",      "ga",   "va",   "md",     "del",  "ky",
    "okla",   "tex",  "ala",  "ark",     "neb",      "nev"};

constexpr std::string_view kTrailingAbbreviations[] = {"inc", "ltd", "co",   "corp", "jr",
                                                       "sr",  "etc", "bros", "plc",  "esq",
                                                       "a.m", "p.m", "bc",   "ad",   "al"};

using Set = absl::flat_hash_set<std::string_view>;

// Every word of every text is looked up: one probe of a half-empty table settles most.
class InflectionTable {
 public:
  InflectionTable() {
    for (const Irregular& entry : kIrregulars) Insert(entry.form, entry.base);
    for (const std::string_view word : kUninflected) Insert(word, {});
  }

  Inflection Find(std::string_view lower, std::uint64_t hash) const {
    for (std::size_t slot = hash % kSlots; !slots_[slot].form.empty(); slot = (slot + 1) % kSlots) {
      if (slots_[slot].form == lower) return {true, slots_[slot].base};
    }
    return {};
  }

 private:
  static constexpr std::size_t kSlots = 2048;
  static_assert(2 * (std::size(kIrregulars) + std::size(kUninflected)) < kSlots);

  void Insert(std::string_view form, std::string_view base) {
    std::size_t slot = TokenHash(form) % kSlots;
    while (!slots_[slot].form.empty()) {
      if (slots_[slot].form == form) return;
      slot = (slot + 1) % kSlots;
    }
    slots_[slot] = {form, base};
  }

  std::array<Irregular, kSlots> slots_{};
};

}  // namespace

Inflection FindInflection(std::string_view lower, std::uint64_t hash) {
  static const auto* const table = new InflectionTable;
  return table->Find(lower, hash);
}

bool IsAbbreviation(std::string_view lower) {
  static const auto* const table = new Set(std::begin(kAbbreviations), std::end(kAbbreviations));
  return table->contains(lower);
}

bool IsTrailingAbbreviation(std::string_view lower) {
  static const auto* const table =
      new Set(std::begin(kTrailingAbbreviations), std::end(kTrailingAbbreviations));
  return table->contains(lower);
}

}  // namespace isotherm::engine
