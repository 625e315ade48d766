// Renders deploy/base as an operator would and holds it against what the cluster demands
// (restricted pod profile, probes, resources), against itself (selectors, ports, references) and
// against the binaries (every flag and every environment variable is one that the binary knows).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace isotherm {
namespace {

std::string Output(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  char buffer[4096];
  std::size_t count = 0;
  while ((count = fread(buffer, 1, sizeof(buffer), pipe)) > 0) output.append(buffer, count);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

const std::vector<YAML::Node>& Rendered() {
  static const std::vector<YAML::Node>* documents = new std::vector<YAML::Node>(YAML::LoadAll(
      Output(absl::StrCat("kubectl kustomize ", getenv("ISOTHERM_SOURCE_DIR"), "/deploy/base"))));
  return *documents;
}

std::string Text(const YAML::Node& node) { return node ? node.as<std::string>() : ""; }
std::string Label(const YAML::Node& object) {
  return absl::StrCat(Text(object["kind"]), "/", Text(object["metadata"]["name"]));
}
bool IsWorkload(const YAML::Node& object) {
  return Text(object["kind"]) == "StatefulSet" || Text(object["kind"]) == "Deployment";
}
std::vector<YAML::Node> Workloads() {
  std::vector<YAML::Node> result;
  for (const auto& object : Rendered()) {
    if (IsWorkload(object)) result.push_back(object);
  }
  return result;
}
YAML::Node PodSpec(const YAML::Node& workload) { return workload["spec"]["template"]["spec"]; }

TEST(ManifestsTest, HoldsThreeServicesAndRedisInTheNamespace) {
  std::set<std::string> names;
  for (const auto& workload : Workloads()) names.insert(Text(workload["metadata"]["name"]));
  EXPECT_EQ(names, (std::set<std::string>{"profile", "factor-analysis", "scoring", "redis"}));
  for (const auto& object : Rendered()) {
    if (Text(object["kind"]) == "Namespace") continue;
    EXPECT_EQ(Text(object["metadata"]["namespace"]), "isotherm") << Label(object);
  }
}

TEST(ManifestsTest, PodsKeepTheRestrictedProfile) {
  for (const auto& workload : Workloads()) {
    SCOPED_TRACE(Label(workload));
    const YAML::Node pod = PodSpec(workload);
    EXPECT_EQ(Text(pod["automountServiceAccountToken"]), "false");
    EXPECT_EQ(Text(pod["securityContext"]["runAsNonRoot"]), "true");
    EXPECT_EQ(Text(pod["securityContext"]["seccompProfile"]["type"]), "RuntimeDefault");
    ASSERT_TRUE(pod["containers"].IsSequence());
    for (const auto& container : pod["containers"]) {
      const YAML::Node security = container["securityContext"];
      EXPECT_EQ(Text(security["allowPrivilegeEscalation"]), "false");
      EXPECT_EQ(Text(security["readOnlyRootFilesystem"]), "true");
      EXPECT_EQ(Text(security["capabilities"]["drop"][0]), "ALL");
      EXPECT_FALSE(security["privileged"]);
    }
  }
}

TEST(ManifestsTest, ContainersHaveProbesResourcesAndAFixedImage) {
  for (const auto& workload : Workloads()) {
    for (const auto& container : PodSpec(workload)["containers"]) {
      SCOPED_TRACE(Label(workload));
      std::set<std::string> ports;
      for (const auto& port : container["ports"]) {
        ports.insert(Text(port["name"]));
        ports.insert(Text(port["containerPort"]));
      }
      for (const char* probe : {"startupProbe", "readinessProbe", "livenessProbe"}) {
        const YAML::Node node = container[probe];
        ASSERT_TRUE(node) << probe;
        if (node["exec"]) continue;
        const YAML::Node target = node["grpc"] ? node["grpc"] : node["tcpSocket"];
        ASSERT_TRUE(target) << probe;
        EXPECT_EQ(ports.count(Text(target["port"])), 1u) << probe;
      }
      EXPECT_TRUE(container["resources"]["requests"]["cpu"]);
      EXPECT_TRUE(container["resources"]["requests"]["memory"]);
      EXPECT_TRUE(container["resources"]["limits"]["memory"]);
      const std::string image = Text(container["image"]);
      EXPECT_THAT(image, testing::HasSubstr(":")) << "an image without a tag changes under us";
      EXPECT_FALSE(absl::EndsWith(image, ":latest"));
    }
  }
}

TEST(ManifestsTest, ServicesSelectAWorkloadAndNameItsPort) {
  int services = 0;
  for (const auto& service : Rendered()) {
    if (Text(service["kind"]) != "Service") continue;
    ++services;
    SCOPED_TRACE(Label(service));
    bool found = false;
    for (const auto& workload : Workloads()) {
      const YAML::Node labels = workload["spec"]["template"]["metadata"]["labels"];
      bool selects = true;
      for (const auto& pair : service["spec"]["selector"]) {
        selects = selects && Text(labels[Text(pair.first)]) == Text(pair.second);
      }
      if (!selects) continue;
      found = true;
      std::map<std::string, std::string> ports;
      for (const auto& port : PodSpec(workload)["containers"][0]["ports"]) {
        ports[Text(port["name"])] = Text(port["containerPort"]);
      }
      for (const auto& port : service["spec"]["ports"]) {
        EXPECT_EQ(ports[Text(port["targetPort"])], Text(port["port"]));
      }
      for (const auto& pair : workload["spec"]["selector"]["matchLabels"]) {
        EXPECT_EQ(Text(labels[Text(pair.first)]), Text(pair.second));
      }
    }
    EXPECT_TRUE(found) << "selects no workload";
  }
  EXPECT_EQ(services, 4);
}

TEST(ManifestsTest, StatefulSetsMountWhatTheyClaim) {
  for (const auto& workload : Workloads()) {
    SCOPED_TRACE(Label(workload));
    std::set<std::string> volumes;
    for (const auto& volume : PodSpec(workload)["volumes"]) volumes.insert(Text(volume["name"]));
    for (const auto& claim : workload["spec"]["volumeClaimTemplates"]) {
      volumes.insert(Text(claim["metadata"]["name"]));
    }
    for (const auto& mount : PodSpec(workload)["containers"][0]["volumeMounts"]) {
      EXPECT_EQ(volumes.erase(Text(mount["name"])), 1u) << Text(mount["name"]);
    }
    EXPECT_TRUE(volumes.empty()) << "volumes that nothing mounts";
  }
}

TEST(ManifestsTest, BinariesKnowEveryFlagAndVariable) {
  std::set<std::string> configured;
  for (const auto& object : Rendered()) {
    if (Text(object["kind"]) != "ConfigMap") continue;
    for (const auto& pair : object["data"]) configured.insert(Text(pair.first));
  }
  ASSERT_FALSE(configured.empty());
  std::set<std::string> unknown = configured;
  int servers = 0;
  for (const auto& workload : Workloads()) {
    const YAML::Node container = PodSpec(workload)["containers"][0];
    if (!container["command"]) continue;
    ++servers;
    const std::vector<std::string> path = absl::StrSplit(Text(container["command"][0]), '/');
    const std::string help =
        Output(absl::StrCat(getenv("ISOTHERM_BINARY_DIR"), "/bin/", path.back(), " --help"));
    for (const auto& argument : container["args"]) {
      const std::vector<std::string> parts = absl::StrSplit(Text(argument), '=');
      EXPECT_THAT(help, testing::HasSubstr(parts[0])) << Label(workload);
    }
    for (const std::string& variable : configured) {
      if (absl::StrContains(help, variable)) unknown.erase(variable);
    }
  }
  EXPECT_EQ(servers, 3);
  EXPECT_THAT(unknown, testing::IsEmpty()) << "variables that no server reads";
}

// Fields the cluster would silently drop or refuse: every key must be one we know for its place.
const std::map<std::string, std::set<std::string>>& KnownKeys() {
  static const auto* keys = new std::map<std::string, std::set<std::string>>{
      {"", {"apiVersion", "kind", "metadata", "spec", "data", "automountServiceAccountToken"}},
      {"metadata", {"name", "namespace", "labels"}},
      {"StatefulSet.spec",
       {"serviceName", "replicas", "selector", "template", "volumeClaimTemplates"}},
      {"Deployment.spec", {"replicas", "selector", "template"}},
      {"Service.spec", {"clusterIP", "selector", "ports"}},
      {"template", {"metadata", "spec"}},
      {"pod",
       {"serviceAccountName", "automountServiceAccountToken", "terminationGracePeriodSeconds",
        "securityContext", "containers", "volumes"}},
      {"container",
       {"name", "image", "command", "args", "envFrom", "ports", "startupProbe", "readinessProbe",
        "livenessProbe", "resources", "securityContext", "volumeMounts"}},
      {"probe", {"grpc", "tcpSocket", "exec", "periodSeconds", "failureThreshold"}}};
  return *keys;
}

void ExpectKnown(const YAML::Node& node, const std::string& place) {
  for (const auto& pair : node) {
    EXPECT_EQ(KnownKeys().at(place).count(Text(pair.first)), 1u)
        << "unknown key " << Text(pair.first) << " in " << place;
  }
}

TEST(ManifestsTest, UsesNoMisspeltKeys) {
  for (const auto& object : Rendered()) {
    SCOPED_TRACE(Label(object));
    ExpectKnown(object, "");
    ExpectKnown(object["metadata"], "metadata");
    const std::string kind = Text(object["kind"]);
    if (kind == "Service") ExpectKnown(object["spec"], "Service.spec");
    if (!IsWorkload(object)) continue;
    ExpectKnown(object["spec"], absl::StrCat(kind, ".spec"));
    ExpectKnown(object["spec"]["template"], "template");
    ExpectKnown(PodSpec(object), "pod");
    for (const auto& container : PodSpec(object)["containers"]) {
      ExpectKnown(container, "container");
      for (const char* probe : {"startupProbe", "readinessProbe", "livenessProbe"}) {
        ExpectKnown(container[probe], "probe");
      }
    }
  }
}

}  // namespace
}  // namespace isotherm
